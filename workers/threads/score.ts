/** The thread of one look at models outside any desk. */
import { parentPort, workerData } from "node:worker_threads";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { createContainer } from "@/server/container";
import { createLogger } from "@/server/platform/logger";
import { openVersionWith } from "@/server/services/inference/open-version";
import { askVersions, scoreBars } from "@/server/services/inference/score-instruments";
import { findFeatureSet } from "@/server/services/models/open-model-service";
import { startMarketClock } from "@/workers/market-clock";
import type { ScoreThreadData } from "@/workers/thread-messages";

const { source, ask } = workerData as ScoreThreadData;
const port = parentPort;
if (!port) throw new Error("models are asked in a thread of the worker");

const log = createLogger("score");
const container = createContainer({ applicationName: "tapedeck score", poolMax: 1, log });
const stop = new AbortController();
port.on("message", () => stop.abort());

const { stores, clock, modelFiles: files } = container;
const market = await startMarketClock(container, source);
try {
  const open = openVersionWith({ files, runtime: onnxRuntime, setOf: findFeatureSet });
  const deps = { open, clock, market: stores.market, setOf: findFeatureSet, log };
  const at = market.clock.nowMicros();
  const { signal } = stop;
  if (ask === null) {
    const desks = await stores.desks.listDesks({ includeArchived: false });
    const except = new Set(desks.flatMap(({ settings }) => settings.instruments.map(({ id }) => id)));
    const { listLive } = stores.models;
    await scoreBars(
      { ...deps, listLive, predictions: stores.predictions },
      { at, venueId: source.venueId, except, signal },
    );
  } else {
    const version = await stores.models.findVersion(ask.model, ask.version);
    const versions = version ? [version] : [];
    await stores.predictions.add(await askVersions(deps, { versions, instrumentIds: null, at, signal }));
  }
} catch (error) {
  if (!stop.signal.aborted) throw error;
} finally {
  market.stop();
  await container.close();
  // The port would keep the thread alive.
  port.close();
}
