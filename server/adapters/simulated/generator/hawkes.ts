/**
 * Self- and cross-exciting arrivals of buyers and sellers (Hawkes, Biometrika 58(1), 1971; in order flow:
 * Bacry, Mastromatteo & Muzy, "Hawkes Processes in Finance", 2015): each order raises the rate of its own
 * side, fast and slowly, and a little that of the other. State decays exactly between events.
 */
export type Excitement = Readonly<{
  /** Mean number of children of one order: of the fast kernel, the slow kernel, on the other side. Sum below 1. */
  fast: number;
  slow: number;
  cross: number;
  /** Decay of the kernels, per second. */
  fastDecay: number;
  slowDecay: number;
}>;

type Side = 0 | 1;

export class Hawkes {
  readonly #shape: Excitement;
  readonly #fast: [number, number] = [0, 0];
  readonly #slow: [number, number] = [0, 0];

  constructor(shape: Excitement) {
    this.#shape = shape;
  }

  /** Extra arrivals per second on a side, beyond its base rate. */
  rate(side: Side): number {
    return this.#fast[side] + this.#slow[side];
  }

  decay(seconds: number): void {
    const fast = Math.exp(-this.#shape.fastDecay * seconds);
    const slow = Math.exp(-this.#shape.slowDecay * seconds);
    for (const side of [0, 1] as const) {
      this.#fast[side] *= fast;
      this.#slow[side] *= slow;
    }
  }

  excite(side: Side): void {
    const { fast, slow, cross, fastDecay, slowDecay } = this.#shape;
    const other: Side = side === 0 ? 1 : 0;
    this.#fast[side] += fast * fastDecay;
    this.#slow[side] += slow * slowDecay;
    this.#fast[other] += cross * fastDecay;
  }
}
