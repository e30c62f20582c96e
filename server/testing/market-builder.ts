/**
 * Market blocks written by hand, for tests: prices and sizes as decimals, times in ms after `T0`.
 *
 *   market(BTC).at(0).snapshot({ bids: [["99.99", "5"]], asks: [["100.01", "4"]] }).at(20).trade("sell", "99.99", "2").take()
 */
import type { InstrumentSpec } from "@/server/domain/instrument";
import { FLAG, KIND, type MarketBlock, MarketBlockBuilder, SIDE } from "@/server/domain/market-block";
import { type Micros, micros } from "@/server/domain/micros";
import { decimalsOf, parseSteps } from "@/server/domain/steps";

/** 2024-08-09 00:00:00 UTC, µs. */
export const T0 = 1_723_161_600_000_000;

/** Time of a test, ms after `T0`, as engine time. */
export const atMillis = (millis: number): Micros => micros(T0 + Math.round(millis * 1_000));

type Level = readonly [price: string, size: string];
type Levels = Readonly<{ bids?: readonly Level[]; asks?: readonly Level[] }>;
type NamedOrder = Readonly<{ id: number; side: "buy" | "sell"; price: string; size: string; traded?: boolean }>;
type RowStart = Readonly<{
  kind: number;
  seq?: number;
  side?: number;
  price?: string;
  size?: string;
  flags?: number;
  /** Instead of price and size: whole numbers as they stand in the row. */
  steps?: readonly [priceTicks: number, sizeLots: number];
}>;

export class MarketBuilder {
  readonly #specs: readonly InstrumentSpec[];
  readonly #rows = new MarketBlockBuilder();
  #instrument = 0;
  #exchangeAt: Micros = atMillis(0);
  #feedMicros = 0;
  #lastReceivedAt = 0;
  #seq = 0;

  constructor(specs: readonly InstrumentSpec[]) {
    this.#specs = specs;
  }

  /** The instrument of the following rows, by its place in the list. */
  on(instrument: number): this {
    this.#instrument = instrument;
    return this;
  }

  /** Exchange time of the following rows; received a feed latency later, never before an earlier row. */
  at(millis: number): this {
    this.#exchangeAt = atMillis(millis);
    return this;
  }

  /** From the venue to us; negative when our clock is behind. */
  feedLatency(millis: number): this {
    this.#feedMicros = Math.round(millis * 1_000);
    return this;
  }

  snapshot(levels: Levels): this {
    this.#push({ kind: KIND.bookClear, flags: FLAG.snapshot });
    return this.#levels(levels, FLAG.snapshot);
  }

  /** One message of changes; size "0" removes a level. */
  book(levels: Levels): this {
    return this.#levels(levels, 0);
  }

  trade(aggressor: "buy" | "sell", price: string, size: string): this {
    return this.#push({ kind: KIND.trade, side: SIDE[aggressor], price, size, flags: FLAG.end });
  }

  /** A trade that failed a sanity check. */
  suspectTrade(aggressor: "buy" | "sell", price: string, size: string): this {
    return this.#push({ kind: KIND.trade, side: SIDE[aggressor], price, size, flags: FLAG.end | FLAG.suspect });
  }

  /** A row of an order-by-order feed: what is left of an order. `traded`: it became smaller by a trade. */
  order({ id, side, price, size, traded = false }: NamedOrder): this {
    return this.#push({ kind: KIND.order, seq: id, side: SIDE[side], price, size, flags: traded ? FLAG.traded : 0 });
  }

  gap(): this {
    return this.#push({ kind: KIND.bookGap, flags: FLAG.end });
  }

  /** The venue stops taking requests, or takes them again. */
  outage(what: "begins" | "ends"): this {
    return this.#push({ kind: KIND.outage, side: what === "begins" ? 0 : 1, flags: FLAG.end });
  }

  /** The collector lives and has nothing to tell. */
  heartbeat(): this {
    return this.#push({ kind: KIND.heartbeat, flags: FLAG.end });
  }

  /** Mark price of a perpetual, e.g. "100.0050001"; at most six decimals beyond the tick's. */
  mark(price: string): this {
    const { tickSize = "1" } = this.#specs[this.#instrument] ?? {};
    const millionths = parseSteps(price, `0.${"0".repeat(decimalsOf(tickSize) + 5)}1`) / scaleOf(tickSize);
    const priceTicks = Math.floor(millionths / 1_000_000);
    const steps = [priceTicks, millionths - priceTicks * 1_000_000] as const;
    return this.#push({ kind: KIND.mark, flags: FLAG.end, steps });
  }

  /** The rate of the funding at `millis` after `T0`, in per cent, e.g. "0.01". */
  funding(percent: string, millis: number): this {
    const steps = [parseSteps(percent, "0.000001"), 0] as const;
    return this.#push({ kind: KIND.funding, flags: FLAG.end, steps, seq: atMillis(millis) });
  }

  /** The rows so far; the builder goes on with an empty block. */
  take(): MarketBlock {
    return this.#rows.take();
  }

  #levels({ bids = [], asks = [] }: Levels, flags: number): this {
    for (const [price, size] of bids) this.#push({ kind: KIND.bookLevel, side: SIDE.bid, price, size, flags });
    for (const [price, size] of asks) this.#push({ kind: KIND.bookLevel, side: SIDE.ask, price, size, flags });
    this.#rows.flagLast(FLAG.end);
    return this;
  }

  #push({ kind, seq, side = 0, price, size, steps, flags = 0 }: RowStart): this {
    const spec = this.#specs[this.#instrument];
    if (!spec) throw new RangeError(`there is no instrument ${this.#instrument}`);
    this.#lastReceivedAt = Math.max(this.#lastReceivedAt, this.#exchangeAt + this.#feedMicros);
    this.#rows.push({
      exchangeAt: kind === KIND.heartbeat ? micros(0) : this.#exchangeAt,
      receivedAt: micros(this.#lastReceivedAt),
      seq: seq ?? ++this.#seq,
      priceTicks: steps?.[0] ?? (price === undefined ? 0 : parseSteps(price, spec.tickSize)),
      sizeLots: steps?.[1] ?? (size === undefined ? 0 : parseSteps(size, spec.lotSize)),
      instrument: this.#instrument,
      kind,
      side,
      flags,
    });
    return this;
  }
}

/** A tick of "0.05" is five of its last decimals. */
const scaleOf = (tickSize: string): number => parseSteps(tickSize, `0.${"0".repeat(decimalsOf(tickSize) - 1)}1`);

export const market = (...specs: readonly InstrumentSpec[]): MarketBuilder => new MarketBuilder(specs);
