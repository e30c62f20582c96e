/**
 * Averages with a memory. Both begin with the plain mean of their first `n` values, as Wilder (1978) and TA-Lib do;
 * until then they give the mean of what they have, which nobody sees, since it counts as warm-up.
 */

/** @param weight  of the newest value: 2 / (n + 1) for an exponential average, 1 / n for Wilder's */
export class Smoothed {
  value = 0;
  readonly #n: number;
  readonly #weight: number;
  #count = 0;

  constructor(n: number, weight: number) {
    this.#n = n;
    this.#weight = weight;
  }

  add(next: number): number {
    this.#count += 1;
    if (this.#count <= this.#n) this.value += (next - this.value) / this.#count;
    else this.value += this.#weight * (next - this.value);
    return this.value;
  }

  get isWarm(): boolean {
    return this.#count >= this.#n;
  }
}

export const exponential = (n: number): Smoothed => new Smoothed(n, 2 / (n + 1));
export const wilder = (n: number): Smoothed => new Smoothed(n, 1 / n);
