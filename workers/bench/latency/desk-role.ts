/** A desk as in its thread: port, host, commits with checkpoints, the default strategy; only the database is a memory. */

import fs from "node:fs";
import path from "node:path";
import { parentPort } from "node:worker_threads";
import { createMemoryDeskStore } from "@/server/adapters/memory/memory-desk-store";
import { createMemoryTapeIndex } from "@/server/adapters/memory/memory-tape-index";
import { createFileTapes } from "@/server/adapters/tape/file-tapes";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { Engine } from "@/server/engine/kernel/engine";
import { defaultSettings } from "@/server/services/desks/default-settings";
import { defaultStrategies } from "@/server/services/desks/default-strategies";
import { hostDesk } from "@/server/services/desks/desk-host";
import { createRecordRun } from "@/server/services/tapes/record-run";
import { createStrategies } from "@/server/strategies/registry";
import { createPortFeed } from "@/workers/port-feed";
import { benchClock, noBus, noLog } from "./bench-deps";
import { MarkStrategy } from "./mark-strategy";
import type { DeskOrder, DeskResults } from "./messages";

export async function runDesk(instruments: readonly InstrumentSpec[]): Promise<void> {
  const mark = new MarkStrategy();
  const strategies = [...defaultStrategies(instruments), { name: mark.name, enabled: true, params: {} }];
  const settings = defaultSettings({ venueId: "simulated", instruments, seed: 1, strategies });
  const generous = { ...settings.risk, ordersPerMinuteMax: 100_000 };
  const desks = createMemoryDeskStore(new Map(), benchClock);
  const desk = await desks.createDesk({
    id: "bench",
    name: "Bench",
    venueId: "bench",
    session: "bench",
    settings: { ...settings, risk: generous },
  });
  // The other end is made by the main thread; the port waits for it.
  const feed = createPortFeed({ request: () => {}, clock: benchClock });
  parentPort?.on("message", (order: DeskOrder) => {
    if ("feed" in order) feed.connect(order.feed);
    else if (order.ask === "forget") mark.forget();
    else parentPort?.postMessage(mark.results() satisfies DeskResults);
  });
  // The first strategies are the desk's own, the others those of its bands.
  const marks = [mark];
  const makeStrategies = () => [...createStrategies(defaultStrategies(instruments)), marks.pop() ?? new MarkStrategy()];
  const openEngine = () => Engine.create(desk.settings, makeStrategies);
  // The thread is ended from outside: the next run clears away what this one leaves.
  const root = path.resolve(".data", "bench-tapes");
  fs.rmSync(root, { recursive: true, force: true });
  const tapes = createFileTapes({ root, clock: benchClock });
  const recording = { tapes, index: createMemoryTapeIndex(), clock: benchClock, log: noLog };
  const recordRun = createRecordRun({ ...recording, recordError: async () => {} });
  const host = { openEngine, recordRun, host: "bench" };
  const deps = { desks, bus: noBus, market: benchClock, wall: benchClock, feed, log: noLog, ...host };
  parentPort?.postMessage("ready");
  await hostDesk(deps, desk.id, new AbortController().signal);
}
