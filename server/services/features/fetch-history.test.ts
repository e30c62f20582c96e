import { describe, expect, test } from "vitest";
import { createMemoryMarketStore } from "@/server/adapters/memory/memory-market-store";
import type { Candle } from "@/server/domain/candle";
import { micros } from "@/server/domain/micros";
import type { Clock } from "@/server/ports/clock";
import { testSpec } from "@/server/testing/engine-run";
import { fetchHistory } from "./fetch-history";

const MINUTE = 60_000_000;
const NOW = micros(1_704_067_200_000_000 + 30_000_000);
const NEWEST = NOW - 30_000_000;
const spec = testSpec({});
/** Waits are over at once. */
const clock: Clock = {
  nowMicros: () => NOW,
  every: (_, callback) => {
    queueMicrotask(callback);
    return () => {};
  },
};

/** A venue whose history begins `minutes` before now. */
function venue(minutes: number, fail: (call: number) => boolean = () => false) {
  const asked: number[] = [];
  return {
    asked,
    fetchCandles: async (_: unknown, since: number): Promise<readonly Candle[]> => {
      asked.push(since);
      if (fail(asked.length)) throw new Error("the venue is away");
      const first = Math.max(since, NEWEST - minutes * MINUTE);
      const count = Math.max(0, Math.min(1_000, (NEWEST - first) / MINUTE + 1));
      return Array.from({ length: count }, (_each, i) => ({
        openAt: micros(first + i * MINUTE),
        openTicks: 100,
        highTicks: 101,
        lowTicks: 99,
        closeTicks: 100,
        volumeLots: 5,
        trades: 1,
        isFinal: false,
      }));
    },
  };
}

function setup(connection: ReturnType<typeof venue>, signal = new AbortController().signal) {
  const market = createMemoryMarketStore();
  const shares: number[] = [];
  const note = async (share: number) => void shares.push(share);
  const retrying = { clock, signal, onTrouble: () => {} };
  const order = (days: number) => ({ spec, from: micros(NEWEST - days * 1_440 * MINUTE), now: NOW });
  const run = (days: number) => fetchHistory({ connection, market, retrying, pauseMillis: 0, note }, order(days));
  const stored = async () => {
    const rows = await market.listCandles({ instrumentId: spec.id, interval: "1m", before: null, limit: 2_000 });
    return rows.length;
  };
  return { run, shares, stored };
}

describe("candle history", () => {
  test("comes page by page back to the day that was asked for, and a second time nothing is asked", async () => {
    const connection = venue(10_000);
    const { run, shares, stored } = setup(connection);
    expect(await run(1)).toBe("1,440 candles fetched, 1.0 days back");
    expect(await stored()).toBe(1_440);
    expect(connection.asked).toEqual([NEWEST - 1_000 * MINUTE, NEWEST - 1_440 * MINUTE]);
    expect(shares.at(-1)).toBe(1);
    expect(await run(1)).toBe("0 candles fetched, 1.0 days back");
    expect(connection.asked).toHaveLength(2);
  });

  test("goes on where it was when more is asked for", async () => {
    const connection = venue(10_000);
    const { run, stored } = setup(connection);
    await run(0.5);
    const before = connection.asked.length;
    await run(1);
    expect(await stored()).toBe(1_440);
    expect(connection.asked.length).toBeGreaterThan(before);
  });

  test("ends where the venue has no more, and says so", async () => {
    const { run, stored } = setup(venue(700));
    expect(await run(30)).toMatch(/^700 candles fetched, .* days back; the venue has none from before$/);
    expect(await stored()).toBe(700);
  });

  test("outlasts a venue that is away", async () => {
    const { run, stored } = setup(venue(10_000, (call) => call % 2 === 1));
    await run(1);
    expect(await stored()).toBe(1_440);
  });

  test("stops when it is told to", async () => {
    const stop = new AbortController();
    stop.abort(new Error("the worker stops"));
    await expect(setup(venue(10_000), stop.signal).run(1)).rejects.toThrow("the worker stops");
  });
});
