import ccxt from "ccxt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "@/server/adapters/simulated/clock";
import { createSimulatedPerpetuals } from "@/server/adapters/simulated/generator/simulated-perpetuals";
import { createSimulatedVenue } from "@/server/adapters/simulated/generator/simulated-venue";
import { type MarketServer, startMarketServer } from "./server";

// Guarantee: ccxt's unmodified USD-M and COIN-M classes work against the served perpetuals with only their URLs changed.

type Exchange = InstanceType<typeof ccxt.pro.binanceusdm>;

let server: MarketServer;
const exchanges = new Map<string, Exchange>();

beforeAll(async () => {
  const model = createSimulatedVenue({ seed: 11, clock: systemClock });
  const { linear, inverse } = createSimulatedPerpetuals({ seed: 11, clock: systemClock, spot: model });
  server = await startMarketServer({ model, others: [linear, inverse], clock: systemClock, port: 0 });
  const ws = server.url.replace("http", "ws");
  for (const [symbol, exchange] of [
    ["BTC/USDT:USDT", new ccxt.pro.binanceusdm()],
    ["BTC/USD:BTC", new ccxt.pro.binancecoinm()],
  ] as const) {
    const urls = exchange.urls as unknown as { api: Record<string, unknown> & { ws: Record<string, string> } };
    Object.assign(urls.api, { fapiPublic: `${server.url}/fapi/v1`, dapiPublic: `${server.url}/dapi/v1` });
    Object.assign(urls.api.ws, { future: `${ws}/fapi/ws`, delivery: `${ws}/dapi/ws` });
    await exchange.loadHttpProxyAgent();
    exchanges.set(symbol, exchange as Exchange);
  }
});

afterAll(async () => {
  for (const exchange of exchanges.values()) await exchange.close();
  await server.close();
});

const exchangeOf = (symbol: string): Exchange => {
  const exchange = exchanges.get(symbol);
  if (!exchange) throw new Error(`no exchange for ${symbol}`);
  return exchange;
};

const EACH = [
  ["BTC/USDT:USDT", { linear: true, settle: "USDT", contractSize: 1, id: "BTCUSDT" }],
  ["BTC/USD:BTC", { inverse: true, settle: "BTC", contractSize: 100, id: "BTCUSD_PERP" }],
] as const;

test.each(EACH)("%s: the listing, bars, book and trades by REST", async (symbol, listing) => {
  const exchange = exchangeOf(symbol);
  const markets = await exchange.loadMarkets();
  expect(Object.keys(markets)).toEqual([symbol]);
  expect(markets[symbol]).toMatchObject({ swap: true, ...listing });
  expect(await exchange.fetchOHLCV(symbol, "1m", undefined, 20)).toHaveLength(20);
  const book = await exchange.fetchOrderBook(symbol, 20);
  expect([book.bids.length, book.asks.length]).toEqual([20, 20]);
  expect(Number(book.bids[0]?.[0])).toBeLessThan(Number(book.asks[0]?.[0]));
  // The market has just opened, and trades come when they come.
  const traded = async () => (await exchange.fetchTrades(symbol, undefined, 10)).length;
  await expect.poll(traded, { timeout: 60_000, interval: 250 }).toBe(10);
  expect((await exchange.fetchTicker(symbol)).last).toBeGreaterThan(0);
});

test.each(EACH)("%s: funding now, and what was paid", async (symbol) => {
  const exchange = exchangeOf(symbol);
  const funding = await exchange.fetchFundingRate(symbol);
  expect(funding.markPrice).toBeGreaterThan(0);
  expect(Math.abs((funding.markPrice ?? 0) / (funding.indexPrice ?? 1) - 1)).toBeLessThan(0.003);
  expect(Math.abs(funding.fundingRate ?? 1)).toBeLessThanOrEqual(0.003);
  const past = await exchange.fetchFundingRateHistory(symbol, undefined, 6);
  expect(past).toHaveLength(6);
  past.forEach(({ timestamp }) => expect((timestamp ?? 1) % (8 * 3_600_000)).toBe(0));
});

test.each(EACH)("%s: book, trades and mark price by WebSocket", async (symbol) => {
  const exchange = exchangeOf(symbol);
  for (let i = 0; i < 5; i++) {
    const book = await exchange.watchOrderBook(symbol);
    expect(Number(book.bids[0]?.[0])).toBeLessThan(Number(book.asks[0]?.[0]));
  }
  expect((await exchange.watchTrades(symbol)).at(-1)?.price).toBeGreaterThan(0);
  const mark = await exchange.watchMarkPrice(symbol);
  expect(mark.markPrice).toBeGreaterThan(0);
});

test("each product has a world of its own", async () => {
  const bad = await fetch(`${server.url}/fapi/v1/depth?symbol=ETHUSDT`);
  expect([bad.status, await bad.json()]).toEqual([400, { code: -1121, msg: "Invalid symbol." }]);
  const spot = (await (await fetch(`${server.url}/api/v3/exchangeInfo`)).json()) as { symbols: unknown[] };
  expect(spot.symbols).toHaveLength(3);
  expect((await fetch(`${server.url}/fapi/v1/order`, { method: "POST" })).status).toBe(405);
});
