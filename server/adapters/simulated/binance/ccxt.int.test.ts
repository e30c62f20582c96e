import ccxt from "ccxt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "@/server/adapters/simulated/clock";
import { createSimulatedVenue } from "@/server/adapters/simulated/generator/simulated-venue";
import { type MarketServer, startMarketServer } from "./server";

// Guarantee: ccxt's unmodified Binance class works against the served market with nothing changed but its URLs.

let server: MarketServer;
let exchange: InstanceType<typeof ccxt.pro.binance>;

beforeAll(async () => {
  const model = createSimulatedVenue({ seed: 11, clock: systemClock });
  server = await startMarketServer({ model, clock: systemClock, port: 0, flashCrash: model.flashCrash });
  exchange = new ccxt.pro.binance({ options: { defaultType: "spot", fetchMarkets: { types: ["spot"] } } });
  const urls = exchange.urls as unknown as { api: Record<string, unknown> & { ws: Record<string, string> } };
  Object.assign(urls.api, {
    public: `${server.url}/api/v3`,
    private: `${server.url}/api/v3`,
    v1: `${server.url}/api/v1`,
  });
  urls.api.ws["spot"] = `${server.url.replace("http", "ws")}/ws`;
  // ccxt wants its agent loaded once before it speaks plain ws:// to anybody.
  await exchange.loadHttpProxyAgent();
});

afterAll(async () => {
  await exchange.close();
  await server.close();
});

test("markets, candles, tickers and books by REST", async () => {
  const markets = await exchange.loadMarkets();
  expect(Object.keys(markets).sort()).toEqual(["BTC/USDT", "ETH/USDT", "SOL/USDT"]);
  expect(markets["BTC/USDT"]?.precision).toMatchObject({ price: 0.01, amount: 0.00001 });
  const candles = await exchange.fetchOHLCV("BTC/USDT", "1m", undefined, 50);
  expect(candles).toHaveLength(50);
  const ticker = await exchange.fetchTicker("ETH/USDT");
  expect(ticker.last).toBeGreaterThan(0);
  const book = await exchange.fetchOrderBook("SOL/USDT", 50);
  expect([book.bids.length, book.asks.length]).toEqual([50, 50]);
  expect(Number(book.bids[0]?.[0])).toBeLessThan(Number(book.asks[0]?.[0]));
  expect((await exchange.fetchTrades("BTC/USDT", undefined, 10)).length).toBe(10);
});

test("books, trades and candles by WebSocket", async () => {
  for (let i = 0; i < 5; i++) {
    const book = await exchange.watchOrderBook("BTC/USDT");
    expect(Number(book.bids[0]?.[0])).toBeLessThan(Number(book.asks[0]?.[0]));
  }
  const trades = await exchange.watchTrades("BTC/USDT");
  expect(trades.at(-1)?.price).toBeGreaterThan(0);
  const candles = await exchange.watchOHLCV("BTC/USDT", "1m");
  expect(candles.at(-1)?.[4]).toBeGreaterThan(0);
});

test("unknown symbols and foreign requests are refused as the venue would", async () => {
  const bad = await fetch(`${server.url}/api/v3/depth?symbol=NOPE`);
  expect([bad.status, await bad.json()]).toEqual([400, { code: -1121, msg: "Invalid symbol." }]);
  const order = await fetch(`${server.url}/api/v3/order`, { method: "POST" });
  expect(order.status).toBe(405);
});

test("chaos is ordered, bounded and told", async () => {
  const order = (body: object) => fetch(`${server.url}/tapedeck/chaos`, { method: "POST", body: JSON.stringify(body) });
  expect((await order({ drop: 2 })).status).toBe(400);
  expect((await order({ drop: 1, forMs: 50 })).status).toBe(200);
  const told = (await (await fetch(`${server.url}/tapedeck/chaos`)).json()) as { order: { drop: number } | null };
  expect(told.order?.drop ?? 1).toBe(1);
});
