/** History to rows of features on a real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPostgresStores, type Stores } from "@/server/adapters/postgres/stores";
import { intervalMicros } from "@/server/domain/candle";
import { micros } from "@/server/domain/micros";
import type { Bar } from "@/server/features/bars/bar";
import { featureSet } from "@/server/features/sets/registry";
import { createBarRowStream } from "@/server/features/sets/row-stream";
import { randomBars } from "@/server/features/testing/random-bars";
import { systemClock } from "@/server/platform/clock";
import { importCandles } from "@/server/services/import-candles/import-candles";
import type { ParsedCandles } from "@/server/services/import-candles/parse-candles";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import { type BackfillDeps, backfillFeatures } from "./backfill-features";
import { planBackfill } from "./backfill-service";
import { runBackfill } from "./run-backfill";

const DAY = 86_400_000_000;
/** A Monday, 00:00 UTC. */
const START = 1_704_067_200_000_000;
const set = featureSet("bars-5m");

let database: TestDatabase;
let stores: Stores;
beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  stores = createPostgresStores({ url: database.url, poolMax: 4, applicationName: "tests" });
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});

const parsed = (bars: readonly Bar[], interval: "1m" | "5m"): ParsedCandles => ({
  interval,
  timeUnit: "µs",
  order: { ts: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 },
  columns: "",
  bars,
  priceDecimals: 0,
  volumeDecimals: 0,
  notes: [],
});
const bars5m = (seed: number, count: number) =>
  randomBars(seed, count, { startAt: START, intervalMicros: intervalMicros("5m") });

const deps = (more: Partial<BackfillDeps> = {}): BackfillDeps => ({
  bars: stores.bars,
  features: stores.featureStore,
  signal: new AbortController().signal,
  onProgress: async () => {},
  ...more,
});
const chunks = (instrumentId: string) =>
  stores.featureStore.readChunks({ instrumentId, setHash: set.hash, from: START, to: START + 100 * DAY });
