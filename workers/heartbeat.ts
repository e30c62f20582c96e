/** A process or thread of the worker says that it lives. */
import { hostname } from "node:os";
import type { Container } from "@/server/container";
import type { Logger } from "@/server/platform/logger";
import { measureProcess } from "@/server/platform/process-metrics";
import type { ProcessKind } from "@/server/ports/system-store";
import { startHeartbeat } from "@/server/services/heartbeat";

export type WorkerBeater = Readonly<{
  kind: ProcessKind;
  /** Empty for the process itself. */
  name: string;
  log: Logger;
  detail?: () => string;
}>;

/** @returns a function that ends it */
export function startWorkerHeartbeat(container: Container, { kind, name, log, detail }: WorkerBeater): () => void {
  const metrics = measureProcess();
  const deps = {
    system: container.stores.system,
    clock: container.clock,
    services: container.services.statuses,
    metrics: metrics.read,
    onTrouble: (err: unknown) => log.warn({ err }, "Cannot say that this process lives"),
  };
  const beater = { kind, pid: process.pid, host: hostname(), name, detail: detail ?? (() => name) };
  const stop = startHeartbeat(deps, beater);
  return () => {
    stop();
    metrics.stop();
  };
}
