import { LadderBook, type LadderBookState } from "@/server/domain/book/ladder-book";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { TriggerSource } from "@/server/domain/order";
import { L3Book, type L3BookState } from "./l3-book";
import { OwnPrices } from "./own-prices";
import { TradeSizes, type TradeSizesState } from "./trade-sizes";

const MILLIONTHS_PER_TICK = 1_000_000;
const MILLIONTHS_PER_HALF_TICK = MILLIONTHS_PER_TICK / 2;

export type InstrumentMarketState = Readonly<{
  /** Null in a checkpoint without books. */
  book: LadderBookState | null;
  /** Null as well for a feed that names no orders. */
  l3: L3BookState | null;
  lastEventAt: number | null;
  lastBookAt: number | null;
  lastTradeAt: number | null;
  lastBeatAt: number | null;
  rows: number;
  flaggedRows: number;
  losses: number;
  markHalfTicks: number | null;
  isGuessed: boolean;
  tradedLots: number;
  tradeSizes: TradeSizesState;
  markMillionths: number | null;
  lastTicks: number | null;
}>;

/** One instrument as the desk sees it: its book and when it last heard of it, in engine time. */
export class InstrumentMarket {
  readonly index: number;
  readonly spec: InstrumentSpec;
  readonly book = new LadderBook();
  /** Of all lanes. */
  readonly own = new OwnPrices();
  /** Null until the feed has named an order. */
  l3: L3Book | null = null;
  /** µs; −Infinity before the first. */
  lastEventAt = Number.NEGATIVE_INFINITY;
  lastBookAt = Number.NEGATIVE_INFINITY;
  lastTradeAt = Number.NEGATIVE_INFINITY;
  /** When the collector last said that it lives though there is nothing to tell. */
  lastBeatAt = Number.NEGATIVE_INFINITY;
  /** Rows so far, and those that failed a sanity check. */
  rows = 0;
  flaggedRows = 0;
  /** How often its book became unknown. */
  losses = 0;
  /** The desk was told that its exact model guesses here. */
  isGuessed = false;
  /** All that traded since the first event, doubtful prints left out. */
  tradedLots = 0;
  readonly tradeSizes = new TradeSizes();
  /** A perpetual's mark price as the venue says it, millionths of a tick; null before the first. */
  markMillionths: number | null = null;
  /** Price of the last print that passed its check, ticks; null before the first. */
  lastTicks: number | null = null;
  #markHalfTicks: number | null = null;

  constructor(index: number, spec: InstrumentSpec) {
    this.index = index;
    this.spec = spec;
  }

  /** The mid that positions are valued at: the present one, else the last that was remembered. Half ticks. */
  mark(): number | null {
    return this.book.midHalfTicks() ?? this.#markHalfTicks;
  }

  /** What a perpetual is valued at: its mark price, else the mid; millionths of a tick. */
  valuationMillionths(): number | null {
    if (this.markMillionths !== null) return this.markMillionths;
    const mid = this.mark();
    return mid === null ? null : mid * MILLIONTHS_PER_HALF_TICK;
  }

  /** What triggers look at: ticks, of a mark price with parts of them; null while there is none. */
  priceOf(by: TriggerSource): number | null {
    if (by === "last") return this.lastTicks;
    return this.markMillionths === null ? null : this.markMillionths / MILLIONTHS_PER_TICK;
  }

  /** Called at fixed points of the run (each second, before a book is lost), never by who only looks. */
  rememberMark(): void {
    this.#markHalfTicks = this.mark();
  }

  /** The book is unknown from here, but what is held stays valued at the last mid. */
  lose(): void {
    this.rememberMark();
    this.losses++;
    this.book.gap();
    this.l3?.lose();
  }

  /** For the first row that names an order. */
  openOrders(): L3Book {
    this.l3 ??= new L3Book();
    return this.l3;
  }

  save(withBook: boolean): InstrumentMarketState {
    return {
      book: withBook ? this.book.save() : null,
      l3: withBook && this.l3 ? this.l3.save(this.book.isLoading) : null,
      lastEventAt: finite(this.lastEventAt),
      lastBookAt: finite(this.lastBookAt),
      lastTradeAt: finite(this.lastTradeAt),
      lastBeatAt: finite(this.lastBeatAt),
      rows: this.rows,
      flaggedRows: this.flaggedRows,
      losses: this.losses,
      markHalfTicks: this.#markHalfTicks,
      isGuessed: this.isGuessed,
      tradedLots: this.tradedLots,
      tradeSizes: this.tradeSizes.save(),
      markMillionths: this.markMillionths,
      lastTicks: this.lastTicks,
    };
  }

  load(state: InstrumentMarketState): void {
    if (state.book) this.book.load(state.book);
    if (state.l3) this.openOrders().load(state.l3);
    this.lastEventAt = state.lastEventAt ?? Number.NEGATIVE_INFINITY;
    this.lastBookAt = state.lastBookAt ?? Number.NEGATIVE_INFINITY;
    this.lastTradeAt = state.lastTradeAt ?? Number.NEGATIVE_INFINITY;
    this.lastBeatAt = state.lastBeatAt ?? Number.NEGATIVE_INFINITY;
    this.rows = state.rows;
    this.flaggedRows = state.flaggedRows;
    this.losses = state.losses;
    this.#markHalfTicks = state.markHalfTicks;
    this.isGuessed = state.isGuessed;
    this.tradedLots = state.tradedLots;
    this.tradeSizes.load(state.tradeSizes);
    this.markMillionths = state.markMillionths;
    this.lastTicks = state.lastTicks;
  }
}

const finite = (at: number): number | null => (Number.isFinite(at) ? at : null);
