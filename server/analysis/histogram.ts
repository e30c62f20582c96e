import { ascending, quantileOf } from "./quantile";

/** Values of at least `from` and below `to`; the last bin has its `to` as well. */
export type Bin = Readonly<{ from: number; to: number; count: number }>;

const BINS_MIN = 5;
const BINS_MAX = 50;

/**
 * Bins of equal width over the whole range, so that the counts add up to the sample. Without a wish as many as
 * Freedman & Diaconis (1981) advise: 2 · interquartile range / ∛n wide, 5 to 50 of them.
 */
export function histogram(values: readonly number[], wish?: number): Bin[] {
  const sorted = ascending(values);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return [];
  if (least === most) return [{ from: least, to: most, count: values.length }];
  const bins = wish ?? advised(sorted, most - least);
  const edge = (i: number) => (i === bins ? most : least + ((most - least) * i) / bins);
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) {
    // By the edges as they are shown: a quotient may round to the neighbour.
    let bin = Math.min(Math.floor(((value - least) / (most - least)) * bins), bins - 1);
    if (value < edge(bin)) bin--;
    else if (bin < bins - 1 && value >= edge(bin + 1)) bin++;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, i) => ({ from: edge(i), to: edge(i + 1), count }));
}

function advised(sorted: readonly number[], range: number): number {
  const width = (2 * (quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25))) / Math.cbrt(sorted.length);
  if (width === 0) return BINS_MIN;
  return Math.min(Math.max(Math.ceil(range / width), BINS_MIN), BINS_MAX);
}