const bytes = (array: Float32Array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

describe("a backfill of features", () => {
  test("stores the bits that a stream gives, and a second run writes nothing", async () => {
    const bars = bars5m(1, 5 * 288 + 100);
    const { spec } = await importCandles(stores, "AAA/USDT", parsed(bars, "5m"));
    const first = await backfillFeatures(deps(), { instrumentId: spec.id, set, from: null });
    expect(first).toMatchObject({ days: 6, rows: bars.length, to: START + bars.length * intervalMicros("5m") });
    const stream = createBarRowStream(set);
    const expected = bars.map((bar) => {
      stream.push(bar);
      return { at: stream.at(), row: stream.row.slice() };
    });
    const stored = await chunks(spec.id);
    expect(stored.flatMap(({ times }) => [...times])).toEqual(expected.map(({ at }) => at));
    expect(Buffer.concat(stored.map(({ values }) => bytes(values)))).toEqual(
      Buffer.concat(expected.map(({ row }) => bytes(row))),
    );
    const second = await backfillFeatures(deps(), { instrumentId: spec.id, set, from: null });
    expect(second).toMatchObject({ days: 0, rows: 0 });
    expect(await chunks(spec.id)).toEqual(stored);
  });

  test("goes on with the day that grew, and does again what a mended candle touched", async () => {
    const bars = bars5m(2, 3 * 288);
    const cut = 2 * 288 + 50;
    const { spec } = await importCandles(stores, "BBB/USDT", parsed(bars.slice(0, cut), "5m"));
    const order = { instrumentId: spec.id, set, from: null };
    await backfillFeatures(deps(), order);
    await importCandles(stores, spec.id, parsed(bars.slice(cut), "5m"));
    expect(await backfillFeatures(deps(), order)).toMatchObject({ days: 1, rows: 288 });
    const grown = await chunks(spec.id);
    const mended = bars.slice(300, 301).map((bar) => ({ ...bar, close: bar.low }));
    await importCandles(stores, spec.id, parsed(mended, "5m"));
    expect(await backfillFeatures(deps(), order)).toMatchObject({ days: 2, rows: 2 * 288 });
    const again = await chunks(spec.id);
    expect(again[0]).toEqual(grown[0]);
    expect(again[1]?.lineage).not.toBe(grown[1]?.lineage);
    expect(bytes(again[2]?.values ?? new Float32Array())).not.toEqual(bytes(grown[2]?.values ?? new Float32Array()));
  });

  test("stopped anywhere goes on to the same rows", async () => {
    const bars = bars5m(3, 4 * 288);
    const [whole, cut] = await Promise.all([
      importCandles(stores, "CCC/USDT", parsed(bars, "5m")),
      importCandles(stores, "DDD/USDT", parsed(bars, "5m")),
    ]);
    await backfillFeatures(deps(), { instrumentId: whole.spec.id, set, from: null });
    const stop = new AbortController();
    const stopped = deps({
      signal: stop.signal,
      onProgress: async (share) => {
        if (share > 0.5) stop.abort(new Error("the worker stops"));
      },
    });
    const order = { instrumentId: cut.spec.id, set, from: null };
    await expect(backfillFeatures(stopped, order)).rejects.toThrow("the worker stops");
    const half = await chunks(cut.spec.id);
    expect(half.length).toBeGreaterThan(0);
    expect(half.length).toBeLessThan(4);
    await backfillFeatures(deps(), order);
    const values = (all: Awaited<ReturnType<typeof chunks>>) => all.map((chunk) => bytes(chunk.values));
    expect(values(await chunks(cut.spec.id))).toEqual(values(await chunks(whole.spec.id)));
  });

  test("makes five-minute bars of stored minutes, restated when a tick changed", async () => {
    const minutes = randomBars(4, 600, { startAt: START, intervalMicros: intervalMicros("1m") });
    const { spec } = await importCandles(stores, "EEE/USDT", parsed(minutes.slice(0, 300), "1m"));
    const finer = { ...parsed(minutes.slice(300), "1m"), priceDecimals: 1 };
    const { spec: newest } = await importCandles(stores, spec.id, finer);
    const read = await stores.bars.readBars({ instrumentId: spec.id, interval: "5m", from: START, to: START + DAY });
    expect(read).toHaveLength(120);
    const expected = (i: number) => {
      const five = minutes.slice(5 * i, 5 * i + 5);
      return {
        openAt: five[0]?.openAt,
        open: 10 * (five[0]?.open ?? 0),
        high: 10 * Math.max(...five.map(({ high }) => high)),
        low: 10 * Math.min(...five.map(({ low }) => low)),
        close: 10 * (five[4]?.close ?? 0),
        volume: five.reduce((sum, { volume }) => sum + Math.round(volume / Number(newest.lotSize)), 0),
      };
    };
    expect(read[10]).toEqual(expected(10));
    expect(read[100]).toEqual(expected(100));
  });

  test("says what it lacks", async () => {
    const { spec } = await importCandles(stores, "FFF/USDT", parsed(bars5m(5, 10), "5m"));
    await expect(
      backfillFeatures(deps(), { instrumentId: spec.id, set: featureSet("bars-1m"), from: null }),
    ).rejects.toMatchObject({
      code: "not_found",
      message: `${spec.id} has no final 1m candles yet: get history or import some`,
    });
  });
});

describe("a backfill that was asked for", () => {
  const clock = { nowMicros: () => micros(systemClock.nowMicros()), every: () => () => {} };
  const running = (signal = new AbortController().signal) => ({
    features: stores.featureStore,
    bars: stores.bars,
    clock,
    signal,
    fetchHistory: async () => "nothing",
  });

  test("ends with its row done, and its row failed with the reason", async () => {
    const { spec } = await importCandles(stores, "GGG/USDT", parsed(bars5m(6, 400), "5m"));
    const plan = (setName: string) =>
      planBackfill({ ...stores, clock }, { instrumentId: spec.id, setName, from: null });
    const good = await plan("bars-5m");
    await stores.featureStore.saveBackfill(good);
    await runBackfill(running(), good.id);
    expect(await stores.featureStore.findBackfill(good.id)).toMatchObject({
      state: "done",
      share: 1,
      text: "400 rows in 2 days",
    });
    const bad = await plan("bars-1m");
    await stores.featureStore.saveBackfill(bad);
    await expect(runBackfill(running(), bad.id)).rejects.toMatchObject({ code: "not_found" });
    expect(await stores.featureStore.findBackfill(bad.id)).toMatchObject({ state: "failed" });
    await expect(plan("bars-9m")).rejects.toMatchObject({ code: "not_found" });
  });

  test("that was cancelled does nothing", async () => {
    const { spec } = await importCandles(stores, "HHH/USDT", parsed(bars5m(7, 400), "5m"));
    const plan = await planBackfill({ ...stores, clock }, { instrumentId: spec.id, setName: "bars-5m", from: null });
    await stores.featureStore.saveBackfill({ ...plan, state: "cancelled" });
    await runBackfill(running(), plan.id);
    expect(await chunks(spec.id)).toEqual([]);
  });
});
