/**
 * Self- and cross-exciting arrivals of buyers and sellers (Hawkes, Biometrika 58(1), 1971; in order flow:
 * Bacry, Mastromatteo & Muzy, "Hawkes Processes in Finance", 2015): each order raises the rate of its own
 * side, and less that of the other, on several time scales. State decays exactly between events.
 */
export type Kernel = Readonly<{
  /** Mean number of orders one order brings on its own side, and on the other. All kernels' sum stays below 1. */
  same: number;
  cross: number;
  meanSeconds: number;
}>;

export type FlowSide = 0 | 1;

export class Hawkes {
  readonly #kernels: readonly Kernel[];
  /** Rates by kernel, of both sides. */
  readonly #rates: [number, number][];

  constructor(kernels: readonly Kernel[]) {
    this.#kernels = kernels;
    this.#rates = kernels.map(() => [0, 0]);
  }

  /** Arrivals per second on a side beyond those who come of their own accord. */
  rate(side: FlowSide): number {
    let sum = 0;
    for (const pair of this.#rates) sum += pair[side];
    return sum;
  }

  decay(seconds: number): void {
    this.#kernels.forEach(({ meanSeconds }, k) => {
      const pair = this.#rates[k];
      if (pair === undefined) return;
      const left = Math.exp(-seconds / meanSeconds);
      pair[0] *= left;
      pair[1] *= left;
    });
  }

  excite(side: FlowSide): void {
    const other: FlowSide = side === 0 ? 1 : 0;
    this.#kernels.forEach(({ same, cross, meanSeconds }, k) => {
      const pair = this.#rates[k];
      if (pair === undefined) return;
      pair[side] += same / meanSeconds;
      pair[other] += cross / meanSeconds;
    });
  }
}
