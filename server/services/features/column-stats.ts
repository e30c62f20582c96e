/** How columns are spread now, against the training rows of a champion. Pure. */
import { psiLevel, psiOfChance } from "@/server/domain/models/drift";
import type { ColumnReference, ModelManifest } from "@/server/domain/models/manifest";
import { binCounts, columnReference } from "@/server/learning/scores/column-reference";
import { populationStability } from "@/server/learning/scores/population-stability";
import type { ColumnStats } from "./feature-views";

const BINS = 10;

/** @param values of one column, one a row, each a window of `memoryRows` rows */
export function columnStats(
  { column, values, memoryRows }: Readonly<{ column: string; values: Float32Array; memoryRows: number }>,
  manifest: ModelManifest | null,
): ColumnStats {
  const seen = columnReference(column, values);
  const has = seen.missingShare < 1 && values.length > 0;
  const reference = manifest?.reference.find((one) => one.column === column) ?? null;
  const edges = reference === null ? evenEdges(seen) : reference.deciles;
  const counts = binCounts(edges, values);
  const present = counts.reduce((sum, count) => sum + count, 0);
  const psi = reference === null ? null : populationStability(reference, values);
  return {
    column,
    missingShare: values.length === 0 ? 1 : seen.missingShare,
    min: has ? seen.min : null,
    max: has ? seen.max : null,
    mean: has ? seen.mean : null,
    sd: has ? seen.sd : null,
    edges,
    now: counts.map((count) => (present === 0 ? 0 : count / present)),
    training: reference?.shares ?? null,
    trainingMissing: reference?.missingShare ?? null,
    psi,
    level: psi === null ? "unknown" : psiLevel(psi, psiOfChance(values.length, memoryRows)),
    importance: importanceOf(column, manifest),
  };
}

function evenEdges({ min, max }: ColumnReference): readonly number[] {
  if (!(max > min)) return [];
  return Array.from({ length: BINS - 1 }, (_, i) => min + ((max - min) * (i + 1)) / BINS);
}

const importanceOf = (column: string, manifest: ModelManifest | null): number | null =>
  manifest?.scores?.importance.find((one) => one.column === column)?.permutation ?? null;

/** Pearson's r of each pair over rows where both are there; null where one does not vary. */
export function correlations(columns: readonly Float32Array[]): readonly (readonly (number | null)[])[] {
  const matrix: (number | null)[][] = columns.map(() => columns.map(() => null));
  columns.forEach((a, i) => {
    for (let j = i; j < columns.length; j++) {
      const r = pearson(a, columns[j] ?? a);
      const [row, other] = [matrix[i], matrix[j]];
      if (row !== undefined) row[j] = r;
      if (other !== undefined) other[i] = r;
    }
  });
  return matrix;
}

function pearson(a: Float32Array, b: Float32Array): number | null {
  let [n, meanA, meanB, squaresA, squaresB, product] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k] ?? Number.NaN, b[k] ?? Number.NaN];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    n += 1;
    // Welford's update: sums of squares of prices would lose what varies.
    const [dx, dy] = [x - meanA, y - meanB];
    meanA += dx / n;
    meanB += dy / n;
    squaresA += dx * (x - meanA);
    squaresB += dy * (y - meanB);
    product += dx * (y - meanB);
  }
  const scale = Math.sqrt(squaresA * squaresB);
  return n < 2 || !(scale > 0) ? null : Math.max(-1, Math.min(1, product / scale));
}
