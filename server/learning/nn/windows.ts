/** Rows of a dataset as batches of windows: each row with the rows before it, oldest first. */

import type { Dataset, RowIndex } from "@/server/learning/dataset";
import type { Feed } from "./train";
import { checksum } from "./training-state";

/** Rows that have `steps` − 1 rows of their run before them. */
export const rowsWithWindow = (data: Dataset, rows: RowIndex, steps: number): RowIndex =>
  steps === 1 ? rows : rows.filter((row) => row - (data.runStart[row] ?? 0) >= steps - 1);

export type Batch = Readonly<{
  size: number;
  steps: number;
  /** [size, steps, columns] */
  x: Float32Array<ArrayBuffer>;
  y: Float32Array<ArrayBuffer>;
  /** 0 for rows that fill up. */
  weight: Float32Array<ArrayBuffer>;
}>;

export const emptyBatch = (size: number, steps: number, columns: number): Batch => ({
  size,
  steps,
  x: new Float32Array(size * steps * columns),
  y: new Float32Array(size),
  weight: new Float32Array(size),
});

/**
 * Fills a batch with rows from a place of `rows` on; what is left over repeats nothing and weighs nothing.
 *
 * @param rows  each with a whole window
 * @returns how many rows came in, and what they weigh together
 */
export function fillBatch(batch: Batch, data: Dataset, { rows, from }: Readonly<{ rows: RowIndex; from: number }>) {
  const columns = data.columns.length;
  const width = batch.steps * columns;
  const count = Math.min(batch.size, rows.length - from);
  let weight = 0;
  for (let i = 0; i < count; i++) {
    const row = rows[from + i] ?? 0;
    const end = (row + 1) * columns;
    batch.x.set(data.x.subarray(end - width, end), i * width);
    batch.y[i] = data.y[row] ?? 0;
    batch.weight[i] = data.weight[row] ?? 0;
    weight += batch.weight[i] ?? 0;
  }
  batch.x.fill(0, count * width);
  batch.y.fill(0, count);
  batch.weight.fill(0, count);
  return { count, weight };
}

/** Inputs `x`, `y` and `weight` of a network, in memory that each batch overwrites. */
export function windowFeed(data: Dataset, steps: number, size: number): Feed {
  const columns = data.columns.length;
  const batch = emptyBatch(size, steps, columns);
  const given = {
    x: { dims: steps === 1 ? [size, columns] : [size, steps, columns], data: batch.x },
    y: { dims: [size], data: batch.y },
    weight: { dims: [size], data: batch.weight },
  };
  return (rows, from) => ({ given, ...fillBatch(batch, data, { rows, from }) });
}

/** One number of so many is looked at; a prime, so that all columns have their turn. */
const STRIDE = 61;

/** Tells one fit's data from another's of the same size: folds, labels, and the values by sample. */
export function fingerprint(data: Dataset, train: RowIndex, valid: RowIndex): number {
  const sampled = new Float32Array(Math.ceil(data.x.length / STRIDE));
  for (let i = 0; i < sampled.length; i++) sampled[i] = data.x[i * STRIDE] ?? 0;
  const parts = [train, valid, data.y, data.weight, sampled];
  return checksum(...parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)));
}
