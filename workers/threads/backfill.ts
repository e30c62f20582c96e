/** The thread of one backfill: rows of features from stored candles, or candles from the venue. */
import { parentPort, workerData } from "node:worker_threads";
import { createContainer } from "@/server/container";
import { createLogger } from "@/server/platform/logger";
import { runBackfill } from "@/server/services/features/run-backfill";
import { openHistory } from "@/workers/open-history";
import type { BackfillThreadData } from "@/workers/thread-messages";

const { backfillId } = workerData as BackfillThreadData;
const port = parentPort;
if (!port) throw new Error("a backfill runs in a thread of the worker");

const log = createLogger("backfill");
const container = createContainer({ applicationName: "tapedeck backfill", poolMax: 3, log });
const stop = new AbortController();
port.on("message", () => stop.abort(new Error("the worker stops")));
try {
  const { stores, clock } = container;
  const ended = await runBackfill(
    {
      features: stores.featureStore,
      bars: stores.bars,
      clock,
      signal: stop.signal,
      fetchHistory: (backfill, note) => openHistory(container, { backfill, note, signal: stop.signal, log }),
    },
    backfillId,
  );
  log.info({ backfillId, state: ended?.state ?? "unknown" }, ended?.text ?? "There is no such backfill");
} finally {
  await container.close();
  port.close();
}
