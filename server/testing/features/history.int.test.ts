/** Candle history comes from the served simulated market by the connection that a live venue has. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBinanceConnection } from "@/server/adapters/ccxt/binance-connection";
import { createMemoryMarketStore } from "@/server/adapters/memory/memory-market-store";
import { type MarketServer, startMarketServer } from "@/server/adapters/simulated/binance/server";
import { systemClock as simulatedClock } from "@/server/adapters/simulated/clock";
import { createSimulatedVenue } from "@/server/adapters/simulated/generator/simulated-venue";
import { micros } from "@/server/domain/micros";
import { createServiceBreakers } from "@/server/domain/service-breakers";
import { systemClock } from "@/server/platform/clock";
import type { Clock } from "@/server/ports/clock";
import { fetchHistory } from "@/server/services/features/fetch-history";

const DAY = 86_400_000_000;
const clock: Clock = {
  nowMicros: () => micros(systemClock.nowMicros()),
  every(wallMillis, callback) {
    const timer = setInterval(callback, wallMillis);
    return () => clearInterval(timer);
  },
};
const breakers = createServiceBreakers(() => systemClock.nowMicros());

let server: MarketServer;
let connection: Awaited<ReturnType<typeof createBinanceConnection>>;
beforeAll(async () => {
  const model = createSimulatedVenue({ seed: 11, clock: simulatedClock });
  server = await startMarketServer({ model, clock: simulatedClock, port: 0, flashCrash: model.flashCrash });
  connection = await createBinanceConnection({
    venueId: "simulated",
    product: "spot",
    marketUrl: server.url,
    clock,
    wallClock: clock,
    verify: async () => {},
    breakers: { rest: breakers.around("REST"), stream: breakers.around("stream") },
  });
});
afterAll(async () => {
  await connection.close();
  await server.close();
});

test("two days of minutes, each of them final, and nothing is missing", async () => {
  const [spec] = await connection.listInstruments(["BTC/USDT"]);
  if (!spec) throw new Error("the market has BTC/USDT");
  const market = createMemoryMarketStore();
  const now = clock.nowMicros();
  const signal = new AbortController().signal;
  const retrying = { clock, signal, onTrouble: () => {} };
  const deps = { connection, market, retrying, pauseMillis: 0, note: async () => {} };
  const text = await fetchHistory(deps, { spec, from: micros(now - 2 * DAY), now });
  expect(text).toMatch(/^2,8(79|80|81) candles fetched, 2\.0 days back$/);
  const rows = await market.listCandles({ instrumentId: spec.id, interval: "1m", before: null, limit: 2_000 });
  expect(rows.every(({ isFinal }) => isFinal)).toBe(true);
  expect(rows.every(({ openAt }, i) => i === 0 || openAt - (rows[i - 1]?.openAt ?? 0) === 60_000_000)).toBe(true);
});
