import { describe, expect, test } from "vitest";
import { intervalNames, intervalOf } from "@/server/adapters/simulated/binance/intervals";
import { barsOf, joinKlines } from "@/server/adapters/simulated/binance/kline-bars";
import type { VenueKline } from "@/server/adapters/simulated/binance/venue-model";
import { PricePath } from "@/server/adapters/simulated/path/price-path";
import { CHARACTERS } from "./character";
import { SymbolBars } from "./symbol-bars";

const NOW = Date.UTC(2026, 10, 20, 10, 17, 23);
const EARLIEST = Date.UTC(2024, 0, 1);

function setup() {
  const [character] = CHARACTERS;
  if (character === undefined) throw new RangeError("there is no first character");
  const path = new PricePath({ seed: 4, index: 0, ...character });
  const bars = new SymbolBars({ character, path, seed: 4, index: 0, startMillis: NOW });
  const get = (name: string, limit: number, startMillis: number | null = null): readonly VenueKline[] => {
    const interval = intervalOf(name);
    if (interval === null) throw new RangeError(`there is no interval ${name}`);
    return barsOf({ interval, startMillis, endMillis: null, limit, earliestMillis: EARLIEST, nowMillis: NOW }, bars);
  };
  return { bars, get };
}

describe("bars before anybody watched", () => {
  const { get } = setup();

  test.each(intervalNames)("of %s begin where they should and end with the one that runs", (name) => {
    const interval = intervalOf(name);
    const rows = get(name, 30);
    expect(rows).toHaveLength(30);
    rows.forEach(({ openMillis, open, high, low, close }, i) => {
      expect(interval?.startOf(openMillis)).toBe(openMillis);
      if (i > 0) expect(interval?.shift(rows[i - 1]?.openMillis ?? 0, 1)).toBe(openMillis);
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
      expect(low).toBeLessThanOrEqual(Math.min(open, close));
    });
    expect(rows.at(-1)?.openMillis).toBe(interval?.startOf(NOW));
  });

  test.each([
    ["1m", "1s", 60],
    ["1h", "1m", 60],
    ["4h", "1h", 4],
    ["1d", "15m", 96],
    ["1w", "1d", 7],
  ])("%s is exactly its parts of %s", (whole, part, count) => {
    const start = intervalOf(whole)?.startOf(NOW - 9 * 86_400_000) ?? 0;
    const [bar] = get(whole, 1, start);
    const parts = get(part, count, start);
    const joined = joinKlines(parts, start);
    expect(parts).toHaveLength(count);
    expect({ ...joined, quoteUnits: 0, takerBuyQuoteUnits: 0 }).toEqual({
      ...bar,
      quoteUnits: 0,
      takerBuyQuoteUnits: 0,
    });
    expect((joined?.quoteUnits ?? 0) / (bar?.quoteUnits ?? 1)).toBeCloseTo(1, 9);
  });

  test("never begin before the market was listed", () => {
    const rows = get("1M", 1_000);
    expect(rows[0]?.openMillis).toBe(EARLIEST);
    expect(rows).toHaveLength(35);
  });
});

test("weeks begin on Monday and months are the calendar's", () => {
  const at = Date.UTC(2024, 1, 29, 13);
  expect(new Date(intervalOf("1w")?.startOf(at) ?? 0).toISOString()).toBe("2024-02-26T00:00:00.000Z");
  expect(new Date(intervalOf("1M")?.startOf(at) ?? 0).toISOString()).toBe("2024-02-01T00:00:00.000Z");
  expect(new Date(intervalOf("1M")?.shift(Date.UTC(2024, 1), 1) ?? 0).toISOString()).toBe("2024-03-01T00:00:00.000Z");
});

describe("bars since the market opened", () => {
  test("are its trades; a minute without any stands still; the minute of the start is both", () => {
    const { bars, get } = setup();
    const price = bars.minute(Math.floor(NOW / 60_000) * 60_000).open;
    const trade = (id: number, seconds: number, ticks: number) =>
      bars.add({ id, ticks, lots: 5, atMillis: NOW + seconds * 1_000, isBuyerMaker: false, aggregateId: id });
    trade(1, 1, price + 7);
    trade(2, 3, price + 3);
    const [running] = get("1m", 1);
    expect(running).toMatchObject({ open: price, close: price + 3, lots: 10, trades: 2, takerBuyLots: 10 });
    expect(bars.second(Math.floor(NOW / 1_000) * 1_000 + 2_000)).toMatchObject({ open: price + 7, lots: 0 });
    expect(bars.minute(Math.floor(NOW / 60_000) * 60_000 + 60_000)).toMatchObject({ open: price + 3, lots: 0 });
  });
});
