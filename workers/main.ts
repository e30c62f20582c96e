/**
 * The worker process. Its main thread only orchestrates: it keeps jobs leased, starts a thread for
 * each long one and connects them. It never computes, so that a lease is never renewed late.
 */
import { hostname } from "node:os";
import { createContainer } from "@/server/container";
import { env } from "@/server/platform/env";
import { createLogger } from "@/server/platform/logger";
import { startWorker } from "./start-worker";

const log = createLogger("worker");
const container = createContainer({ applicationName: "tapedeck worker", poolMax: 4, log });
const { TAPEDECK_SEED: seed, TAPEDECK_LEASE_MILLIS: leaseMillis } = env();
const worker = startWorker({ container, log, seed, leaseMillis });

let isStopping = false;
const stop = async (why: string): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  log.info({ why }, "Worker stops");
  await worker.stop();
  await container.close();
  process.exit(0);
};
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void stop(signal));

/** What nobody caught: the state of this process is unknown, its leases are not, so it ends and another goes on. */
const die = (error: unknown): void => {
  log.fatal({ err: error }, "Worker ends by an error that nobody caught");
  const record = container.recordError(`worker on ${hostname()}`, error);
  void Promise.race([record, new Promise((resolve) => setTimeout(resolve, 1_000))]).finally(() => process.exit(1));
};
process.on("uncaughtException", die);
process.on("unhandledRejection", die);
log.info({ pid: process.pid, redis: env().REDIS_URL !== undefined }, "Worker started");
