import type { Container } from "@/server/container";
import type { MarketSource } from "@/server/domain/source";
import type { JobName, JobPayload } from "@/server/jobs/catalog";
import type { BackOff } from "@/server/services/back-off";
import type { Switchboard } from "./switchboard";

/** What every processor may use. */
export type WorkerContext = Readonly<{
  container: Container;
  switchboard: Switchboard;
  backOff: BackOff;
  source: () => MarketSource;
}>;

/** A job's work. `signal` aborts when the worker stops or its lock is lost. */
export type Processor<N extends JobName> = (
  context: WorkerContext,
  payload: JobPayload<N>,
  signal: AbortSignal,
) => Promise<void>;
