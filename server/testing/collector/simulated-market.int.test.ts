/**
 * The collector on the simulated market through real sockets and ccxt: whatever the market does to its messages,
 * a book that calls itself live is the matching engine's own book. Market time is moved by hand.
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import { createBinanceConnection } from "@/server/adapters/ccxt/binance-connection";
import { fetchSourceInfo } from "@/server/adapters/ccxt/source-info";
import { type MarketServer, startMarketServer } from "@/server/adapters/simulated/binance/server";
import { ManualClock } from "@/server/adapters/simulated/clock";
import { createSimulatedVenue } from "@/server/adapters/simulated/generator/simulated-venue";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import { KIND, SIDE } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import type { Clock } from "@/server/ports/clock";
import { type Collector, createCollector } from "@/server/services/collector/collector";
import { type WatchedMarket, watchMarket } from "./watched-market";

const SYMBOLS = ["BTC/USDT", "ETH/USDT", "SOL/USDT"];
const STEP_MICROS = 20_000;

let manual: ManualClock;
let server: MarketServer;
let model: ReturnType<typeof createSimulatedVenue>;
let market: WatchedMarket;
let collector: Collector;

beforeEach(async () => {
  manual = new ManualClock(1_700_000_000_000_000);
  model = createSimulatedVenue({ seed: 7, clock: manual });
  server = await startMarketServer({ model, clock: manual, port: 0 });
  const clock: Clock = {
    nowMicros: () => micros(Math.floor(manual.nowMicros())),
    every(millis, callback) {
      const timer = setInterval(callback, millis);
      return () => clearInterval(timer);
    },
  };
  market = watchMarket();
  const venueId = "simulated";
  collector = createCollector({
    source: { kind: "simulated", venueId, label: "", reason: "", speed: 1, session: "seed-7" },
    symbols: SYMBOLS,
    connection: await createBinanceConnection({ venueId, marketUrl: server.url, clock, wallClock: clock }),
    createMapper: createBinanceMapper,
    instruments: { saveInstruments: (specs) => Promise.resolve(specs) },
    market: market.store,
    bus: {
      publish: () => Promise.resolve(),
      subscribe: () => Promise.resolve(() => {}),
      close: () => Promise.resolve(),
    },
    clock,
    wallClock: clock,
    persist: true,
    onBlock: () => {},
    log: { info: () => {}, warn: () => {} },
    historyDays: 1,
  });
});

afterEach(async () => {
  await collector.stop();
  await server.close();
});

/** Moves market time on, a little at each turn of the event loop, until it holds. The test's timeout is the bound. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    manual.advance(STEP_MICROS);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const isLive = () => collector.status()?.instruments.every(({ state }) => state === "live") ?? false;

/** The collector's book of an instrument: update id and levels by side. */
function bookOf(instrument: number): { id: number; bids: number[][]; asks: number[][] } {
  const block = collector.books();
  const book = { id: 0, bids: [] as number[][], asks: [] as number[][] };
  for (let i = 0; i < block.length; i++) {
    if (block.instrument[i] !== instrument) continue;
    book.id = block.seq[i] ?? 0;
    const level = [block.priceTicks[i] ?? 0, block.sizeLots[i] ?? 0];
    if (block.kind[i] === KIND.bookLevel) (block.side[i] === SIDE.bid ? book.bids : book.asks).push(level);
  }
  return book;
}

/** Best levels of the matching engine's book at the collector's update id, moving on until the two meet at one. */
async function expectTrueBooks(): Promise<void> {
  for (const [instrument, symbol] of SYMBOLS.entries()) {
    const truth = () => model.depth(symbol.replace("/", ""), 100);
    await until(() => isLive() && bookOf(instrument).id === truth().lastUpdateId);
    const { bids, asks } = bookOf(instrument);
    const expected = truth();
    expect({ bids: bids.slice(0, 100), asks: asks.slice(0, 100) }).toEqual({
      bids: expected.bids,
      asks: expected.asks,
    });
  }
}

const order = (body: object) =>
  fetch(`${server.url}/tapedeck/chaos`, { method: "POST", body: JSON.stringify(body) }).then((answer) => answer.ok);

test("collects three instruments, their trades, books and history", async () => {
  expect(await fetchSourceInfo(server.url)).toMatchObject({ kind: "simulated", hasEnded: false, speed: 1 });
  await collector.start();
  expect(collector.instruments().map(({ symbol }) => symbol)).toEqual(SYMBOLS);
  await until(
    () => isLive() && market.trades.length > 100 && market.candles.length > 1_000 && market.books.length > 10,
  );
  await expectTrueBooks();
  expect(collector.status()).toMatchObject({ gaps: 0, deadLetters: 0 });
});

test("its books are true again after messages were dropped, doubled, re-ordered and broken", async () => {
  await collector.start();
  await until(isLive);
  expect(await order({ drop: 0.1, duplicate: 0.1, reorder: 0.1, malformed: 0.05, seed: 3, forMs: 5_000 })).toBe(true);
  await until(() => (collector.status()?.gaps ?? 0) >= 3 && (collector.status()?.deadLetters ?? 0) >= 1);
  await expectTrueBooks();
});

test("its books are true again after the connection was cut", async () => {
  await collector.start();
  await until(isLive);
  expect(await order({ disconnect: true })).toBe(true);
  await until(() => collector.status()?.state === "connecting");
  await expectTrueBooks();
  const writes = market.writes();
  await until(() => market.writes() > writes + 5);
  const gaps = await market.gaps("simulated");
  expect(gaps.every(({ endedAt }) => endedAt !== null)).toBe(true);
  expect(gaps.map(({ kind }) => kind)).toEqual(["disconnect", "disconnect", "disconnect"]);
});
