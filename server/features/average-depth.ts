import { RollingSum, type RollingSumState } from "./rolling-sum";
import { isTwoSided, type Touch } from "./touch";

export type AverageDepthState = Readonly<{ lots: RollingSumState; count: RollingSumState }>;

/**
 * Mean size displayed at the touch, (bid + ask) / 2, over the book states of a window, in lots.
 *
 * Order flow moves the price in inverse proportion to it (Cont, Kukanov & Stoikov 2014, section 3),
 * so order flow divided by it means the same on a thick and on a thin book. Theirs averages the
 * states around price changes only; here every state counts, so that a quiet minute has a value.
 */
export class AverageDepth {
  readonly #lots: RollingSum;
  readonly #count: RollingSum;

  constructor(windowMicros: number) {
    this.#lots = new RollingSum(windowMicros);
    this.#count = new RollingSum(windowMicros);
  }

  update(at: number, touch: Touch): void {
    if (!isTwoSided(touch)) return;
    this.#lots.add(at, touch.bidLots + touch.askLots);
    this.#count.add(at, 1);
  }

  /** Null while the window holds no state. */
  meanLots(at: number): number | null {
    this.#lots.advance(at);
    this.#count.advance(at);
    return this.#count.sum > 0 ? this.#lots.sum / (2 * this.#count.sum) : null;
  }

  reset(): void {
    this.#lots.clear();
    this.#count.clear();
  }

  save(): AverageDepthState {
    return { lots: this.#lots.save(), count: this.#count.save() };
  }

  restore(state: AverageDepthState): void {
    this.#lots.restore(state.lots);
    this.#count.restore(state.count);
  }
}
