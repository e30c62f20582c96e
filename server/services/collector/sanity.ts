/**
 * Plausibility of one instrument's events (DOMAIN 1): what fails is kept and flagged, never dropped, and
 * counted by reason. Pure; all times are in the events.
 */
import { MICROS_PER_SECOND } from "@/server/domain/micros";

export const SANITY_REASONS = [
  "crossed_book",
  "wide_spread",
  "price_jump",
  "time_back",
  "time_ahead",
  "duplicate_trade",
] as const;
export type SanityReason = (typeof SANITY_REASONS)[number];
export type SanityCounts = Record<SanityReason, number>;

export const noSanityCounts = (): SanityCounts => ({
  crossed_book: 0,
  wide_spread: 0,
  price_jump: 0,
  time_back: 0,
  time_ahead: 0,
  duplicate_trade: 0,
});

const SPREAD_SHARE_MAX = 0.01;
const TIME_BACK_MICROS_MAX = MICROS_PER_SECOND;
const TIME_AHEAD_MICROS_MAX = 5 * MICROS_PER_SECOND;

/** Null when the touch is plausible or one side is empty (NaN). */
export function checkTouch(bestBid: number, bestAsk: number): SanityReason | null {
  if (bestBid >= bestAsk) return "crossed_book";
  const mid = (bestBid + bestAsk) / 2;
  return bestAsk - bestBid > SPREAD_SHARE_MAX * mid ? "wide_spread" : null;
}

/**
 * @param exchangeAt the event's stamp; `newest` the newest of its instrument so far, 0 for none; `venueNow` the
 *                   venue's clock as we reckon it; all µs
 */
export function checkTime(exchangeAt: number, newest: number, venueNow: number): SanityReason | null {
  if (newest > 0 && exchangeAt < newest - TIME_BACK_MICROS_MAX) return "time_back";
  return exchangeAt > venueNow + TIME_AHEAD_MICROS_MAX ? "time_ahead" : null;
}

const SAMPLES = 300;
const SAMPLES_MIN = 60;
const SIGMAS = 10;
/** A normal distribution's standard deviation per median absolute deviation. */
const SIGMA_PER_MAD = 1.4826;
/** In a market that stands still the MAD is 0; one basis point stands in. */
const SIGMA_SHARE_MIN = 1e-4;

/**
 * Prices more than 10 robust sigmas from the recent median (Hampel 1974): median and MAD of the last price
 * of each of the last 300 seconds with a trade, which are 5 minutes unless the instrument pauses.
 * Deviations of prices rather than of returns: most one-second returns are 0, so that their MAD calls
 * every lively second a jump (20 % of the trades of a recorded BTC session).
 */
export class JumpDetector {
  readonly #prices: number[] = [];
  #next = 0;
  #second = -1;
  #last = 0;
  #median = 0;
  #deviationMax = Number.POSITIVE_INFINITY;

  /** @param price positive, in any unit; `at` in µs. It counts as a sample whether it jumps or not. */
  check(price: number, at: number): boolean {
    const second = Math.floor(at / MICROS_PER_SECOND);
    if (second > this.#second) {
      if (this.#second >= 0) this.#sample();
      this.#second = second;
    }
    this.#last = price;
    return Math.abs(price - this.#median) > this.#deviationMax;
  }

  #sample(): void {
    this.#prices[this.#next] = this.#last;
    this.#next = (this.#next + 1) % SAMPLES;
    if (this.#prices.length < SAMPLES_MIN) return;
    const centre = median(this.#prices);
    const mad = median(this.#prices.map((price) => Math.abs(price - centre)));
    this.#median = centre;
    this.#deviationMax = SIGMAS * Math.max(SIGMA_PER_MAD * mad, SIGMA_SHARE_MIN * centre);
  }
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >>> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
