/** A venue that sends at a steady rate through the real market server; each depth message carries its time of sending. */
import { parentPort } from "node:worker_threads";
import { startMarketServer } from "@/server/adapters/simulated/binance/server";
import type { Publish, VenueDepth, VenueModel } from "@/server/adapters/simulated/binance/venue-model";
import { systemClock } from "@/server/adapters/simulated/clock";
import { toWire } from "@/server/adapters/simulated/instruments";
import { MARK_TICKS, monotonicMicros, SYMBOLS, type VenueOrder, type VenueReady, type VenueSent } from "./messages";

const [PRICE_DECIMALS, SIZE_DECIMALS] = [2, 5];
const MID_TICKS = 1_000_000;
const SNAPSHOT_LEVELS = 1_000;
const CHANGED_LEVELS = 10;
const TRADE_EVERY = 5;

const price = (ticks: number) => toWire(ticks, PRICE_DECIMALS);
const size = (lots: number) => toWire(lots, SIZE_DECIMALS);
const nowMillis = () => Math.floor(systemClock.nowMicros() / 1_000);

export async function runVenue(): Promise<void> {
  const books = SYMBOLS.map((symbol) => ({ symbol, id: 1_000, trade: 1 }));
  let publish: Publish = () => {};
  let n = 0;
  const depth = (symbol: string): VenueDepth => {
    const side = (sign: number) =>
      Array.from({ length: SNAPSHOT_LEVELS }, (_, i) => [MID_TICKS + sign * (i + 1), 100_000] as const);
    const lastUpdateId = books.find((book) => book.symbol === symbol)?.id ?? 0;
    return { lastUpdateId, bids: side(-1), asks: side(1) };
  };
  const sendOne = (): void => {
    const book = books[n % books.length];
    if (!book) return;
    const at = nowMillis();
    const stream = `${book.symbol.toLowerCase()}@`;
    if (n++ % TRADE_EVERY === 0) {
      const what = { p: price(MID_TICKS + 1), q: size(100), m: n % 2 === 0, M: true };
      publish(`${stream}trade`, JSON.stringify({ e: "trade", E: at, s: book.symbol, t: book.trade++, T: at, ...what }));
      return;
    }
    const side = (sign: number) =>
      Array.from({ length: CHANGED_LEVELS / 2 }, (_, i) => [
        price(MID_TICKS + sign * (1 + ((n + i * 7) % 40))),
        size(100_000 + (n % 50) * 1_000),
      ]);
    const [b, a] = [side(-1), [...side(1), [price(MARK_TICKS), size(monotonicMicros())]]];
    const update = { e: "depthUpdate", E: at, s: book.symbol, U: book.id + 1, u: ++book.id, b, a };
    publish(`${stream}depth@100ms`, JSON.stringify(update));
  };
  const server = await startMarketServer({
    model: modelOf(depth, (to) => (publish = to)),
    clock: systemClock,
    port: 0,
  });
  parentPort?.on("message", (order: VenueOrder) => pump(order, sendOne));
  parentPort?.postMessage({ url: server.url } satisfies VenueReady);
}

/** Sends what is due by now, so that the rate holds whatever the timer's grain. */
function pump({ perSecond, count }: VenueOrder, sendOne: () => void): void {
  const startedAt = performance.now();
  let sent = 0;
  const step = (): void => {
    const due = Math.min(count, Math.floor(((performance.now() - startedAt) / 1_000) * perSecond));
    for (; sent < due; sent++) sendOne();
    if (sent < count) setTimeout(step, 1);
    else parentPort?.postMessage({ sent, seconds: (performance.now() - startedAt) / 1_000 } satisfies VenueSent);
  };
  step();
}

const modelOf = (depth: VenueModel["depth"], start: VenueModel["start"]): VenueModel => ({
  product: "spot",
  listings: SYMBOLS.map((symbol) => ({
    symbol,
    base: symbol.slice(0, -4),
    quote: "USDT",
    priceDecimals: PRICE_DECIMALS,
    sizeDecimals: SIZE_DECIMALS,
    minNotional: "5.00000000",
    contract: null,
  })),
  nowMillis,
  source: () => ({
    source: "simulated",
    label: "BENCH",
    session: "bench",
    speed: 1,
    marketTimeMs: nowMillis(),
    startedAtMs: nowMillis(),
    endsAtMs: null,
    ended: false,
    symbols: [...SYMBOLS],
    notes: [],
  }),
  depth,
  trades: () => [],
  klines: () => [],
  prepareKlines: () => Promise.resolve(),
  start,
  stop: () => {},
});
