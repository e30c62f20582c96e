import type { TruthSection } from "./queue-truth";
import type { ModelScore } from "./score";

/**
 * Ranks candidates by what a desk lives by: whether it was filled (Brier score of the outcome), how many lots
 * (distance of the ratio from 1) and where it stood (root mean square of the error as a share of what was
 * ahead at entry). The mean rank over these three and all sections decides; equal values share a rank.
 */
export function rankModels(
  sections: readonly TruthSection[],
  candidates: readonly string[],
): { model: string; rank: number }[] {
  const measures: ((score: ModelScore) => number)[] = [
    ({ outcome }) => outcome.brier,
    ({ lotsRatio }) => Math.abs(lotsRatio - 1),
    ({ aheadShare }) => aheadShare.rootMeanSquare,
  ];
  const ranks = new Map(candidates.map((model) => [model, [] as number[]]));
  for (const { score } of sections) {
    const models = score.models.filter(({ model }) => ranks.has(model));
    for (const measure of measures) {
      const values = models.map(measure);
      if (values.some(Number.isNaN)) continue;
      models.forEach(({ model }, i) => ranks.get(model)?.push(rankOf(values, values[i] ?? 0)));
    }
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [...ranks].map(([model, all]) => ({ model, rank: mean(all) })).sort((a, b) => a.rank - b.rank);
}

/** 1 for the least; the mean of their places for equal ones. */
const rankOf = (values: readonly number[], value: number): number =>
  1 + values.filter((other) => other < value).length + (values.filter((other) => other === value).length - 1) / 2;
