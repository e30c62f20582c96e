/**
 * What one instrument's market is like, measured at whole seconds: realised volatility of five minutes, and the data
 * quality of the last full minute (DOMAIN.md 1). A second is judged by the book at its end.
 */
import { SIDE } from "@/server/domain/market-block";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";

const MINUTE_SECONDS = 60;
const RETURNS = 5;
/** Mids of five minutes and of the second before them. */
const MIDS = RETURNS * MINUTE_SECONDS + 1;
/** Levels a side that a good book has. */
const LEVELS_ASKED = 20;

/** The minute under way: seconds looked at, seconds with a known book, levels of those with a valid one. */
type Tally = Readonly<{ seconds: number; known: number; levels: number; rows: number; flagged: number }>;

export type GaugeState = Readonly<{
  second: number | null;
  losses: number;
  /** Half ticks, oldest first, null of a second without a valid book. Null in a checkpoint without books. */
  mids: readonly (number | null)[] | null;
  tally: Tally | null;
  quality: number | null;
}>;

export class Gauge {
  readonly #market: InstrumentMarket;
  /** Whole second of the last look, since the epoch. */
  #second: number | null = null;
  #losses = 0;
  #mids: (number | null)[] = [];
  /** Null until a minute begins that was seen from its begin. */
  #tally: Tally | null = null;
  #quality: number | null = null;

  constructor(market: InstrumentMarket) {
    this.#market = market;
  }

  /** 0 to 100; null before a full minute was seen. */
  get quality(): number | null {
    return this.#quality;
  }

  /**
   * Root of the summed squares of five one-minute simple mid returns, ppm, half up; null before five minutes
   * without a gap (Andersen & Bollerslev, "Answering the Skeptics", Int. Econ. Rev. 39(4), 1998).
   */
  volatilityPpm(): number | null {
    if (this.#losses !== this.#market.losses) return null;
    let sum = 0;
    for (let k = 0; k < RETURNS; k++) {
      const after = this.#mids[MIDS - 1 - k * MINUTE_SECONDS] ?? null;
      const before = this.#mids[MIDS - 1 - (k + 1) * MINUTE_SECONDS] ?? null;
      if (after === null || before === null) return null;
      const change = (after - before) / before;
      sum += change * change;
    }
    return Math.floor(Math.sqrt(sum) * 1_000_000 + 0.5);
  }

  /** Seconds that were passed in between were as this one: no event came in them. */
  onSecond(second: number): void {
    const { losses } = this.#market;
    const passed = this.#second === null ? 1 : second - this.#second;
    if (passed <= 0) return;
    if (passed >= MIDS) this.restart();
    // What was lost may have moved the price unseen.
    if (losses !== this.#losses) this.#mids = [];
    this.#losses = losses;
    const times = passed >= MIDS ? 1 : passed;
    // In one go up to the next minute's end: in a market of candles hundreds of seconds are alike.
    for (let from = second - times + 1; from <= second; ) {
      const to = Math.min(Math.ceil(from / MINUTE_SECONDS) * MINUTE_SECONDS, second);
      this.#take(to, to - from + 1);
      from = to + 1;
    }
    this.#second = second;
  }

  /** The desk was away, or nobody knows what happened: nothing of before counts. */
  restart(): void {
    // Or the seconds until now would be taken with the book of now, and a minute of absence would count as one without data.
    this.#second = null;
    this.#mids = [];
    this.#tally = null;
    this.#quality = null;
  }

  save(withBooks: boolean): GaugeState {
    return {
      second: this.#second,
      losses: this.#losses,
      mids: withBooks ? this.#mids : null,
      tally: withBooks ? this.#tally : null,
      quality: withBooks ? this.#quality : null,
    };
  }

  load(state: GaugeState): void {
    this.#second = state.second;
    this.#losses = state.losses;
    this.#mids = [...(state.mids ?? [])];
    this.#tally = state.tally;
    this.#quality = state.quality;
  }

  /** So many seconds that were alike, the last of them given. */
  #take(second: number, times: number): void {
    const { book } = this.#market;
    const mid = book.midHalfTicks();
    for (let k = 0; k < times; k++) this.#mids.push(mid);
    if (this.#mids.length > MIDS) this.#mids.splice(0, this.#mids.length - MIDS);
    if (this.#tally) this.#count(this.#tally, times);
    if (second % MINUTE_SECONDS !== 0) return;
    this.#quality = this.#tally && this.#score(this.#tally);
    const { rows, flaggedRows } = this.#market;
    this.#tally = { seconds: 0, known: 0, levels: 0, rows, flagged: flaggedRows };
  }

  #count(tally: Tally, times: number): void {
    const { book } = this.#market;
    const levels = Math.min(book.levelCount(SIDE.bid), book.levelCount(SIDE.ask), LEVELS_ASKED);
    this.#tally = {
      ...tally,
      seconds: tally.seconds + times,
      known: tally.known + (book.isKnown ? times : 0),
      levels: tally.levels + (book.isValid() ? levels * times : 0),
    };
  }

  /**
   * 100 × valid share × (1 − flagged share) × levels share × share not in a gap, in whole numbers, rounded down. The
   * valid seconds cancel out: the levels are summed over them.
   */
  #score({ seconds, known, levels, rows: rowsBefore, flagged: flaggedBefore }: Tally): number {
    const rows = this.#market.rows - rowsBefore;
    const sound = rows - (this.#market.flaggedRows - flaggedBefore);
    const [part, whole] = rows === 0 ? [1, 1] : [sound, rows];
    return Math.floor((100 * levels * known * part) / (LEVELS_ASKED * seconds * seconds * whole));
  }
}
