/**
 * Ratios of a series of returns of equal periods. The rate without risk is 0, as is the return that must be reached;
 * deviations are of samples (n − 1); `perYear` periods make a year. Sources in docs/metrics.md.
 */
import { known, type Metric, tooFew, unknown } from "@/server/analysis/metric";
import { mean, sampleDeviation, varies } from "@/server/analysis/moments";
import { ascending, quantileOf } from "@/server/analysis/quantile";

/** Fewer whole periods than this say nothing of how returns vary. */
export const RATIO_PERIODS_MIN = 10;
/** A twentieth needs twenty to have one. */
export const TAIL_PERIODS_MIN = 20;

export type Ratios = Readonly<{
  volatility: Metric;
  sharpe: Metric;
  sortino: Metric;
  omega: Metric;
  tail: Metric;
}>;

export function ratiosOf(returns: readonly number[], perYear: number): Ratios {
  return {
    volatility: volatility(returns, perYear),
    sharpe: sharpeRatio(returns, perYear),
    sortino: sortinoRatio(returns, perYear),
    omega: omegaRatio(returns),
    tail: tailRatio(returns),
  };
}

const few = (returns: readonly number[], needed = RATIO_PERIODS_MIN) => tooFew(returns.length, needed, "whole periods");

export const volatility = (returns: readonly number[], perYear: number): Metric =>
  few(returns) ?? known(sampleDeviation(returns) * Math.sqrt(perYear));

/** mean / deviation · √periods (Sharpe 1994). */
export function sharpeRatio(returns: readonly number[], perYear: number): Metric {
  const lack = few(returns);
  if (lack) return lack;
  if (!varies(returns)) return unknown("Returns do not vary");
  return known((mean(returns) / sampleDeviation(returns)) * Math.sqrt(perYear));
}

/** mean / √(mean of squared losses, gains counting 0) · √periods (Sortino & van der Meer 1991; Sortino & Price 1994). */
export function sortinoRatio(returns: readonly number[], perYear: number): Metric {
  const lack = few(returns);
  if (lack) return lack;
  const downside = Math.sqrt(mean(returns.map((value) => Math.min(value, 0) ** 2)));
  return downside === 0 ? unknown("No period lost") : known((mean(returns) / downside) * Math.sqrt(perYear));
}

/** Gains over losses around 0 (Keating & Shadwick 2002). */
export function omegaRatio(returns: readonly number[]): Metric {
  const lack = few(returns);
  if (lack) return lack;
  const lost = returns.reduce((sum, value) => sum - Math.min(value, 0), 0);
  const gained = returns.reduce((sum, value) => sum + Math.max(value, 0), 0);
  return lost === 0 ? unknown("No period lost") : known(gained / lost);
}

/** |95th percentile| / |5th percentile|, by linear percentiles (`quantile`). Above 1: the good tail is the longer one. */
export function tailRatio(returns: readonly number[]): Metric {
  const lack = few(returns, TAIL_PERIODS_MIN);
  if (lack) return lack;
  const sorted = ascending(returns);
  const low = Math.abs(quantileOf(sorted, 0.05));
  return low === 0 ? unknown("The 5th percentile is 0") : known(Math.abs(quantileOf(sorted, 0.95)) / low);
}
