/**
 * Columns brought to a common scale, fitted on the rows to learn from and nothing else; part of the graph, so that a
 * file needs no scaling from outside. A missing value becomes the middle, 0.
 */

import type { Dataset, RowIndex } from "@/server/learning/dataset";
import { clip, isMissing, mul, sub, where } from "@/server/learning/graph/elementwise";
import type { Tensor } from "@/server/learning/graph/graph";

export type Scaler = Readonly<{
  /** Median, or mean where more than half of the values are one. */
  middle: Float32Array;
  /** One over the spread; 0 for a column that never changes. */
  inverse: Float32Array;
}>;

/** Values further out than this many spreads are cut. */
const SPREADS_MAX = 5;
/** Of more rows evenly many are looked at. */
const ROWS_MAX = 50_000;
/** The interquartile range of a normal distribution, in standard deviations. */
const NORMAL_IQR = 1.3489795003921634;

export function fitScaler(data: Dataset, rows: RowIndex): Scaler {
  const columns = data.columns.length;
  const middle = new Float32Array(columns);
  const inverse = new Float32Array(columns);
  const stride = Math.max(1, Math.ceil(rows.length / ROWS_MAX));
  const values = new Float64Array(Math.ceil(rows.length / stride));
  for (let column = 0; column < columns; column++) {
    let count = 0;
    for (let i = 0; i < rows.length; i += stride) {
      const value = data.x[(rows[i] ?? 0) * columns + column] ?? Number.NaN;
      if (Number.isFinite(value)) values[count++] = value;
    }
    const { at, spread } = spreadOf(values.subarray(0, count));
    middle[column] = at;
    inverse[column] = spread > 0 && Number.isFinite(1 / Math.fround(spread)) ? 1 / spread : 0;
  }
  return { middle, inverse };
}

/** @param x  [..., columns] */
export function scaled(x: Tensor, { middle, inverse }: Scaler): Tensor {
  const row = (values: Float32Array) => x.graph.constant([values.length], values);
  const even = clip(mul(sub(x, row(middle)), row(inverse)), -SPREADS_MAX, SPREADS_MAX);
  return where(isMissing(even), 0, even);
}

/** Robust, since prices have fat tails; by moments where a column is mostly one value, as candle patterns are. */
function spreadOf(values: Float64Array): Readonly<{ at: number; spread: number }> {
  if (values.length === 0) return { at: 0, spread: 0 };
  values.sort();
  const at = (share: number) => values[Math.floor(share * (values.length - 1))] ?? 0;
  const range = at(0.75) - at(0.25);
  if (range > 0) return { at: at(0.5), spread: range / NORMAL_IQR };
  const mean = values.reduce((total, value) => total + value / values.length, 0);
  const variance = values.reduce((total, value) => total + (value - mean) ** 2 / values.length, 0);
  return { at: mean, spread: Math.sqrt(variance) };
}
