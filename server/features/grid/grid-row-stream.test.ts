import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FLAG, KIND, type MarketBlock } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { applyTimersUntil, applyWithTimers } from "@/server/engine/kernel/timers";
import { SlowGrid } from "@/server/features/testing/slow-grid";
import { sliceBlock } from "@/server/services/replay/slice-block";
import { ABC } from "@/server/testing/engine-run";
import { market, T0 } from "@/server/testing/market-builder";
import { randomMarket } from "@/server/testing/random-market";
import { GRID_DEFINITIONS, GridRowStream, type GridStreamState } from "./grid-row-stream";

const SECOND = 1_000_000;
const SEED = 20_261;

const open = () => new GridRowStream({ instrument: 0, spec: ABC, others: [] });
const column = (name: string) => GRID_DEFINITIONS.findIndex((definition) => definition.name === name);

/** A stream that keeps its rows by their seconds, as text of their bits. */
function following(stream: GridRowStream) {
  const rows = new Map<number, Float32Array>();
  const engine = {
    applyBlock: (block: MarketBlock, from?: number, to?: number) => stream.applyBlock(block, from, to),
    applyTimer: (at: Parameters<GridRowStream["applyTimer"]>[0]) => {
      stream.applyTimer(at);
      rows.set(at, stream.row.slice());
    },
    now: () => stream.now(),
  };
  return { rows, engine };
}

function rowsOf(block: MarketBlock, stream = open()): Map<number, Float32Array> {
  const { rows, engine } = following(stream);
  applyWithTimers(engine, block);
  return rows;
}

const bits = (rows: ReadonlyMap<number, Float32Array>) =>
  [...rows].map(([at, row]) => `${at} ${Buffer.from(row.buffer).toString("hex")}`);

/** As venues send them: all rows of a book message at once, by the times of its last one. */
function atOnce(block: MarketBlock): MarketBlock {
  const [receivedAt, exchangeAt] = [block.receivedAt.slice(), block.exchangeAt.slice()];
  for (let i = block.length - 2; i >= 0; i--) {
    if (block.kind[i] === KIND.trade || ((block.flags[i] ?? 0) & FLAG.end) !== 0) continue;
    receivedAt[i] = receivedAt[i + 1] ?? 0;
    exchangeAt[i] = exchangeAt[i + 1] ?? 0;
  }
  return { ...block, receivedAt, exchangeAt };
}

/** Some 390 seconds. */
const lively = (seed: number, gapShare = 0) => randomMarket({ seed, messages: 13_000, gapShare });

