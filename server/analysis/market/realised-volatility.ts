/**
 * Realised volatility of 5 minutes: the root of the summed squares of five 1-minute simple returns, as the engine
 * measures it live, from mids; here from the closes of stored minutes.
 */

import { mean } from "@/server/analysis/moments";
import { ascending, quantileOf } from "@/server/analysis/quantile";
import { MICROS_PER_MINUTE } from "@/server/domain/micros";
import type { VolatilityFacts } from "@/server/domain/risk/market-facts";
import { DAY_MICROS, type PriceBar } from "./price-bars";

const RETURNS = 5;
const PPM = 1_000_000;
const MINUTES_A_DAY = 1_440;
/** Fewer windows than half a day's say too little of a day. */
const WINDOWS_MIN = MINUTES_A_DAY / 2;

export type TimedVolatility = Readonly<{ at: number; ppm: number }>;

/** One for each minute that ends five whole returns in a row; a hole or a change of the tick size voids five. */
export function realisedVolatility(minutes: readonly PriceBar[]): TimedVolatility[] {
  const found: TimedVolatility[] = [];
  /** Squares of the last five returns, in a ring. */
  const squares = new Float64Array(RETURNS);
  let run = 0;
  minutes.forEach((minute, i) => {
    const before = minutes[i - 1];
    const follows = before?.openAt === minute.openAt - MICROS_PER_MINUTE && before.version === minute.version;
    if (!follows || before.close <= 0) {
      run = 0;
      return;
    }
    squares[run % RETURNS] = (minute.close / before.close - 1) ** 2;
    run++;
    if (run < RETURNS) return;
    const sum = squares.reduce((total, square) => total + square, 0);
    found.push({ at: minute.openAt + MICROS_PER_MINUTE, ppm: Math.sqrt(sum) * PPM });
  });
  return found;
}

/**
 * The median of the last 24 h before `at`, and mean and percentiles of all that is given, in whole ppm.
 * Null with less than a day of minutes, or with too little of the last day to speak of it.
 *
 * @param minutes of 90 days or what there is, all ended by `at`
 */
export function volatilityFacts(minutes: readonly PriceBar[], at: number): VolatilityFacts | null {
  if (minutes.length < MINUTES_A_DAY) return null;
  const windows = realisedVolatility(minutes);
  const lastDay = windows.filter((window) => window.at > at - DAY_MICROS).map(({ ppm }) => ppm);
  if (lastDay.length < WINDOWS_MIN) return null;
  const all = ascending(windows.map(({ ppm }) => ppm));
  const share = (of: readonly number[], part: number): number => Math.round(quantileOf(of, part));
  return {
    median24hPpm: share(ascending(lastDay), 0.5),
    averagePpm: Math.round(mean(all)),
    p25Ppm: share(all, 0.25),
    p75Ppm: share(all, 0.75),
    p95Ppm: share(all, 0.95),
  };
}
