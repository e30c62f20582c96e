import { SIDE } from "@/server/domain/market-block";
import type { Print } from "./grid-flow";
import { SecondSums, type SecondSumsState } from "./second-sums";

/** When a print is looked at again, µs: markouts, and the realised spread at five seconds. */
export const COST_HORIZONS = [100_000, 1_000_000, 5_000_000, 10_000_000, 60_000_000] as const;
export const REALISED = 2;
const WINDOW_SECONDS = 60;
const ROLL_SECONDS = 300;
export const COST_WINDOWS = { costs: WINDOW_SECONDS, roll: ROLL_SECONDS } as const;
const START_CAPACITY = 256;

export type TradeCostsState = Readonly<{
  /** Prints that are still looked at: [time, price × 2, mid, signed lots], oldest first. */
  prints: readonly (readonly [number, number, number, number])[];
  /** How many of them each horizon has passed. */
  passed: readonly number[];
  last: readonly [ticks: number | null, change: number | null];
  sums: readonly SecondSumsState[];
}>;

/**
 * What takers paid and what came after: effective and realised spread, markouts, and Roll's spread. Sums of whole half
 * ticks times lots, so means weigh each print by its size.
 *
 * A print of time t is looked at with the mid that stood once everything up to t + horizon was known; its markout belongs
 * to the second in which that was.
 */
export class TradeCosts {
  readonly #effective = new SecondSums([WINDOW_SECONDS]);
  readonly #lots = new SecondSums([WINDOW_SECONDS]);
  readonly #marked = COST_HORIZONS.map(() => new SecondSums([WINDOW_SECONDS]));
  readonly #markedLots = COST_HORIZONS.map(() => new SecondSums([WINDOW_SECONDS]));
  /** Of pairs of neighbouring price changes: their number, products, and sums of the later and the earlier. */
  readonly #pairs = Array.from({ length: 4 }, () => new SecondSums([ROLL_SECONDS]));
  #columns = [0, 1, 2, 3].map(() => new Float64Array(START_CAPACITY));
  /** Prints ever queued, and how many of them each horizon has passed. */
  #queued = 0;
  readonly #passed = COST_HORIZONS.map(() => 0);
  #lastTicks = Number.NaN;
  #lastChange = Number.NaN;

  /** @param mid half ticks, before the print */
  trade(at: number, print: Print, mid: number): void {
    const { aggressor, priceTicks, lots } = print;
    const second = Math.floor(at / 1_000_000);
    this.#effective.add(second, lots * Math.abs(2 * priceTicks - mid));
    this.#lots.add(second, lots);
    this.#pair(second, priceTicks);
    this.#queue(at, 2 * priceTicks, mid, aggressor === SIDE.buy ? lots : -lots);
  }

  /** Time passes to `at`: all before it is known, and `mid` is what it left. */
  pass(at: number, mid: number): void {
    for (let h = 0; h < COST_HORIZONS.length; h++) {
      const horizon = COST_HORIZONS[h] as number;
      for (let n = this.#passed[h] as number; n < this.#queued; n++) {
        const due = this.#read(0, n) + horizon;
        if (due >= at) break;
        this.#passed[h] = n + 1;
        const lots = this.#read(3, n);
        const from = h === REALISED ? this.#read(1, n) : this.#read(2, n);
        const second = Math.floor(due / 1_000_000);
        (this.#marked[h] as SecondSums).add(second, (h === REALISED ? from - mid : mid - from) * lots);
        (this.#markedLots[h] as SecondSums).add(second, Math.abs(lots));
      }
    }
  }

  /** 2 |p − mid| of the prints of the last minute, half ticks. */
  effectiveSpread(second: number): number {
    return (2 * this.#effective.sum(0, second)) / this.#lots.sum(0, second);
  }

  /** Half ticks for the taker: markout, or twice what was left of his half spread (`REALISED`). */
  after(h: number, second: number): number {
    const mean = (this.#marked[h] as SecondSums).sum(0, second) / (this.#markedLots[h] as SecondSums).sum(0, second);
    return h === REALISED ? 2 * mean : mean;
  }

  /** 2 √−cov of neighbouring price changes over five minutes, half ticks; 0 where they do not bounce. */
  rollSpread(second: number): number {
    const [pairs = 0, products = 0, later = 0, earlier = 0] = this.#pairs.map((sums) => sums.sum(0, second));
    if (pairs < 2) return Number.NaN;
    const covariance = (products - (later * earlier) / pairs) / pairs;
    return covariance < 0 ? 4 * Math.sqrt(-covariance) : 0;
  }

  clear(): void {
    for (const sums of this.#sums()) sums.clear();
    this.#queued = 0;
    this.#passed.fill(0);
    this.#lastTicks = Number.NaN;
    this.#lastChange = Number.NaN;
  }

  save(): TradeCostsState {
    const from = this.#passed.at(-1) ?? 0;
    const prints = Array.from({ length: this.#queued - from }, (_, i) => {
      return [
        this.#read(0, from + i),
        this.#read(1, from + i),
        this.#read(2, from + i),
        this.#read(3, from + i),
      ] as const;
    });
    const orNull = (value: number) => (Number.isNaN(value) ? null : value);
    return {
      prints,
      passed: this.#passed.map((passed) => passed - from),
      last: [orNull(this.#lastTicks), orNull(this.#lastChange)],
      sums: this.#sums().map((sums) => sums.save()),
    };
  }

  load({ prints, passed, last, sums }: TradeCostsState): void {
    this.clear();
    for (const [at, price, mid, lots] of prints) this.#queue(at, price, mid, lots);
    for (const [h, count] of passed.entries()) this.#passed[h] = count;
    this.#lastTicks = last[0] ?? Number.NaN;
    this.#lastChange = last[1] ?? Number.NaN;
    for (const [k, saved] of sums.entries()) this.#sums()[k]?.load(saved);
  }

  #pair(second: number, ticks: number): void {
    const change = ticks - this.#lastTicks;
    const before = this.#lastChange;
    this.#lastTicks = ticks;
    this.#lastChange = change;
    if (Number.isNaN(before) || Number.isNaN(change)) return;
    for (const [k, value] of [1, change * before, change, before].entries()) this.#pairs[k]?.add(second, value);
  }

  #queue(...values: readonly [at: number, price: number, mid: number, lots: number]): void {
    const capacity = (this.#columns[0] as Float64Array).length;
    if (this.#queued - (this.#passed.at(-1) ?? 0) === capacity) this.#grow();
    const slot = this.#queued++ & ((this.#columns[0] as Float64Array).length - 1);
    for (let c = 0; c < values.length; c++) (this.#columns[c] as Float64Array)[slot] = values[c] as number;
  }

  #read(column: number, n: number): number {
    const values = this.#columns[column] as Float64Array;
    return values[n & (values.length - 1)] as number;
  }

  #grow(): void {
    const from = this.#passed.at(-1) ?? 0;
    const mask = 2 * (this.#columns[0] as Float64Array).length - 1;
    const grown = this.#columns.map((_, c) => {
      const column = new Float64Array(mask + 1);
      for (let n = from; n < this.#queued; n++) column[n & mask] = this.#read(c, n);
      return column;
    });
    this.#columns = grown;
  }

  #sums(): readonly SecondSums[] {
    return [this.#effective, this.#lots, ...this.#marked, ...this.#markedLots, ...this.#pairs];
  }
}
