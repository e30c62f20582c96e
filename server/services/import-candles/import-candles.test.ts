import { expect, test } from "vitest";
import { createMemoryInstrumentStore } from "@/server/adapters/memory/memory-instrument-store";
import { createMemoryMarketStore } from "@/server/adapters/memory/memory-market-store";
import { importCandles } from "./import-candles";
import { parseCandles } from "./parse-candles";

const stores = () => ({
  instruments: createMemoryInstrumentStore(),
  market: createMemoryMarketStore(),
  bars: { saveImported: async () => {} },
});
const fileOf = (write: (price: number) => string) =>
  Array.from({ length: 200 }, (_, i) => {
    const open = 900 + i;
    const prices = [open, open + 3, open - 2, open + 1].map(write);
    return [1_704_067_200 + 60 * i, ...prices, "0.12345678"].join(",");
  });
const columns = "ts,open,high,low,close,volume";

test.each([
  ["of two decimals", (price: number) => (price + 0.25).toFixed(2), "0.01", "0.000001"],
  ["of ten, as averages have", (price: number) => (price + 0.123_456_789_1).toFixed(10), "0.0001", "0.0001"],
  ["far below one", (price: number) => (price / 1e8).toFixed(8), "0.00000001", "1"],
] as const)("prices %s leave room for volumes", async (...[, write, tick, lot]) => {
  const deps = stores();
  const { spec } = await importCandles(deps, "AAA/USD", parseCandles(fileOf(write), columns));
  expect([spec.id, spec.tickSize, spec.lotSize]).toEqual(["import:AAA/USD", tick, lot]);
});

test("a file imported twice is stored once, in steps of its instrument", async () => {
  const deps = stores();
  const parsed = parseCandles(
    fileOf((price) => (price + 0.25).toFixed(2)),
    columns,
  );
  for (const target of ["AAA/USD", "import:AAA/USD"]) await importCandles(deps, target, parsed);
  const rows = await deps.market.listCandles({
    instrumentId: "import:AAA/USD",
    interval: "1m",
    before: null,
    limit: 500,
  });
  expect(rows).toHaveLength(200);
  expect(rows[0]).toMatchObject({ openTicks: 90_025, highTicks: 90_325, lowTicks: 89_825, volumeLots: 123_457 });
});

test("an instrument that there is not is refused unless it is a symbol", async () => {
  const parsed = parseCandles(
    fileOf((price) => price.toFixed(1)),
    columns,
  );
  await expect(importCandles(stores(), "binance:AAA/USD", parsed)).rejects.toThrow(
    "there is no instrument binance:AAA/USD",
  );
  await expect(importCandles(stores(), "AAA", parsed)).rejects.toMatchObject({ code: "invalid" });
});
