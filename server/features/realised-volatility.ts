import { RollingSum, type RollingSumState } from "./rolling-sum";
import { isTwoSided, midHalfTicks, type Touch } from "./touch";
import { WarmUp } from "./warm-up";

export type RealisedVolatilityState = Readonly<{ mid: number | null; since: number | null; squares: RollingSumState }>;

/**
 * Square root of the sum of squared mid changes over a window, in bps of the present mid
 * (Andersen & Bollerslev 1998, with simple instead of log returns: within a window of minutes they
 * differ by less than the changes' own size squared, and only these are the same on every machine).
 *
 * Squares of half ticks are integers and summed exactly.
 */
export class RealisedVolatility {
  readonly #squares: RollingSum;
  readonly #warmUp = new WarmUp();
  #mid = Number.NaN;

  constructor(windowMicros: number) {
    this.#squares = new RollingSum(windowMicros);
  }

  update(at: number, touch: Touch): void {
    if (!isTwoSided(touch)) return;
    this.#warmUp.begin(at);
    const mid = midHalfTicks(touch);
    const change = Number.isNaN(this.#mid) ? 0 : mid - this.#mid;
    if (change !== 0) this.#squares.add(at, change * change);
    this.#mid = mid;
  }

  /** bps over the window (not per year); null until it was seen whole. */
  bps(at: number): number | null {
    if (!this.#warmUp.covers(this.#squares.windowMicros, at)) return null;
    this.#squares.advance(at);
    return (10_000 * Math.sqrt(this.#squares.sum)) / this.#mid;
  }

  reset(): void {
    this.#mid = Number.NaN;
    this.#warmUp.reset();
    this.#squares.clear();
  }

  save(): RealisedVolatilityState {
    return {
      mid: Number.isNaN(this.#mid) ? null : this.#mid,
      since: this.#warmUp.save(),
      squares: this.#squares.save(),
    };
  }

  restore(state: RealisedVolatilityState): void {
    this.#mid = state.mid ?? Number.NaN;
    this.#warmUp.restore(state.since);
    this.#squares.restore(state.squares);
  }
}
