/**
 * Funding of a simulated perpetual, by Binance's rule: rate = P + clamp(I − P, −0.05 %, +0.05 %), within ±0.3 %,
 * I = 0.01 % for eight hours, P the premium averaged over the interval with weights 1, 2, … n. The venue samples
 * P every five seconds, we every minute.
 *
 * Of the time before this market was opened the premium is the path's basis: what was not lived through has no
 * book. So a restart changes a rate by what the book differed from the path, a fraction of a basis point.
 * Source: Binance Futures, "Introduction to funding rates"; premium index from impact prices of 25,000 USDT.
 */
import type { VenueFunding } from "@/server/adapters/simulated/binance/venue-model";

export const FUNDING_MILLIS = 8 * 3_600_000;
const SAMPLE_MILLIS = 60_000;
const INTEREST = 0.0001;
const DAMPER = 0.0005;
const CAP = 0.003;
const RATE_UNITS = 1e8;
/** Fundings of this run that are remembered; older ones come from the path. */
const KEPT = 200;

export type FundingParts = Readonly<{
  /** Premium at a time before the market was opened, as a share of the index. */
  pastPremium: (millis: number) => number;
  /** Index price then, quote units. */
  pastIndex: (millis: number) => number;
  startMillis: number;
}>;

type Average = { intervalMillis: number; weights: number; sum: number };

export class Funding {
  readonly #parts: FundingParts;
  readonly #paid = new Map<number, VenueFunding>();
  #running: Average;
  #sampledMillis: number;
  /** At the start of the running interval. */
  #last: VenueFunding;

  constructor(parts: FundingParts) {
    this.#parts = parts;
    this.#last = this.paidAt(floorTo(parts.startMillis, FUNDING_MILLIS));
    this.#sampledMillis = floorTo(parts.startMillis, SAMPLE_MILLIS);
    this.#running = this.#past(floorTo(parts.startMillis, FUNDING_MILLIS), this.#sampledMillis);
  }

  /** Takes in where the market stands; to be called about once a second. @param premium as a share of the index */
  observe(nowMillis: number, { premium, markPrice }: Readonly<{ premium: number; markPrice: number }>): void {
    const interval = floorTo(nowMillis, FUNDING_MILLIS);
    if (interval > this.#running.intervalMillis) {
      this.#last = { atMillis: interval, rateE8: rateOf(this.#running), markPrice };
      this.#paid.set(interval, this.#last);
      const [oldest] = this.#paid.keys();
      if (this.#paid.size > KEPT && oldest !== undefined) this.#paid.delete(oldest);
      this.#running = { intervalMillis: interval, weights: 0, sum: 0 };
    }
    if (nowMillis < this.#sampledMillis + SAMPLE_MILLIS) return;
    this.#sampledMillis = floorTo(nowMillis, SAMPLE_MILLIS);
    add(this.#running, { atMillis: this.#sampledMillis, premium });
  }

  /** As it would be paid if the interval ended now. */
  get rateE8(): number {
    return rateOf(this.#running);
  }

  get nextMillis(): number {
    return this.#running.intervalMillis + FUNDING_MILLIS;
  }

  /** What was paid at the start of the running interval. */
  get lastRateE8(): number {
    return this.#last.rateE8;
  }

  /** @param atMillis a funding time, not after now */
  paidAt(atMillis: number): VenueFunding {
    const lived = this.#paid.get(atMillis);
    if (lived !== undefined) return lived;
    const rateE8 = rateOf(this.#past(atMillis - FUNDING_MILLIS, atMillis - 1));
    return { atMillis, rateE8, markPrice: this.#parts.pastIndex(atMillis) };
  }

  #past(intervalMillis: number, untilMillis: number): Average {
    const average = { intervalMillis, weights: 0, sum: 0 };
    for (let atMillis = intervalMillis; atMillis <= untilMillis; atMillis += SAMPLE_MILLIS) {
      add(average, { atMillis, premium: this.#parts.pastPremium(atMillis) });
    }
    return average;
  }
}

/** The weight of a sample is its number in the interval, so that one that was missed shifts no other. */
function add(average: Average, { atMillis, premium }: Readonly<{ atMillis: number; premium: number }>): void {
  const weight = Math.floor((atMillis - average.intervalMillis) / SAMPLE_MILLIS) + 1;
  average.weights += weight;
  average.sum += weight * premium;
}

function rateOf({ weights, sum }: Average): number {
  const premium = weights === 0 ? INTEREST : sum / weights;
  const rate = premium + clamp(INTEREST - premium, DAMPER);
  return Math.round(clamp(rate, CAP) * RATE_UNITS);
}

const clamp = (value: number, bound: number): number => Math.min(bound, Math.max(-bound, value));
const floorTo = (value: number, step: number): number => Math.floor(value / step) * step;
