/**
 * How sure a Sharpe ratio is, given its length, skewness and fat tails (Bailey & López de Prado, "The Sharpe ratio
 * efficient frontier", J. Risk 15(2), 2012). Ratios here are of one period, not annualised: a yearly one is divided by
 * the root of the periods in a year.
 */
import { known, type Metric, tooFew, unknown } from "@/server/analysis/metric";
import { kurtosis, mean, sampleDeviation, skewness, varies } from "@/server/analysis/moments";
import { normalCdf, normalInverse } from "@/server/analysis/normal";
import { RATIO_PERIODS_MIN } from "@/server/analysis/returns/ratios";

export type SharpeEstimate = Readonly<{
  sharpe: number;
  /** Returns that it rests on. */
  count: number;
  skewness: number;
  /** 3 for a normal sample. */
  kurtosis: number;
}>;

export function sharpeEstimate(returns: readonly number[]): SharpeEstimate | null {
  if (returns.length < RATIO_PERIODS_MIN || !varies(returns)) return null;
  return {
    sharpe: mean(returns) / sampleDeviation(returns),
    count: returns.length,
    skewness: skewness(returns),
    kurtosis: kurtosis(returns),
  };
}

/** Why `sharpeEstimate` gave none. */
export const noEstimate = (returns: readonly number[]): Metric =>
  tooFew(returns.length, RATIO_PERIODS_MIN, "whole periods") ?? unknown("Returns do not vary");

/** Probability that the true Sharpe ratio is above `benchmark`: Φ((SR − SR*) √(n−1) / √(1 − γ₃SR + (γ₄−1)/4 SR²)). */
export function probabilisticSharpe(estimate: SharpeEstimate, benchmark = 0): Metric {
  const spread = spreadOf(estimate);
  if (spread <= 0) return unknown("Skewness and kurtosis are beyond the formula");
  return known(normalCdf(((estimate.sharpe - benchmark) * Math.sqrt(estimate.count - 1)) / Math.sqrt(spread)));
}

/**
 * Returns needed until the probability above reaches `confidence`: 1 + (1 − γ₃SR + (γ₄−1)/4 SR²)(z / (SR − SR*))².
 * Not a whole number, as in the paper.
 */
export function minimumTrackRecord(
  estimate: SharpeEstimate,
  { benchmark = 0, confidence = 0.95 }: Readonly<{ benchmark?: number; confidence?: number }> = {},
): Metric {
  const ahead = estimate.sharpe - benchmark;
  if (ahead <= 0) return unknown("The Sharpe ratio is not above what it must beat: no length would do");
  const spread = spreadOf(estimate);
  if (spread <= 0) return unknown("Skewness and kurtosis are beyond the formula");
  return known(1 + spread * (normalInverse(confidence) / ahead) ** 2);
}

const spreadOf = ({ sharpe, skewness: third, kurtosis: fourth }: SharpeEstimate): number =>
  1 - third * sharpe + ((fourth - 1) / 4) * sharpe * sharpe;
