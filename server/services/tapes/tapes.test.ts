import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createMemoryStores } from "@/server/adapters/memory/stores";
import { createFileTapes } from "@/server/adapters/tape/file-tapes";
import { KIND } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { createEngineDriver } from "@/server/services/desks/engine-driver";
import { openEngine } from "@/server/services/desks/open-engine";
import { createParityService } from "@/server/services/parity/parity-service";
import { newDesk } from "@/server/testing/contracts/stores";
import { draft, testSettings } from "@/server/testing/engine-run";
import { atMillis, market } from "@/server/testing/market-builder";
import { sealEarlierRuns, sweepTapes } from "./keep-tapes";
import { marketBlocks } from "./market-blocks";
import { createRecordRun } from "./record-run";

let root: string;
beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "runs-"));
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const BOOK = { bids: [["99.99", "5"]], asks: [["100.01", "4"]] } as const;

/** A desk that can be hosted run by run, each recorded on files. */
async function setup() {
  const clock = createHandClock(atMillis(0));
  const stores = createMemoryStores(clock);
  const tapes = createFileTapes({ root, clock, batchRows: 7 });
  const said: string[] = [];
  const log = { info: () => {}, warn: (_facts: unknown, sentence: string) => void said.push(sentence) };
  const errors: unknown[] = [];
  const recordError = async (_process: string, error: unknown) => void errors.push(error);
  const recordRun = createRecordRun({ tapes, index: stores.tapeIndex, clock, log, recordError });
  const desk = await stores.desks.createDesk(newDesk({ settings: testSettings() }));
  const rows = market(...desk.settings.instruments);
  const run = async () => {
    const lease = await stores.desks.openRun(desk.id, "test");
    const { engine, close } = recordRun({ desk, lease, engine: openEngine(desk.settings, lease.checkpoint) });
    let number = lease.commits;
    const commit = async (): Promise<void> => {
      const [effects, checkpoint] = [engine.drainEffects(), JSON.stringify(engine.checkpoint({ books: false }))];
      await stores.desks.commit({ lease, number: ++number, effects, checkpoint, at: engine.now() });
    };
    return { driver: createEngineDriver(engine), commit, close };
  };
  const trade = async ({ driver, commit }: Awaited<ReturnType<typeof run>>, from: number): Promise<void> => {
    driver.applyBlock(rows.at(from).snapshot(BOOK).take());
    const command = { id: `c-${from}`, body: { kind: "submit", order: draft({ side: "buy", size: "1" }) } } as const;
    await stores.desks.addCommand(desk.id, command, "test");
    driver.applyCommand(command, atMillis(from + 100));
    driver.applyBlock(
      rows
        .at(from + 2_500)
        .book({ bids: [["99.98", "3"]] })
        .take(),
    );
    await commit();
  };
  const check = () =>
    createParityService({ ...stores, clock, tapes, openEngine }).check(
      { deskId: desk.id, epoch: null },
      new AbortController().signal,
    );
  return { clock, stores, tapes, desk, run, trade, check, said, errors };
}

test("what a crash left open is closed by the next run, listed, and still without a difference", async () => {
  const { stores, tapes, desk, run, trade, check } = await setup();
  const dead = await run();
  await trade(dead, 0);
  const next = await run();
  next.driver.applyRestart(atMillis(5_000));
  await trade(next, 6_000);
  await next.close();
  const open = fs.readdirSync(path.join(root, desk.id, "1"));
  expect(open.some((name) => name.endsWith(".tail"))).toBe(true);
  await sealEarlierRuns({ tapes, index: stores.tapeIndex }, desk.id, 2);
  expect(fs.readdirSync(path.join(root, desk.id, "1"))).toEqual(["2024-08-09T00.arrow"]);
  const files = await stores.tapeIndex.listFiles(desk.id);
  expect(files.map(({ tape }) => tape).toSorted()).toEqual([`${desk.id}/1`, `${desk.id}/2`]);
  expect(await check()).toMatchObject({ status: "same", runs: [1, 2], listed: [] });
  // Its files, which a process that dies takes with it.
  await dead.close();
});

