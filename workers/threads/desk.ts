/** The thread of one desk: its own connections, its engine, its market stream through a port. */
import { hostname } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { createContainer } from "@/server/container";
import { createLogger } from "@/server/platform/logger";
import { openEngine } from "@/server/services/desks/open-engine";
import { hostDesk } from "@/server/services/desks/desk-host";
import { createPortFeed } from "@/workers/port-feed";
import { startThreadHeartbeat } from "@/workers/heartbeat";
import type { DeskCommandMessage, DeskRequest, DeskThreadData } from "@/workers/thread-messages";

const { deskId, source } = workerData as DeskThreadData;
const log = createLogger("desk");
const port = parentPort;
if (!port) throw new Error("the desk runs in a thread of the worker");

const container = createContainer({ applicationName: "tapedeck desk", poolMax: 3 });
const stop = new AbortController();
const feed = createPortFeed(() => port.postMessage({ type: "wantFeed" } satisfies DeskRequest));

port.on("message", (message: DeskCommandMessage) => {
  if (message.type === "stop") stop.abort();
  else feed.connect(message.port);
});
const endBeat = startThreadHeartbeat(container, { kind: "desk", name: deskId, log });
try {
  const { desks } = container.stores;
  const market = container.marketClock(source);
  const host = `${hostname()}-${process.pid}`;
  const deps = { desks, bus: container.bus, market, wall: container.clock, feed, log, openEngine, host };
  await hostDesk(deps, deskId, stop.signal);
} finally {
  endBeat();
  await container.close();
  // The port would keep the thread alive.
  port.close();
}
