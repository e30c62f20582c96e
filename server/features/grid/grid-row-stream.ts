/**
 * Rows of microstructure features of one instrument at whole seconds, the same code live, in replay and in bulk.
 *
 * It takes what an engine takes, market rows and timers at whole seconds (`server/engine/kernel/timers.ts` puts them
 * between rows), and counts time as an engine does. The row of second T knows every market row before T and none at or
 * after it, whatever the blocks were cut into. A bar's end is a whole second, so the row at a bar's end is the one of
 * that second.
 *
 * All windows end at T and are whole seconds long; whole numbers are summed exactly. So a value depends on its window
 * alone, and a stream that starts later gives the same bits once its windows have been seen whole.
 */
import type { LadderBookState } from "@/server/domain/book/ladder-book";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { FLAG, KIND, type MarketBlock, rowTime } from "@/server/domain/market-block";
import { MICROS_PER_SECOND, type Micros } from "@/server/domain/micros";
import type { FeatureDefinition } from "@/server/features/feature";
import { BOOK_FEATURES } from "./book-features";
import { dollarsOf } from "./dollars";
import { GridBook, type GridBookState } from "./grid-book";
import { GridFlow, type GridFlowState, type Print } from "./grid-flow";
import { GridImpact, type GridImpactState } from "./grid-impact";
import { type OtherVenue, OtherVenues, type OtherVenuesState } from "./other-venues";
import { TradeCosts, type TradeCostsState } from "./trade-costs";
import { type GridParts, TRADE_FEATURES } from "./trade-features";

/** Silence of the instrument that makes its data stale (DOMAIN 1): windows start anew after it, as after a gap. */
const SILENCE_MICROS_MAX = 60 * MICROS_PER_SECOND;

export const GRID_DEFINITIONS: readonly FeatureDefinition[] = [...BOOK_FEATURES, ...TRADE_FEATURES].map(
  ({ definition }) => definition,
);

export type GridOptions = Readonly<{
  /** Place of the instrument in the list of the blocks. */
  instrument: number;
  spec: InstrumentSpec;
  /** The same coin at other venues of the same blocks; empty leaves `other_venues_bps` missing. */
  others: readonly OtherVenue[];
}>;

export type GridStreamState = Readonly<{
  now: number;
  heardAt: number | null;
  since: number | null;
  second: number | null;
  rowAt: number;
  row: readonly (number | null)[];
  book: GridBookState;
  flow: GridFlowState;
  impact: GridImpactState;
  costs: TradeCostsState;
  others: OtherVenuesState;
}>;

export class GridRowStream {
  /** The newest row, one float32 a column; NaN is missing. Overwritten by the next timer. */
  readonly row = new Float32Array(GRID_DEFINITIONS.length).fill(Number.NaN);
  readonly #instrument: number;
  readonly #parts: GridParts;
  #now = 0;
  #rowAt = 0;
  /** Last book or trade row of the instrument, µs; NaN before. */
  #heardAt = Number.NaN;
  /** Since when the book has been whole, µs; NaN while it is not. */
  #since = Number.NaN;
  /** The second that is not over. */
  #second = Number.NaN;

