/** How well a number puts rows that happened above rows that did not. */
export type Ranked = Readonly<{ score: ArrayLike<number>; happened: (row: number) => boolean }>;

/**
 * Area under the ROC curve: the chance that a row that happened is above one that did not, equals counting half
 * (Hanley & McNeil, "The meaning and use of the area under a ROC curve", Radiology 143(1), 1982).
 *
 * @returns null when all rows are alike
 */
export function areaUnderRoc(ranked: Ranked): number | null {
  const { length } = ranked.score;
  let [rankSum, positives] = [0, 0];
  let from = 0;
  for (const { rows, hits } of tiesOf(ranked)) {
    rankSum += hits * (from + (rows + 1) / 2);
    positives += hits;
    from += rows;
  }
  const negatives = length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * Average precision: the area under the precision-recall curve as a sum of steps, without interpolation
 * (scikit-learn's `average_precision_score`; Davis & Goadrich 2006 say why not linear).
 *
 * @returns null when all rows are alike
 */
export function averagePrecision(ranked: Ranked): number | null {
  const groups = tiesOf(ranked).toReversed();
  const positives = groups.reduce((sum, { hits }) => sum + hits, 0);
  if (positives === 0 || positives === ranked.score.length) return null;
  let [taken, found, area] = [0, 0, 0];
  for (const { rows, hits } of groups) {
    taken += rows;
    found += hits;
    area += (hits / positives) * (found / taken);
  }
  return area;
}

/** Groups of equal score, lowest first. */
function tiesOf({ score, happened }: Ranked): { rows: number; hits: number }[] {
  const order = Uint32Array.from({ length: score.length }, (_, row) => row);
  order.sort((a, b) => (score[a] ?? 0) - (score[b] ?? 0) || a - b);
  const groups: { rows: number; hits: number }[] = [];
  let last: number | undefined;
  for (const row of order) {
    const group = groups.at(-1);
    const hit = happened(row) ? 1 : 0;
    if (group && score[row] === last) {
      group.rows++;
      group.hits += hit;
    } else groups.push({ rows: 1, hits: hit });
    last = score[row];
  }
  return groups;
}
