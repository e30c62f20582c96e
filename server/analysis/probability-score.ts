/** How good probabilities were, once it is known what happened. */
export type Forecast = Readonly<{ probability: number; happened: boolean }>;

/**
 * Mean squared difference of probability and outcome: 0 is perfect, 1 is always surely wrong
 * (Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78(1), 1950,
 * in the one-sided form for two outcomes).
 *
 * @returns NaN without forecasts
 */
export const brierScore = (forecasts: readonly Forecast[]): number =>
  forecasts.reduce((sum, { probability, happened }) => sum + (probability - Number(happened)) ** 2, 0) /
  forecasts.length;

/** 1 − score / the score of always saying the base rate: above 0 is better than that, 1 is perfect. NaN when all ended alike. */
export function brierSkill(forecasts: readonly Forecast[]): number {
  const rate = shareHappened(forecasts);
  return 1 - brierScore(forecasts) / (rate * (1 - rate));
}

export const shareHappened = (forecasts: readonly Forecast[]): number =>
  forecasts.filter(({ happened }) => happened).length / forecasts.length;

export type ReliabilityRow = Readonly<{ count: number; from: number; to: number; predicted: number; observed: number }>;

/**
 * Forecasts sorted by probability and cut into groups of equal size: mean probability against how often it
 * happened. Calibrated forecasts lie on the diagonal (Murphy & Winkler, "Reliability of subjective
 * probability forecasts", Applied Statistics 26(1), 1977).
 *
 * @param groups 1 or more; deciles are 10. Fewer forecasts than that give as many groups as there are forecasts
 */
export function reliability(forecasts: readonly Forecast[], groups = 10): ReliabilityRow[] {
  const sorted = forecasts.toSorted((a, b) => a.probability - b.probability);
  const count = Math.min(groups, sorted.length);
  return Array.from({ length: count }, (_, i) => {
    const group = sorted.slice(Math.floor((i * sorted.length) / count), Math.floor(((i + 1) * sorted.length) / count));
    return {
      count: group.length,
      from: group[0]?.probability ?? Number.NaN,
      to: group.at(-1)?.probability ?? Number.NaN,
      predicted: group.reduce((sum, { probability }) => sum + probability, 0) / group.length,
      observed: shareHappened(group),
    };
  });
}
