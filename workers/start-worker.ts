/** The worker without its process: supervision, BullMQ workers, threads and their connections. */
import { hostname } from "node:os";
import type { JobHandlers } from "@/server/adapters/bullmq/worker";
import { createWorker } from "@/server/adapters/bullmq/worker";
import type { Container } from "@/server/container";
import type { JobName, JobPayload } from "@/server/jobs/catalog";
import type { Logger } from "@/server/platform/logger";
import { createBackOff } from "@/server/services/back-off";
import { defaultStrategies } from "@/server/services/desks/default-strategies";
import { ensureDesks } from "@/server/services/desks/ensure-desk";
import { keepRefreshing } from "@/server/services/models/keep-refreshing";
import { createSupervisor, jobKey } from "@/server/services/supervisor";
import { everySoOften } from "./every-so-often";
import { startWorkerHeartbeat } from "./heartbeat";
import { processors } from "./processors/table";
import { startSpareCollectors } from "./spare-collectors";
import { createSwitchboard } from "./switchboard";
import type { WorkerContext } from "./worker-context";

export type WorkerDeps = Readonly<{
  container: Container;
  log: Logger;
  /** Of new desks. */
  seed: number;
  leaseMillis: number;
}>;

const PASS_MILLIS = 2_000;
/** Until there is a desk: a first start is watched by someone. */
const FIRST_PASS_MILLIS = 250;
/** One collector and as many desks as one machine can bear. */
const LIVE_JOBS_MAX = 16;
/** A long one, facts of ninety days, must not hold up what a person waits for. */
const MAINTENANCE_JOBS_MAX = 3;
/** It takes the cores that it gets. */
const TRAINING_JOBS_MAX = 1;
/** Whose run was killed, and whose schedule was edited while the queue was away, is seen to within this time. */
const REFRESH_LOOK_MILLIS = 5_000;

export function startWorker(deps: WorkerDeps): Readonly<{ stop: () => Promise<void> }> {
  const { container, log, seed, leaseMillis } = deps;
  const { stores, queue, clock } = container;
  const backOff = createBackOff(clock);
  const switchboard = createSwitchboard();
  const supervisor = createSupervisor({
    resolveSource: container.resolveSource,
    instruments: stores.instruments,
    queue,
    ensureDesks: (input) => ensureDesks({ ...stores, clock, seed, strategiesFor: defaultStrategies }, input),
    backOff,
    clock,
  });
  const context: WorkerContext = { container, switchboard, backOff, source: supervisor.source };

  const onTrouble = (error: unknown, what: string): void => {
    log.error({ err: error, what }, "A job had trouble");
    void container.recordError(`worker on ${hostname()}: ${what}`, error);
  };
  const workers: ReturnType<typeof createWorker>[] = [];
  const startConsuming = (): void => {
    const common = { connection: container.queueConnection, handlers: handlersOf(context), leaseMillis, onTrouble };
    workers.push(
      createWorker({ ...common, queue: "live", concurrency: LIVE_JOBS_MAX }),
      createWorker({ ...common, queue: "maintenance", concurrency: MAINTENANCE_JOBS_MAX }),
      createWorker({ ...common, queue: "training", concurrency: TRAINING_JOBS_MAX }),
    );
  };

  let hasDesk = false;
  const pass = everySoOften(
    () => (hasDesk ? PASS_MILLIS : FIRST_PASS_MILLIS),
    async () => {
      hasDesk = await supervisor.pass();
      // Not before: a job that waited for us asks at once which source is the present one.
      if (workers.length === 0) startConsuming();
    },
    (error) => log.warn({ err: error }, "Supervision could not finish its look"),
  );
  const refreshing = everySoOften(
    () => REFRESH_LOOK_MILLIS,
    keepRefreshing({ ...stores, queue, backOff, clock }),
    (error) => log.warn({ err: error }, "Training could not be looked after"),
  );
  const spares = startSpareCollectors(context, log);
  const endBeat = startWorkerHeartbeat(container, { kind: "worker", name: "", log });

  return {
    async stop() {
      endBeat();
      await pass.stop();
      await refreshing.stop();
      await spares.stop();
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

/** Each processor, with its going told to the back-off. */
function handlersOf(context: WorkerContext): JobHandlers {
  const handlerOf =
    <N extends JobName>(name: N) =>
    async (payload: JobPayload<N>, signal: AbortSignal): Promise<void> => {
      const key = jobKey(name, payload);
      context.backOff.started(key);
      try {
        await processors[name](context, payload, signal);
      } catch (error) {
        if (!signal.aborted) context.backOff.failed(key);
        throw error;
      }
    };
  return {
    "collect.run": handlerOf("collect.run"),
    "desk.run": handlerOf("desk.run"),
    "parity.run": handlerOf("parity.run"),
    "database.maintain": handlerOf("database.maintain"),
    "inference.score": handlerOf("inference.score"),
    "risk.facts": handlerOf("risk.facts"),
    "features.backfill": handlerOf("features.backfill"),
    "history.fetch": handlerOf("history.fetch"),
    "model.train": handlerOf("model.train"),
    "model.refresh": handlerOf("model.refresh"),
    "models.drift": handlerOf("models.drift"),
    "predictions.score": handlerOf("predictions.score"),
  };
}
