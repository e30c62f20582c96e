/**
 * The same bits live, in replay and in bulk: a recorded order book and a day of recorded minutes are taken once as a
 * backfill takes them and once as a desk does, with odd blocks, a start in the middle and restarts between, and every bit
 * of every row is compared.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { MarketBlock } from "@/server/domain/market-block";
import { applyTimersUntil, applyWithTimers } from "@/server/engine/kernel/timers";
import type { Bar } from "@/server/features/bars/bar";
import { GridRowStream, type GridStreamState } from "@/server/features/grid/grid-row-stream";
import { featureSet, historyMicrosOf } from "@/server/features/sets/registry";
import { createBarRowStream } from "@/server/features/sets/row-stream";
import { sliceBlock } from "@/server/services/replay/slice-block";
import { haveRecordings, RECORDINGS } from "@/server/testing/recordings/raw-binance";
import { openRecordedMarket } from "@/workers/cli/recorded-blocks";

const bitsOf = (row: Float32Array): string => Buffer.from(row.slice().buffer).toString("hex");

/** A stream whose rows are kept by their seconds. */
function kept(stream: GridRowStream) {
  const rows = new Map<number, string>();
  const engine = {
    now: () => stream.now(),
    applyBlock: (block: MarketBlock, from?: number, to?: number) => stream.applyBlock(block, from, to),
    applyTimer: (at: Parameters<GridRowStream["applyTimer"]>[0]) => {
      stream.applyTimer(at);
      rows.set(at, bitsOf(stream.row));
    },
  };
  return { rows, engine };
}

test.skipIf(!haveRecordings).each([
  ["usdm/btcusdt_20240808.gz", 1],
  ["spot/ethusdt_20240808.gz", 7],
])("%s: microstructure rows of one bulk block and of blocks as a socket sends them", async (name, odd) => {
  const market = await openRecordedMarket(path.join(RECORDINGS, name));
  const [spec] = market.instruments;
  if (!spec) throw new Error(`${name} holds no instrument`);
  const open = () => new GridRowStream({ instrument: 0, spec, others: [] });
  const blocks: MarketBlock[] = [];
  for await (const block of market.blocks()) blocks.push(block);

  const bulk = kept(open());
  for (const block of blocks) applyWithTimers(bulk.engine, block);

  // A few rows at a time, a timer asked for before each as a live desk's clock does, and a restart from a checkpoint at
  // each thousandth piece.
  let stream = open();
  let live = kept(stream);
  const seen = new Map<number, string>();
  let pieces = 0;
  for (const block of blocks) {
    for (let from = 0; from < block.length; ) {
      const to = Math.min(block.length, from + 1 + ((from * 31 + odd) % 40));
      const piece = sliceBlock(block, from, to);
      if (stream.now() > 0) applyTimersUntil(live.engine, Math.max(stream.now(), piece.receivedAt[0] ?? 0));
      applyWithTimers(live.engine, piece);
      from = to;
      if (++pieces % 1_000 !== 0) continue;
      for (const [at, bits] of live.rows) seen.set(at, bits);
      const state = JSON.stringify(stream.save());
      stream = open();
      stream.load(JSON.parse(state) as GridStreamState);
      live = kept(stream);
    }
  }
  for (const [at, bits] of live.rows) seen.set(at, bits);
  expect(pieces).toBeGreaterThan(2_000);
  expect(bulk.rows.size).toBeGreaterThan(300);
  expect([...seen]).toEqual([...bulk.rows]);
});

const MINUTES = path.resolve("../shared/data/candles/bitfinex_1m/BTCUSD_1m_2018.csv.gz");
const haveMinutes = existsSync(MINUTES);
if (!haveMinutes) process.stderr.write(`no recorded minutes in ${MINUTES}: the test on them is skipped\n`);
const DAY_MICROS = 86_400_000_000;

test.skipIf(!haveMinutes).each(["bars-5m", "bars-1m"])(
  "%s: a day's rows of a long bulk run and of a process that started with its history alone",
  (name) => {
    const set = featureSet(name);
    if (set.grid.kind !== "bar") throw new Error(`${name} is no set of bars`);
    const stepMicros = set.grid.interval === "5m" ? 300_000_000 : 60_000_000;
    const bars = barsOf(stepMicros);
    const until = (bars.at(-1)?.openAt ?? 0) + stepMicros;
    const since = until - DAY_MICROS;

    const rowsFrom = (from: number) => {
      const stream = createBarRowStream(set);
      const rows = new Map<number, string>();
      for (const bar of bars) {
        if (bar.openAt < from) continue;
        stream.push(bar);
        if (bar.openAt >= since) rows.set(stream.at(), bitsOf(stream.row));
      }
      return rows;
    };
    // Twice the history against exactly as much as a process is told to push.
    const history = historyMicrosOf(set);
    const bulk = rowsFrom(since - 2 * history);
    const live = rowsFrom(since - history);
    expect(bulk.size).toBeGreaterThan(DAY_MICROS / stepMicros / 2);
    expect([...live]).toEqual([...bulk]);
  },
);

/** Bars of the last part of the year, as features take them; minutes without a trade are absent. */
function barsOf(stepMicros: number): Bar[] {
  const bars: { -readonly [K in keyof Bar]: Bar[K] }[] = [];
  for (const line of gunzipSync(readFileSync(MINUTES)).toString("utf8").split("\n")) {
    const [millis, open, close, high, low, volume] = line.split(",").map(Number);
    if (!millis || volume === undefined) continue;
    const openAt = Math.floor((millis * 1_000) / stepMicros) * stepMicros;
    const last = bars.at(-1);
    if (last?.openAt === openAt) {
      last.high = Math.max(last.high, high ?? 0);
      last.low = Math.min(last.low, low ?? Number.POSITIVE_INFINITY);
      last.close = close ?? 0;
      last.volume += volume;
    } else bars.push({ openAt, open: open ?? 0, high: high ?? 0, low: low ?? 0, close: close ?? 0, volume });
  }
  return bars;
}
