/** A desk hosted on a recorded Binance session, recorded on tapes and crashed in the middle: done again without a difference. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createMemoryStores } from "@/server/adapters/memory/stores";
import { createFileTapes } from "@/server/adapters/tape/file-tapes";
import { micros } from "@/server/domain/micros";
import { defaultSettings } from "@/server/services/desks/default-settings";
import { defaultStrategies } from "@/server/services/desks/default-strategies";
import { createEngineDriver } from "@/server/services/desks/engine-driver";
import { openEngine } from "@/server/services/desks/open-engine";
import { createRecordRun } from "@/server/services/tapes/record-run";
import { newDesk } from "@/server/testing/contracts/stores";
import { atMillis } from "@/server/testing/market-builder";
import { haveRecordings, RECORDINGS } from "@/server/testing/recordings/raw-binance";
import { openRecordedMarket } from "@/workers/cli/recorded-blocks";
import { createParityService } from "./parity-service";

const root = fs.mkdtempSync(path.join(os.tmpdir(), "parity-tapes-"));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const log = { info: () => {}, warn: () => {} };
/** A commit every so many blocks, and a crash after so many. */
const COMMIT_BLOCKS = 3;
const CRASH_BLOCKS = 7;

test.skipIf(!haveRecordings).each([["spot/btcusdt_20240808.gz"], ["spot/ethusdt_20240808.gz"]])("%s", async (name) => {
  const clock = createHandClock(atMillis(0));
  const stores = createMemoryStores(clock);
  const tapes = createFileTapes({ root, clock });
  const market = await openRecordedMarket(path.join(RECORDINGS, name));
  const venueId = market.instruments[0]?.venueId ?? "";
  const strategies = defaultStrategies(market.instruments);
  const settings = defaultSettings({ venueId, instruments: market.instruments, seed: 5, strategies });
  const desk = await stores.desks.createDesk(newDesk({ settings }));
  const recording = { tapes, index: stores.tapeIndex, clock, log, recordError: async () => {} };
  const recordRun = createRecordRun(recording);

  const host = async () => {
    const lease = await stores.desks.openRun(desk.id, "test");
    const { engine, close } = recordRun({ desk, lease, engine: openEngine(settings, lease.checkpoint) });
    let number = lease.commits;
    const commit = async (): Promise<void> => {
      const effects = engine.drainEffects();
      const checkpoint = JSON.stringify(engine.checkpoint({ books: false }));
      await stores.desks.commit({ lease, number: ++number, effects, checkpoint, at: engine.now() });
    };
    return { driver: createEngineDriver(engine), commit, close };
  };

  let run = await host();
  const dead: (typeof run)[] = [];
  let blocks = 0;
  let at = 0;
  for await (const block of market.blocks()) {
    if (blocks > 0 && blocks % CRASH_BLOCKS === 0) {
      dead.push(run);
      run = await host();
      run.driver.applyRestart(micros(at));
    }
    run.driver.applyBlock(block);
    at = Math.max(at, block.receivedAt[block.length - 1] ?? 0);
    blocks += 1;
    if (blocks % COMMIT_BLOCKS === 0) await run.commit();
  }
  await run.commit();
  await run.close();

  const parity = createParityService({ ...stores, clock, tapes, openEngine });
  const report = await parity.check({ deskId: desk.id, epoch: null }, new AbortController().signal);
  process.stdout.write(`${name}: ${report.text}\n`);
  expect(report).toMatchObject({ status: "same", differences: 0, listed: [], notes: [] });
  expect(report.runs.length).toBeGreaterThanOrEqual(2);
  expect(report.compared["order"]).toBeGreaterThan(0);
  expect(report.events).toBeGreaterThan(50_000);
  // Their files, which a process that dies takes with it.
  for (const { close } of dead) await close();
});
