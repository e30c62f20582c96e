/**
 * What kind of market it is, by hourly returns: first what is dangerous, then what has a direction.
 *
 *  crash     the last 24 h fell by 3 daily standard deviations or more
 *  volatile  the last 24 h moved more than in 95 % of all 24 h before them
 *  bull      14 days of hourly returns have a mean above 0 with a t-value of 1.645 or more (5 % one-sided)
 *  bear      the same below 0
 *  ranging   none of these
 *
 * Two weeks, since past returns of one to four weeks are what says something of crypto's next ones (Liu & Tsyvinski,
 * "Risks and returns of cryptocurrency", Review of Financial Studies 34, 2021); a return over its own volatility as in
 * Moskowitz, Ooi & Pedersen, "Time series momentum", Journal of Financial Economics 104, 2012. The yardstick of a crash
 * is the volatility before it, so that a crash does not hide itself.
 */

import { mean, sampleDeviation } from "@/server/analysis/moments";
import { quantile } from "@/server/analysis/quantile";
import type { MarketRegime } from "@/server/domain/risk/market-facts";
import type { TimedReturn } from "./bar-returns";
import { DAY_MICROS } from "./price-bars";

const CRASH_SIGMAS = 3;
const VOLATILE_SHARE = 0.95;
const TREND_HOURS = 14 * 24;
const TREND_T = 1.645;
const HOURS_A_DAY = 24;
/** Hourly returns needed to say anything, those of the last day not counted: a week. */
const HOURS_MIN = 7 * HOURS_A_DAY;
/** Of 24 h, this many hours must have been seen. */
const DAY_HOURS_MIN = 20;

/**
 * @param hours 1 h returns of 90 days or what there is, oldest first, all ended by `at`
 * @returns     null with less than a week before the last day, or too little of that day
 */
export function marketRegime(hours: readonly TimedReturn[], at: number): MarketRegime | null {
  const lastDay = hours.filter((hour) => hour.at > at - DAY_MICROS).map(({ value }) => value);
  const before = hours.filter((hour) => hour.at <= at - DAY_MICROS);
  if (before.length < HOURS_MIN || lastDay.length < DAY_HOURS_MIN) return null;
  const dailySigma = sampleDeviation(before.map(({ value }) => value)) * Math.sqrt(HOURS_A_DAY);
  const dayReturn = lastDay.reduce((product, value) => product * (1 + value), 1) - 1;
  if (dailySigma > 0 && dayReturn <= -CRASH_SIGMAS * dailySigma) return "crash";
  const usual = dayVolatilities(before);
  if (usual.length > 0 && volatilityOf(lastDay) > quantile(usual, VOLATILE_SHARE)) return "volatile";
  const trend = tValue(hours.slice(-TREND_HOURS).map(({ value }) => value));
  if (trend >= TREND_T) return "bull";
  return trend <= -TREND_T ? "bear" : "ranging";
}

/** Root of the mean square: as a whole day would have it, however many hours of it were seen. */
const volatilityOf = (values: readonly number[]): number => Math.sqrt(mean(values.map((value) => value * value)));

/** Of each 24 h that ends with one of the hours and of which enough was seen. */
function dayVolatilities(hours: readonly TimedReturn[]): number[] {
  const found: number[] = [];
  let [from, sum] = [0, 0];
  hours.forEach((hour, i) => {
    sum += hour.value ** 2;
    for (let first = hours[from]; first && first.at <= hour.at - DAY_MICROS; first = hours[from]) {
      sum -= first.value ** 2;
      from++;
    }
    const count = i - from + 1;
    if (count >= DAY_HOURS_MIN) found.push(Math.sqrt(Math.max(sum, 0) / count));
  });
  return found;
}

/** Of the mean against 0; 0 where nothing varies. */
function tValue(values: readonly number[]): number {
  const deviation = sampleDeviation(values);
  return deviation > 0 ? (mean(values) / deviation) * Math.sqrt(values.length) : 0;
}
