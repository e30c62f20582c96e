/** The thread of one parity check: it replays as fast as it can, and no desk should wait for it. */
import { parentPort, workerData } from "node:worker_threads";
import { createContainer } from "@/server/container";
import { createLogger } from "@/server/platform/logger";
import { openEngine } from "@/server/services/desks/open-engine";
import { createParityService } from "@/server/services/parity/parity-service";
import type { ParityThreadData } from "@/workers/thread-messages";

const input = workerData as ParityThreadData;
const port = parentPort;
if (!port) throw new Error("parity is checked in a thread of the worker");

const log = createLogger("parity");
const container = createContainer({ applicationName: "tapedeck parity", poolMax: 2, log });
const stop = new AbortController();
port.on("message", () => stop.abort(new Error("the worker stops")));
try {
  const { stores, tapes, clock } = container;
  const parity = createParityService({ desks: stores.desks, audit: stores.audit, tapes, clock, openEngine });
  const { status, text, tookMillis } = await parity.check(input, stop.signal);
  log.info({ deskId: input.deskId, status, tookMillis }, text);
} finally {
  await container.close();
  port.close();
}