describe("microstructure rows", () => {
  test("equal their definitions over the whole history", () => {
    const block = atOnce(lively(SEED));
    const slow = new SlowGrid(block);
    const rows = [...rowsOf(block)].slice(-20).filter((_, i) => i % 4 === 0);
    for (const [at, row] of rows) {
      const expected = slow.row(at);
      const seen = Object.fromEntries(Object.keys(expected).map((name) => [name, row[column(name)]]));
      for (const [name, value] of Object.entries(expected)) {
        expect(Math.abs((seen[name] ?? Number.NaN) - value), `${name} ${seen[name]} ${value}`).toBeLessThan(
          1e-4 + Math.abs(value) * 1e-5,
        );
      }
    }
    // Half an hour and other venues have tests of their own, below.
    const others = [
      "vwap_deviation_30m",
      "vpin_30m",
      "vpin_24h",
      "kyle_lambda",
      "kyle_lambda_t",
      "amihud",
      "other_venues_bps",
    ];
    const held = Object.keys(slow.row(rows[0]?.[0] ?? 0));
    expect([...held, ...others].sort()).toEqual(GRID_DEFINITIONS.map(({ name }) => name).sort());
  });

  test("are the same bits however the rows are cut into blocks and whoever looks in between", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.array(fc.integer({ min: 200, max: 1_500 }), { minLength: 1 }),
        (seed, sizes) => {
          const block = randomMarket({ seed, messages: 1_500, gapShare: 0.001 });
          let stream = open();
          let { rows, engine } = following(stream);
          const all: string[] = [];
          for (let from = 0, k = 0; from < block.length; k++) {
            const to = Math.min(block.length, from + (sizes[k % sizes.length] ?? 1));
            applyWithTimers(engine, sliceBlock(block, from, to));
            from = to;
            // Every piece goes through a checkpoint, as a restarted desk does.
            const state = JSON.stringify(stream.save());
            all.push(...bits(rows));
            stream = open();
            stream.load(JSON.parse(state) as GridStreamState);
            expect(JSON.stringify(stream.save())).toBe(state);
            ({ rows, engine } = following(stream));
          }
          expect(all).toEqual(bits(rowsOf(block)));
        },
      ),
      { numRuns: 5 },
    );
  });

  test("forget what is older than their windows: a stream that starts later gives the same bits", () => {
    const early = market(ABC)
      .at(-50_000)
      .snapshot({ bids: [["90.00", "5"]], asks: [["90.10", "4"]] })
      .take();
    const block = lively(SEED + 1);
    const late = rowsOf(block);
    const stream = open();
    applyWithTimers(stream, early);
    const long = rowsOf(block, stream);
    const settled = [...late.keys()].filter((at) => at > T0 + 370 * SECOND);
    expect(settled.length).toBeGreaterThan(5);
    const bitsAt = (rows: Map<number, Float32Array>) => settled.map((at) => [...(rows.get(at) ?? [])]);
    expect(bitsAt(long)).toEqual(bitsAt(late));
  });

  test("are missing until their windows were seen whole, and again after a gap, a silence and a restart", () => {
    const [ofi, spread] = [column("ofi_60s"), column("spread_bps")];
    const known = (rows: Map<number, Float32Array>, k: number) =>
      [...rows].filter(([, row]) => !Number.isNaN(row[k])).map(([at]) => (at - T0) / SECOND);
    const book = { bids: [["99.99", "5"]], asks: [["100.01", "4"]] } as const;
    const feed = market(ABC).at(0).snapshot(book);
    for (let second = 1; second <= 70; second++) feed.at(second * 1_000 - 500).trade("buy", "100.01", "1");
    feed.at(70_500).gap();
    for (let second = 71; second <= 75; second++) feed.at(second * 1_000 + 100).trade("buy", "100.01", "1");
    feed.at(76_000).snapshot(book).at(80_000).trade("sell", "99.99", "1").at(150_500).trade("sell", "99.99", "1");
    const rows = rowsOf(feed.take());
    expect(known(rows, ofi)).toEqual([60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 136, 137, 138, 139, 140]);
    expect(known(rows, spread).slice(70)).toEqual(Array.from({ length: 64 }, (_, i) => 77 + i));
    const stream = open();
    stream.applyBlock(market(ABC).at(0).snapshot(book).take());
    stream.applyTimer(micros(T0 + SECOND));
    expect(stream.row[spread]).toBeCloseTo(2, 5);
    stream.applyRestart(micros(T0 + SECOND));
    stream.applyTimer(micros(T0 + 2 * SECOND));
    expect(stream.row[spread]).toBeNaN();
    expect(stream.touch().midHalfTicks).toBeNaN();
  });

  test("stay within the ranges that they declare", () => {
    const outside = [...rowsOf(lively(SEED + 2, 0.0002)).values()].flatMap((row) =>
      GRID_DEFINITIONS.filter(({ range }, k) => {
        const value = row[k] ?? Number.NaN;
        return value < (range[0] ?? Number.NEGATIVE_INFINITY) || value > (range[1] ?? Number.POSITIVE_INFINITY);
      }).map(({ name }) => name),
    );
    expect(outside).toEqual([]);
  });
});

