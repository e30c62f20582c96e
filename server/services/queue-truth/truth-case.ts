/** One order whose fate is known, beside what each queue model made of it. */
import type { LotsAt, ShadowOrder } from "./shadow-field";
import { aheadOf } from "./shadow-field";

/** Ages at which places are compared, s: dense while an order is young, as most do not live long. */
const AGES_SECONDS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 240];
const SECOND = 1_000_000;

export type PlaceSample = Readonly<{
  at: number;
  /** Ticks from the best price of its side; 0 at the touch. */
  distanceTicks: number;
  aheadLots: number;
  /** By model, in the order of the shadows. */
  guessedLots: readonly number[];
}>;

export type TruthCase = {
  readonly order: ShadowOrder;
  readonly aheadAtEntryLots: number;
  readonly distanceTicks: number;
  /** What it really got. */
  readonly fills: LotsAt[];
  readonly samples: PlaceSample[];
  /** Null while it rests; `filled` whole, `gone` when it was taken back, `open` when its time of observation ended. */
  end: Readonly<{ at: number; kind: "filled" | "gone" | "open" }> | null;
};

/** Takes samples of places as time passes. */
export class PlaceSampler {
  readonly #due = new Map<TruthCase, number>();
  readonly #bestTicks: (side: number) => number;
  readonly #aheadLots: (of: TruthCase) => number;
  #nextAt = Number.POSITIVE_INFINITY;

  constructor(truth: Readonly<{ bestTicks: (side: number) => number; aheadLots: (of: TruthCase) => number }>) {
    this.#bestTicks = truth.bestTicks;
    this.#aheadLots = truth.aheadLots;
  }

  add(of: TruthCase): void {
    this.#due.set(of, 0);
    this.#nextAt = Math.min(this.#nextAt, dueAt(of, 0));
  }

  /** Before a row of that time is taken in: the samples that were due until then. */
  until(at: number): void {
    if (at <= this.#nextAt) return;
    this.#nextAt = Number.POSITIVE_INFINITY;
    for (const [of, first] of this.#due) {
      let next = first;
      while (of.end === null && of.fills.length === 0 && dueAt(of, next) < at) this.#sample(of, dueAt(of, next++));
      if (of.end !== null || of.fills.length > 0 || next >= AGES_SECONDS.length) this.#due.delete(of);
      else {
        this.#due.set(of, next);
        this.#nextAt = Math.min(this.#nextAt, dueAt(of, next));
      }
    }
  }

  #sample(of: TruthCase, at: number): void {
    const { side, priceTicks, shadows } = of.order;
    const best = this.#bestTicks(side);
    const distanceTicks = Math.max(side === 0 ? best - priceTicks : priceTicks - best, 0);
    const guessedLots = shadows.map((shadow) => aheadOf(shadow, side));
    of.samples.push({ at, distanceTicks, aheadLots: this.#aheadLots(of), guessedLots });
  }
}

const dueAt = ({ order }: TruthCase, i: number): number =>
  order.at + (AGES_SECONDS[i] ?? Number.POSITIVE_INFINITY) * SECOND;
