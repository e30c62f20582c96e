/** Funding rates beside the bars: what a perpetual's holders paid last, as long as it is fresh. */

/** Older than this a rate says nothing of now. */
const FRESH_MICROS = 24 * 3_600_000_000;
const KEPT = 3;

export class FundingTrack {
  #at = Number.NaN;
  readonly #rates: number[] = [];

  /** @param ratePpm  per funding interval, millionths of the position's value; positive when longs pay */
  add(atMicros: number, ratePpm: number): void {
    if (atMicros === this.#at) return;
    this.#at = atMicros;
    this.#rates.push(ratePpm);
    if (this.#rates.length > KEPT) this.#rates.shift();
  }

  /** The newest rate, bps; NaN when none or older than a day at `now`. */
  newest(now: number): number {
    return this.#isFresh(now) ? (this.#rates.at(-1) ?? Number.NaN) / 100 : Number.NaN;
  }

  /** Mean of the last three, bps; NaN with fewer. */
  mean(now: number): number {
    if (!this.#isFresh(now) || this.#rates.length < KEPT) return Number.NaN;
    return this.#rates.reduce((sum, rate) => sum + rate, 0) / KEPT / 100;
  }

  #isFresh(now: number): boolean {
    return now - this.#at <= FRESH_MICROS;
  }
}
