/** Rows of a dataset as batches of windows: each row with the rows before it, oldest first. */
import type { Dataset, RowIndex } from "@/server/learning/dataset";

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
