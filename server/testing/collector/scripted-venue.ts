/** A venue whose every message the test sends by hand; REST answers from what the test set. */

import type { HandClock } from "@/server/adapters/memory/hand-clock";
import type { Candle } from "@/server/domain/candle";
import type { InstrumentSpec, Product } from "@/server/domain/instrument";
import { type Micros, micros } from "@/server/domain/micros";
import type { FeedEvents, VenueConnection } from "@/server/ports/market-feed";

type Pair = readonly [price: string, size: string];

const MINUTE = 60_000_000;

export class ScriptedVenue implements VenueConnection {
  readonly #clock: HandClock;
  readonly #specs: readonly InstrumentSpec[];
  #events: FeedEvents | null = null;
  /** Symbols of the books asked for, in order. */
  readonly asked: string[] = [];
  /** What the next requests for a book answer; the last one stays. A promise answers when the test says so. */
  depths: (string | Promise<string>)[] = [];
  /** Starts and trade counts of all minutes that REST knows; a minute of 0 trades is known too. */
  historyFrom = Number.POSITIVE_INFINITY;
  readonly candleRequests: number[] = [];
  isAway = false;
  isClosed = false;

  constructor(clock: HandClock, specs: readonly InstrumentSpec[]) {
    this.#clock = clock;
    this.#specs = specs;
  }

  readonly listInstruments = (symbols: readonly string[]): Promise<readonly InstrumentSpec[]> =>
    this.isAway
      ? Promise.reject(new Error("the venue is away"))
      : Promise.resolve(this.#specs.filter(({ symbol }) => symbols.includes(symbol)));

  readonly open = (_symbols: readonly string[], events: FeedEvents): Promise<void> => {
    this.#events = events;
    events.onState("open", "Connected.", "spot");
    return Promise.resolve();
  };

  readonly fetchDepth = async (symbol: string) => {
    this.asked.push(symbol);
    const next = this.depths.length > 1 ? this.depths.shift() : this.depths[0];
    if (next === undefined) throw new Error("no book");
    const text = await next;
    return { receivedAt: this.#clock.nowMicros(), text };
  };

  /** Minutes from `historyFrom` up to now, the last one unfinished; each with a price of its own number. */
  readonly fetchCandles = (_spec: InstrumentSpec, since: Micros): Promise<readonly Candle[]> => {
    this.candleRequests.push(since);
    const candles: Candle[] = [];
    const first = Math.ceil(Math.max(since, this.historyFrom) / MINUTE) * MINUTE;
    for (let at = first; at <= this.#clock.nowMicros() && candles.length < 1_000; at += MINUTE) {
      candles.push(restCandle(at));
    }
    return Promise.resolve(candles);
  };

  readonly fetchClockOffset = () => Promise.resolve(0);

  readonly close = (): Promise<void> => {
    this.isClosed = true;
    return Promise.resolve();
  };

  state(state: "open" | "closed", text: string, product: Product = "spot"): void {
    this.#events?.onState(state, text, product);
  }

  send(text: string, product: Product = "spot"): void {
    this.#events?.onMessage({ receivedAt: this.#clock.nowMicros(), text, product });
  }

  update(ids: readonly [first: number, last: number], bids: readonly Pair[], asks: readonly Pair[] = []): void {
    const E = Math.floor(this.#clock.nowMicros() / 1_000);
    this.send(JSON.stringify({ e: "depthUpdate", E, s: "BTCUSDT", U: ids[0], u: ids[1], b: bids, a: asks }));
  }

  /** @param delayMillis how long ago it happened */
  trade(id: number, price: string, { size = "1", delayMillis = 0 } = {}): void {
    const T = Math.floor(this.#clock.nowMicros() / 1_000) - delayMillis;
    this.send(JSON.stringify({ e: "trade", E: T, s: "BTCUSDT", t: id, p: price, q: size, T, m: true }));
  }
}

export const restCandle = (openAt: number): Candle => {
  const ticks = 10_000 + ((openAt / MINUTE) % 1_000);
  return {
    openAt: micros(openAt),
    openTicks: ticks,
    highTicks: ticks + 5,
    lowTicks: ticks - 5,
    closeTicks: ticks + 1,
    volumeLots: 77,
    trades: 7,
    isFinal: false,
  };
};

export const depthText = (lastUpdateId: number, bids: readonly Pair[], asks: readonly Pair[]): string =>
  JSON.stringify({ lastUpdateId, bids, asks });
