/**
 * The best of many trials looks good by chance. The deflated Sharpe ratio is the probability that the true one is
 * above the maximum to be expected of as many trials without any skill (Bailey & López de Prado, "The deflated Sharpe
 * ratio", J. Portfolio Management 40(5), 2014).
 */
import { known, type Metric, unknown } from "@/server/analysis/metric";
import { normalInverse } from "@/server/analysis/normal";
import { probabilisticSharpe, type SharpeEstimate } from "./probabilistic-sharpe";

const EULER_MASCHERONI = 0.5772156649015329;

export type Trials = Readonly<{
  /** Independent ones, this one included; 1 when nothing else was tried. */
  count: number;
  /** Variance of their Sharpe ratios, of one period each. */
  variance: number;
}>;

/** √V ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))); 0 of a single trial, which is chosen from nothing. */
export function expectedMaximumSharpe({ count, variance }: Trials): number {
  if (count <= 1) return 0;
  const [first, second] = [normalInverse(1 - 1 / count), normalInverse(1 - 1 / (count * Math.E))];
  return Math.sqrt(variance) * ((1 - EULER_MASCHERONI) * first + EULER_MASCHERONI * second);
}

export type DeflatedSharpe = Readonly<{
  trials: Trials;
  /** The Sharpe ratio that luck alone is expected to reach, of one period. */
  benchmark: Metric;
  probability: Metric;
}>;

export function deflatedSharpe(estimate: SharpeEstimate, trials: Trials): DeflatedSharpe {
  if (!(trials.count >= 1 && trials.variance >= 0)) {
    const none = unknown("Nothing is known of the trials");
    return { trials, benchmark: none, probability: none };
  }
  const benchmark = expectedMaximumSharpe(trials);
  return { trials, benchmark: known(benchmark), probability: probabilisticSharpe(estimate, benchmark) };
}
