/** Whether a value at risk was exceeded as often, and as independently, as it said. */
import { chiSquaredTail } from "@/server/analysis/normal";

export type LikelihoodRatio = Readonly<{
  statistic: number /** Of so much or more, were the model right. */;
  pValue: number;
}>;

/** x · ln p, which is 0 where nothing of it happened. */
const weighted = (count: number, probability: number): number => (count === 0 ? 0 : count * Math.log(probability));

/**
 * Kupiec's proportion of failures: −2 ln [(1−p)^(T−N) p^N / ((1−N/T)^(T−N) (N/T)^N)], chi-squared with one degree of
 * freedom (Kupiec, "Techniques for verifying the accuracy of risk measurement models", J. Derivatives 3(2), 1995).
 *
 * @param exceeded N of `days` T
 * @param share    p, e.g. 0.05 of a VaR at 95 %
 */
export function kupiec(exceeded: number, days: number, share: number): LikelihoodRatio {
  const seen = exceeded / days;
  const likelihood = (p: number) => weighted(days - exceeded, 1 - p) + weighted(exceeded, p);
  return ratio(likelihood(share), likelihood(seen), 1);
}

/**
 * Christoffersen's test that an exceedance says nothing of the next day: first-order Markov chain against
 * independence, chi-squared with one degree of freedom ("Evaluating interval forecasts", International Economic
 * Review 39(4), 1998).
 */
export function christoffersen(exceedances: readonly boolean[]): LikelihoodRatio {
  const counts = { calmCalm: 0, calmHit: 0, hitCalm: 0, hitHit: 0 };
  for (let i = 1; i < exceedances.length; i++) {
    const [before, now] = [exceedances[i - 1], exceedances[i]];
    if (before) counts[now ? "hitHit" : "hitCalm"]++;
    else counts[now ? "calmHit" : "calmCalm"]++;
  }
  const { calmCalm, calmHit, hitCalm, hitHit } = counts;
  const all = (calmHit + hitHit) / (calmCalm + calmHit + hitCalm + hitHit);
  const alike = weighted(calmCalm + hitCalm, 1 - all) + weighted(calmHit + hitHit, all);
  const [afterCalm, afterHit] = [calmHit / (calmCalm + calmHit), hitHit / (hitCalm + hitHit)];
  const apart =
    weighted(calmCalm, 1 - afterCalm) +
    weighted(calmHit, afterCalm) +
    weighted(hitCalm, 1 - afterHit) +
    weighted(hitHit, afterHit);
  return ratio(alike, apart, 1);
}

/** Both together, with two degrees of freedom: conditional coverage (the same paper). */
export const conditionalCoverage = (pof: LikelihoodRatio, independence: LikelihoodRatio): LikelihoodRatio => {
  const statistic = pof.statistic + independence.statistic;
  return { statistic, pValue: chiSquaredTail(statistic, 2) };
};

function ratio(logNull: number, logSeen: number, degrees: 1 | 2): LikelihoodRatio {
  const statistic = Math.max(-2 * (logNull - logSeen), 0);
  return { statistic, pValue: chiSquaredTail(statistic, degrees) };
}

export type TrafficLight = "green" | "yellow" | "red";

/**
 * The supervisors' zones: yellow from the count whose cumulative binomial probability reaches 95 %, red from 99.99 %
 * (Basel Committee, "Supervisory framework for the use of 'backtesting'", 1996; of 250 days at 99 % yellow is 5 to 9).
 */
export function trafficLight(exceeded: number, days: number, share: number): TrafficLight {
  let [term, cumulative] = [(1 - share) ** days, 0];
  for (let k = 0; k <= exceeded; k++) {
    cumulative += term;
    term *= ((days - k) / (k + 1)) * (share / (1 - share));
  }
  if (cumulative < 0.95) return "green";
  return cumulative < 0.9999 ? "yellow" : "red";
}
