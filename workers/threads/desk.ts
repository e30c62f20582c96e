/** The thread of one desk: its own connections, its engine, its market stream through a port. */
import { hostname } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { createContainer } from "@/server/container";
import { env } from "@/server/platform/env";
import { createLogger } from "@/server/platform/logger";
import { topics } from "@/server/ports/bus";
import { hostDesk } from "@/server/services/desks/desk-host";
import { openEngine } from "@/server/services/desks/open-engine";
import { ModelDesk } from "@/server/services/inference/model-desk";
import { openVersionWith } from "@/server/services/inference/open-version";
import { findFeatureSet } from "@/server/services/models/open-model-service";
import { createRecordRun } from "@/server/services/tapes/record-run";
import { startWorkerHeartbeat } from "@/workers/heartbeat";
import { startMarketClock } from "@/workers/market-clock";
import { createPortFeed } from "@/workers/port-feed";
import type { DeskCommandMessage, DeskRequest, DeskThreadData } from "@/workers/thread-messages";

const { deskId, source } = workerData as DeskThreadData;
const port = parentPort;
if (!port) throw new Error("the desk runs in a thread of the worker");

const log = createLogger("desk");
const container = createContainer({ applicationName: "tapedeck desk", poolMax: 3, log });
const stop = new AbortController();
const request = (): void => port.postMessage({ type: "wantFeed" } satisfies DeskRequest);
const feed = createPortFeed({ request, clock: container.clock });

port.on("message", (message: DeskCommandMessage) => {
  if (message.type === "stop") stop.abort();
  else feed.connect(message.port);
});
const endBeat = startWorkerHeartbeat(container, { kind: "desk", name: deskId, log });
const market = await startMarketClock(container, source);
try {
  const { stores, bus, clock, tapes, recordError } = container;
  const recording = { tapes, index: stores.tapeIndex, clock, log, recordError };
  const recordRun = env().TAPEDECK_TAPES === "on" ? createRecordRun(recording) : null;
  const host = `${hostname()}-${process.pid}`;
  const models = new ModelDesk({
    listLive: stores.models.listLive,
    open: openVersionWith({ files: container.modelFiles, runtime: onnxRuntime, setOf: findFeatureSet }),
    setOf: findFeatureSet,
    market: stores.market,
    clock,
    marketClock: market.clock,
    log,
  });
  // Looked at every few seconds as well, so a bus that is away delays a promotion and loses none.
  const deaf = (err: unknown): void => log.warn({ err }, "Cannot hear of promotions; the registry is asked instead");
  bus.subscribe(topics.models, () => models.wake()).catch(deaf);
  const common = { desks: stores.desks, bus, market: market.clock, wall: clock, feed, log };
  await hostDesk({ ...common, openEngine, host, recordRun, models }, deskId, stop.signal);
} finally {
  market.stop();
  endBeat();
  await container.close();
  // The port would keep the thread alive.
  port.close();
}
