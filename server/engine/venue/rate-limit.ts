import type { Reason } from "@/server/domain/order";
import { reason } from "@/server/engine/risk/reason";

/** Binance counts orders in intervals of ten seconds that begin at whole multiples of it (exchangeInfo, rateLimits ORDERS). */
const INTERVAL_MICROS = 10_000_000;
/** Arrivals are counted when they are executed, a watermark later at most: older intervals get no more. */
const INTERVALS_KEPT = 400;

export type RateLimitState = readonly (readonly [interval: number, count: number])[];

/** The venue's own limit: new orders and amends by their arrival. Those that it turns away do not count. */
export class VenueRateLimit {
  readonly #max: number | null;
  /** Oldest first. */
  #counts: (readonly [interval: number, count: number])[] = [];

  /** @param max  per interval; null for no limit */
  constructor(max: number | null) {
    this.#max = max;
  }

  /** Counts an arrival of one order, or of linked ones together. @returns why they are turned away */
  take(at: number, orders = 1): Reason | null {
    if (this.#max === null) return null;
    const interval = Math.floor(at / INTERVAL_MICROS);
    const i = this.#counts.findIndex(([known]) => known === interval);
    const value = (this.#counts[i]?.[1] ?? 0) + orders;
    if (value > this.#max) return tooMany(value, this.#max, (interval + 1) * INTERVAL_MICROS);
    if (i >= 0) this.#counts[i] = [interval, value];
    else this.#counts = [...this.#counts, [interval, value] as const].slice(-INTERVALS_KEPT);
    return null;
  }

  save(): RateLimitState {
    return this.#counts;
  }

  load(state: RateLimitState): void {
    this.#counts = [...state];
  }
}

function tooMany(value: number, max: number, resetsAt: number): Reason {
  const text = `the venue takes ${max} orders and amends in ten seconds; the count starts anew at ${timeText(resetsAt)} UTC`;
  return reason("rate_limit", text, { limit: String(max), value: String(value), distance: String(value - max) });
}

/** "09:30:10", by arithmetic: the engine has no calendar. */
function timeText(at: number): string {
  const seconds = Math.floor(at / 1_000_000) % 86_400;
  return [seconds / 3_600, (seconds / 60) % 60, seconds % 60]
    .map((n) => String(Math.floor(n)).padStart(2, "0"))
    .join(":");
}
