/**
 * The mark price, by Binance's rule: the median of
 *   price 1 = index × (1 + last funding rate × time to the next funding / interval),
 *   price 2 = index + mean of (mid − index) over the last 30 seconds, one sample a second,
 *   the last trade's price.
 * Source: Binance Futures, "Mark price", as of 2025-09-18 (the mean was over a minute before).
 */
const SAMPLES = 30;

export type MarkInputs = Readonly<{
  index: number;
  mid: number;
  last: number;
  lastRateE8: number;
  /** Share of the funding interval that is left, 0 to 1. */
  shareLeft: number;
}>;

export class MarkPrice {
  readonly #basis: number[] = [];

  /** To be called once a second; prices in quote units. */
  next({ index, mid, last, lastRateE8, shareLeft }: MarkInputs): number {
    this.#basis.push(mid - index);
    if (this.#basis.length > SAMPLES) this.#basis.shift();
    const mean = this.#basis.reduce((sum, value) => sum + value, 0) / this.#basis.length;
    const byFunding = index * (1 + (lastRateE8 / 1e8) * shareLeft);
    return median(byFunding, index + mean, last);
  }
}

const median = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
