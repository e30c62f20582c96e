/**
 * The collector on the simulated market through real sockets and ccxt: whatever the market does to its messages,
 * a book that calls itself live is the matching engine's own book. Market time is moved by hand.
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import { createBinanceConnection } from "@/server/adapters/ccxt/binance-connection";
import { joinConnections } from "@/server/adapters/ccxt/joined-connection";
import { fetchSourceInfo } from "@/server/adapters/ccxt/source-info";
import { type MarketServer, startMarketServer } from "@/server/adapters/simulated/binance/server";
import type { VenueModel } from "@/server/adapters/simulated/binance/venue-model";
import { ManualClock } from "@/server/adapters/simulated/clock";
import { createSimulatedPerpetuals } from "@/server/adapters/simulated/generator/simulated-perpetuals";
import { createSimulatedVenue } from "@/server/adapters/simulated/generator/simulated-venue";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import { type Product, productOf } from "@/server/domain/instrument";
import { KIND, SIDE } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import type { Clock } from "@/server/ports/clock";
import { type Collector, createCollector } from "@/server/services/collector/collector";
import { type WatchedMarket, watchMarket } from "./watched-market";

const SPOT = ["BTC/USDT", "ETH/USDT", "SOL/USDT"];
const SYMBOLS = [...SPOT, "BTC/USDT:USDT", "BTC/USD:BTC"];
const LINEAR = SPOT.length;
const INVERSE = LINEAR + 1;
const STEP_MICROS = 20_000;

let manual: ManualClock;
let server: MarketServer;
let models: Readonly<Record<Product, VenueModel>>;
let market: WatchedMarket;
let collector: Collector;

beforeEach(async () => {
  manual = new ManualClock(1_700_000_000_000_000);
  const spot = createSimulatedVenue({ seed: 7, clock: manual });
  models = { spot, ...createSimulatedPerpetuals({ seed: 7, clock: manual, spot }) };
  const others = [models.linear, models.inverse];
  server = await startMarketServer({ model: spot, others, clock: manual, port: 0 });
  const clock: Clock = {
    nowMicros: () => micros(Math.floor(manual.nowMicros())),
    every(millis, callback) {
      const timer = setInterval(callback, millis);
      return () => clearInterval(timer);
    },
  };
  market = watchMarket();
  const venueId = "simulated";
  const open = async (product: Product) => ({
    product,
    connection: await createBinanceConnection({ venueId, product, marketUrl: server.url, clock, wallClock: clock }),
  });
  collector = createCollector({
    source: { kind: "simulated", venueId, label: "", reason: "", speed: 1, session: "seed-7" },
    symbols: SYMBOLS,
    connection: joinConnections({
      markets: [await open("spot"), await open("linear"), await open("inverse")],
      wallClock: clock,
    }),
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

/** Newest row of a kind that a desk which joins now is given; null when there is none. */
function rowOf(instrument: number, kind: number): { price: number; size: number; seq: number } | null {
  const block = collector.books();
  for (let i = block.length - 1; i >= 0; i--) {
    if (block.instrument[i] !== instrument || block.kind[i] !== kind) continue;
    return { price: block.priceTicks[i] ?? 0, size: block.sizeLots[i] ?? 0, seq: block.seq[i] ?? 0 };
  }
  return null;
}

/** Best levels of the matching engine's book at the collector's update id, moving on until the two meet at one. */
async function expectTrueBooks(): Promise<void> {
  for (const [instrument, spec] of collector.instruments().entries()) {
    const truth = () => models[productOf(spec)].depth(spec.venueSymbol, 100);
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

test("collects spot and perpetuals, their trades, books and history", async () => {
  expect(await fetchSourceInfo(server.url)).toMatchObject({ kind: "simulated", hasEnded: false, speed: 1 });
  await collector.start();
  expect(collector.instruments().map(({ symbol }) => symbol)).toEqual(SYMBOLS);
  await until(
    () => isLive() && market.trades.length > 100 && market.candles.length > 1_000 && market.books.length > 10,
  );
  await expectTrueBooks();
  expect(collector.status()).toMatchObject({ gaps: 0, deadLetters: 0 });
});

test("collects marks and funding of perpetuals, and what a contract is", async () => {
  await collector.start();
  await until(() => isLive() && rowOf(LINEAR, KIND.mark) !== null && rowOf(INVERSE, KIND.funding) !== null);
  for (const instrument of [LINEAR, INVERSE]) {
    const [bid] = bookOf(instrument).bids;
    expect(Math.abs((rowOf(instrument, KIND.mark)?.price ?? 0) / (bid?.[0] ?? 1) - 1)).toBeLessThan(0.003);
    const { price = Number.NaN, seq = 0 } = rowOf(instrument, KIND.funding) ?? {};
    expect(Math.abs(price)).toBeLessThanOrEqual(300_000);
    expect(seq % (8 * 3_600_000_000)).toBe(0);
  }
  expect(rowOf(0, KIND.mark)).toBeNull();
  const [linear, inverse] = collector.instruments().slice(LINEAR);
  expect(linear).toMatchObject({ venueSymbol: "BTCUSDT", tickSize: "0.1", lotSize: "0.001", takerFeePpm: 500 });
  expect(linear?.contract).toMatchObject({ kind: "linear", settle: "USDT", liquidationFeePpm: 12_500 });
  expect(inverse).toMatchObject({ venueSymbol: "BTCUSD_PERP", lotSize: "1", minNotionalAtoms: 0n, makerFeePpm: 100 });
  expect(inverse?.contract).toMatchObject({ kind: "inverse", settle: "BTC", inverseAtoms: 100_000_000_000n });
});

test("the loss of one market's connection leaves the others alone", async () => {
  await collector.start();
  await until(isLive);
  expect(await order({ disconnect: 1, count: 1, streams: "btcusd_perp@", forMs: 60_000 })).toBe(true);
  const states = () => collector.status()?.instruments.map(({ state }) => state);
  await until(() => states()?.[INVERSE] !== "live");
  expect(states()?.slice(0, INVERSE)).toEqual(["live", "live", "live", "live"]);
  expect(collector.status()?.text).toContain("BTC/USD perp");
  await expectTrueBooks();
  const writes = market.writes();
  await until(() => market.writes() > writes + 5);
  const gaps = await market.gaps("simulated");
  expect(gaps.map(({ instrumentId, kind }) => [instrumentId, kind])).toEqual([["simulated:BTC/USD:BTC", "disconnect"]]);
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
  expect(gaps.map(({ kind }) => kind)).toEqual(SYMBOLS.map(() => "disconnect"));
});
