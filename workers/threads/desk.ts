/** The thread of one desk: its own connections, its engine, its market stream through a port. */
import { hostname } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { createContainer } from "@/server/container";
import { env } from "@/server/platform/env";
import { createLogger } from "@/server/platform/logger";
import { hostDesk } from "@/server/services/desks/desk-host";
import { openEngine } from "@/server/services/desks/open-engine";
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
  const deps = { desks: stores.desks, bus, market: market.clock, wall: clock, feed, log, openEngine, host, recordRun };
  await hostDesk(deps, deskId, stop.signal);
} finally {
  market.stop();
  endBeat();
  await container.close();
  // The port would keep the thread alive.
  port.close();
}