// Guarantee: a desk outlives its tape, says so, and parity does not pass what it could not see.
test("a tape that cannot be written on leaves the desk running and parity incomplete", async () => {
  const { stores, desk, run, trade, check, said, errors } = await setup();
  const first = await run();
  await trade(first, 0);
  const block = market(...desk.settings.instruments)
    .at(3_000)
    .book({ bids: [["99.97", "1"]] })
    .take();
  // No disk is full at will; a number that no tape holds ends it in the same way.
  block.seq[0] = 0.5;
  for (let i = 0; i < 7; i++) first.driver.applyBlock(block);
  // Batches are packed behind the desk's back.
  await expect.poll(() => errors.length).toBe(1);
  await trade(first, 10_000);
  await first.close();
  expect(said).toEqual(["The run's tape is incomplete from here; the desk goes on without it"]);
  expect(errors).toHaveLength(1);
  expect(
    (await stores.reader.listFills({ deskId: desk.id, cursor: null, limit: 10, instrumentId: null, from: null })).rows,
  ).toHaveLength(2);
  const report = await check();
  expect(report).toMatchObject({ listed: [], status: "incomplete", differences: 0 });
  expect(report.notes.join("\n")).toMatch(
    /recording ended at row \d+: .*0\.5[\s\S]*its tape ends \d+ events before its last commit/,
  );
});

// A database that was made anew counts its desks' runs from 1 again, beside the tapes of the old one.
test("tapes of another desk of the same name are left out", async () => {
  const { tapes, desk, run, trade, check } = await setup();
  const other = { instruments: desk.settings.instruments, kinds: {}, facts: { desk_created: "1" } };
  const foreign = tapes.create(`${desk.id}/7`, other, { onTrouble: () => {}, onFile: () => {} });
  foreign.append(
    market(...other.instruments)
      .at(0)
      .snapshot(BOOK)
      .take(),
    0,
    3,
  );
  await foreign.close();
  const first = await run();
  await trade(first, 0);
  await first.close();
  const report = await check();
  expect(report).toMatchObject({ status: "same", runs: [1] });
  expect(report.notes).toEqual([expect.stringContaining("Run 7 on this disk is of another desk")]);
});

test("tapes go a week after their last row was written, and with them what is said of them", async () => {
  const { stores, tapes, desk, run, trade } = await setup();
  const first = await run();
  await trade(first, 0);
  await first.close();
  const deps = { tapes, index: stores.tapeIndex };
  const now = Date.now() * 1_000;
  expect(await sweepTapes(deps, micros(now + 6 * 86_400_000_000))).toEqual([]);
  expect(await tapes.list(desk.id)).toEqual([`${desk.id}/1`]);
  expect(await sweepTapes(deps, micros(now + 8 * 86_400_000_000))).toContain(`${desk.id}/1`);
  expect(await tapes.list(desk.id)).toEqual([]);
  expect(await stores.tapeIndex.listFiles(desk.id)).toEqual([]);
});

test("the market of a run's tape is its rows alone, with a gap where the run lost its books", async () => {
  const { tapes, desk, run } = await setup();
  const { driver, close } = await run();
  const rows = market(...desk.settings.instruments);
  driver.applyBlock(rows.at(0).snapshot(BOOK).take());
  driver.applyBlock(rows.at(2_100).trade("buy", "100.01", "1").take());
  driver.applyRestart(atMillis(3_000));
  driver.applyBlock(rows.at(3_500).snapshot(BOOK).take());
  await close();
  const kinds: number[] = [];
  for await (const block of marketBlocks(await tapes.read(`${desk.id}/1`))) kinds.push(...block.kind);
  const snapshot = [KIND.bookClear, KIND.bookLevel, KIND.bookLevel];
  expect(kinds).toEqual([...snapshot, KIND.trade, KIND.bookGap, ...snapshot]);
});
