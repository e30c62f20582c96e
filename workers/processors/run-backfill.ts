import { startThread } from "@/workers/run-thread";
import type { Processor } from "@/workers/worker-context";

/** Computes features, or fetches candles, in a thread: either takes minutes. */
export const runBackfillJob: Processor<"features.backfill"> & Processor<"history.fetch"> = async (
  _context,
  data,
  signal,
) => {
  await startThread({ name: "backfill", data, signal }).ended;
};
