/** How a column is spread over the training rows: what live values are judged by. */
import type { ColumnReference } from "@/server/domain/models/manifest";

const BINS = 10;

/** @param values NaN is missing */
export function columnReference(column: string, values: ArrayLike<number>): ColumnReference {
  const present = Float64Array.from(values).filter((value) => !Number.isNaN(value));
  present.sort();
  const count = present.length;
  const deciles = edgesOf(present);
  return {
    column,
    min: present[0] ?? 0,
    max: present[count - 1] ?? 0,
    ...momentsOf(present),
    missingShare: values.length === 0 ? 0 : (values.length - count) / values.length,
    deciles,
    shares: binCounts(deciles, present).map((rows) => (count === 0 ? 0 : rows / count)),
  };
}

/** How many values stand in each bin, the last being those above the last edge. A value equal to an edge is below it. */
export function binCounts(edges: readonly number[], values: ArrayLike<number>): number[] {
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    let bin = 0;
    while (bin < edges.length && value > (edges[bin] ?? 0)) bin++;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Equal ones once, and none at the maximum: a column of few values has fewer bins. */
function edgesOf(sorted: Float64Array): number[] {
  const { length } = sorted;
  const edges: number[] = [];
  for (let i = 1; i < BINS && length > 0; i++) {
    const edge = sorted[Math.ceil((i * length) / BINS) - 1] ?? 0;
    if (edge !== edges.at(-1) && edge < (sorted[length - 1] ?? 0)) edges.push(edge);
  }
  return edges;
}

/** Of what is present; 0 and 0 of nothing. The standard deviation is the population's. */
function momentsOf(values: Float64Array): { mean: number; sd: number } {
  if (values.length === 0) return { mean: 0, sd: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / values.length) };
}