  constructor({ instrument, spec, others }: GridOptions) {
    this.#instrument = instrument;
    this.#parts = {
      book: new GridBook(),
      flow: new GridFlow(),
      impact: new GridImpact(dollarsOf(spec)),
      costs: new TradeCosts(),
      others: new OtherVenues(others),
      tick: Number(spec.tickSize),
    };
  }

  /** Begins in the middle of a stream of rows, with the book as they have left it; a fresh stream only. */
  beginWith(book: LadderBookState): void {
    this.#parts.book.ladder.load(book);
  }

  /** Engine time, µs; 0 before the first row. */
  now(): Micros {
    return this.#now as Micros;
  }

  /** Second of the newest row, µs; 0 before the first. */
  at(): number {
    return this.#rowAt;
  }

  /** Best bid + best ask, ticks, and their distance; NaN while the book is unknown. What labels are read off. */
  touch(): Readonly<{ midHalfTicks: number; spreadTicks: number }> {
    const { book } = this.#parts;
    if (!book.isReady) return { midHalfTicks: Number.NaN, spreadTicks: Number.NaN };
    const { bidTicks, askTicks } = book.touch();
    return { midHalfTicks: book.mid, spreadTicks: askTicks - bidTicks };
  }

  applyBlock(block: MarketBlock, from = 0, to = block.length): void {
    for (let i = from; i < to; i++) {
      const at = rowTime(block.receivedAt[i] as number, block.exchangeAt[i] as number, block.flags[i] as number);
      if (at > this.#now) this.#now = at;
      // A heartbeat is of the collector and stands on no tape: it says nothing here.
      if (block.kind[i] === KIND.heartbeat) continue;
      if (block.instrument[i] === this.#instrument) this.#own(block, i);
      else this.#parts.others.apply(block, i, secondOf(this.#now));
    }
  }

  /** A whole second is reached: fills `row`. @param at µs */
  applyTimer(at: Micros): void {
    if (at > this.#now) this.#now = at;
    this.#pass(this.#now);
    this.#rowAt = at;
    const second = secondOf(at);
    const { row } = this;
    const isKnown = !Number.isNaN(this.#since) && this.#parts.book.isReady;
    const seenSeconds = (at - this.#since) / MICROS_PER_SECOND;
    for (let k = 0; k < BOOK_FEATURES.length; k++) {
      const { definition, value } = BOOK_FEATURES[k] as (typeof BOOK_FEATURES)[number];
      row[k] = isKnown && seenSeconds >= definition.warmUp ? finite(value(this.#parts.book, second)) : Number.NaN;
    }
    for (let k = 0; k < TRADE_FEATURES.length; k++) {
      const { definition, value } = TRADE_FEATURES[k] as (typeof TRADE_FEATURES)[number];
      row[BOOK_FEATURES.length + k] =
        isKnown && seenSeconds >= definition.warmUp ? finite(value(this.#parts, second)) : Number.NaN;
    }
  }

  /** Books are unknown from here, as an engine's are after a restart. */
  applyRestart(at: Micros): void {
    if (at > this.#now) this.#now = at;
    this.#parts.book.ladder.gap();
    this.#parts.others.clear();
    this.#void();
  }

  save(): GridStreamState {
    const orNull = (value: number) => (Number.isNaN(value) ? null : value);
    const { book, flow, impact, costs, others } = this.#parts;
    return {
      now: this.#now,
      heardAt: orNull(this.#heardAt),
      since: orNull(this.#since),
      second: orNull(this.#second),
      rowAt: this.#rowAt,
      row: Array.from(this.row, orNull),
      book: book.save(),
      flow: flow.save(),
      impact: impact.save(),
      costs: costs.save(),
      others: others.save(),
    };
  }

  load(state: GridStreamState): void {
    this.#now = state.now;
    this.#heardAt = state.heardAt ?? Number.NaN;
    this.#since = state.since ?? Number.NaN;
    this.#second = state.second ?? Number.NaN;
    this.#rowAt = state.rowAt;
    for (const [k, value] of state.row.entries()) this.row[k] = value ?? Number.NaN;
    const { book, flow, impact, costs, others } = this.#parts;
    book.load(state.book);
    flow.load(state.flow);
    impact.load(state.impact);
    costs.load(state.costs);
    others.load(state.others);
  }

  #own(block: MarketBlock, i: number): void {
    const kind = block.kind[i] as number;
    // Marks and funding go on while a book stands still: only book and trades say that it lives.
    if (kind > KIND.bookGap) return;
    this.#pass(this.#now);
    this.#heardAt = this.#now;
    if (kind === KIND.trade) return this.#trade(block, i);
    const news = this.#parts.book.apply(block, i, secondOf(this.#now));
    if (news === "lost") this.#void();
    else if (news === "known" && Number.isNaN(this.#since)) {
      this.#since = this.#now;
      this.#second = secondOf(this.#now);
    }
  }

  /** A doubtful print says nothing, nor does one while there is no mid to hold it against. */
  #trade(block: MarketBlock, i: number): void {
    if (Number.isNaN(this.#since) || ((block.flags[i] ?? 0) & FLAG.suspect) !== 0) return;
    const [aggressor = 0, priceTicks = 0, lots = 0] = [block.side[i], block.priceTicks[i], block.sizeLots[i]];
    const print: Print = { aggressor, priceTicks, lots };
    const { flow, impact, costs, book } = this.#parts;
    flow.trade(secondOf(this.#now), print);
    impact.trade(print);
    costs.trade(this.#now, print, book.mid);
  }

  /** Time passes to `at`, of which nothing is known yet. Done for timers and rows alike, it does the same work once. */
  #pass(at: number): void {
    if (Number.isNaN(this.#since)) return;
    if (at - this.#heardAt > SILENCE_MICROS_MAX) return this.#void();
    const { book, impact, costs } = this.#parts;
    costs.pass(at, book.mid);
    const second = secondOf(at);
    for (; this.#second < second; this.#second++) {
      book.closeSecond(this.#second);
      impact.closeSecond(this.#second, book.mid);
    }
  }

  /** A gap: every window starts anew. */
  #void(): void {
    this.#since = Number.NaN;
    this.#second = Number.NaN;
    const { book, flow, impact, costs } = this.#parts;
    book.clear();
    flow.clear();
    impact.clear();
    costs.clear();
  }
}

const secondOf = (at: number): number => Math.floor(at / MICROS_PER_SECOND);
const finite = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);