describe("impact over half an hour", () => {
  /** Each second a print of 4: a bar of ten bought, two bars sold; and at each bar's half the price goes by whole ticks. */
  function trending(seconds: number, ticksOf: (bar: number) => number) {
    const feed = market(ABC)
      .at(0)
      .snapshot({ bids: [["100.00", "50"]], asks: [["100.02", "50"]] });
    let bid = 10_000;
    const price = (ticks: number) => (ticks / 100).toFixed(2);
    for (let second = 0; second < seconds; second++) {
      const bar = Math.floor(second / 10);
      const side = bar % 3 === 0 ? "buy" : "sell";
      feed.at(second * 1_000 + 100).trade(side, price(bid + 1), "4");
      if (second % 10 !== 5) continue;
      const to = bid + ticksOf(bar);
      feed.at(second * 1_000 + 200).book({
        bids: [
          [price(bid), "0"],
          [price(to), "50"],
        ],
        asks: [
          [price(bid + 2), "0"],
          [price(to + 2), "50"],
        ],
      });
      bid = to;
    }
    return rowsOf(
      feed
        .at(seconds * 1_000 + 100)
        .trade("buy", price(bid + 1), "1")
        .take(),
    ).get(T0 + seconds * SECOND);
  }

  test("lambda is what a bar's signed root volume moves, and Amihud what a million does", () => {
    // Ten prints of 4 at 100: 400 quote units each, root 20, so ±200 a bar. The mid goes by +2 ticks and −1 tick of
    // 0.01 at about 100: +2 and −1 bps. Slope 3 bps / 400 = 0.0075; |return| 4/3 bps per 4,000 units is 333 a million.
    const row = trending(1_830, (bar) => (bar % 3 === 0 ? 2 : -1));
    expect(row?.[column("kyle_lambda")]).toBeCloseTo(0.0075, 4);
    expect(row?.[column("kyle_lambda_t")]).toBeGreaterThan(100);
    expect(row?.[column("amihud")]).toBeGreaterThan(331);
    expect(row?.[column("amihud")]).toBeLessThan(336);
    expect(trending(1_800, () => 1)?.[column("kyle_lambda")]).toBeNaN();
  });

  test("VPIN is the share of one-sided volume, once half an hour was seen", () => {
    // Ten seconds bought, twenty sold; a bucket is 36 seconds long: 10 to 16 bought of 36 leave 4/36 to 16/36.
    const row = trending(1_830, () => 0);
    expect(row?.[column("vpin_30m")]).toBeGreaterThan(4 / 36);
    expect(row?.[column("vpin_30m")]).toBeLessThan(16 / 36);
    expect(row?.[column("vpin_24h")]).toBeNaN();
  });
});

test("other venues count by what traded there", () => {
  const other = { ...ABC, id: "other", venueId: "other" };
  const stream = new GridRowStream({
    instrument: 0,
    spec: ABC,
    others: [
      { instrument: 1, spec: other },
      { instrument: 2, spec: other },
    ],
  });
  const book = (mid: number) =>
    ({ bids: [[(mid - 0.01).toFixed(2), "5"]], asks: [[(mid + 0.01).toFixed(2), "5"]] }) as const;
  const feed = market(ABC, other, other).at(0);
  for (const [place, mid] of [100, 101, 103].entries()) feed.on(place).snapshot(book(mid));
  // 3 units at 101 and 1 at 103, by value 303 and 103.
  for (let second = 0; second < 300; second += 50)
    feed
      .on(0)
      .at(second * 1_000)
      .trade("buy", "100.00", "1");
  feed.at(290_000).on(1).trade("buy", "101.00", "3").on(2).trade("sell", "103.00", "1");
  stream.applyBlock(feed.take());
  applyTimersUntil(stream, T0 + 300 * SECOND);
  const elsewhere = (303 * 101 + 103 * 103) / 406;
  expect(stream.row[column("other_venues_bps")]).toBeCloseTo((10_000 * (100 - elsewhere)) / elsewhere, 2);
});
