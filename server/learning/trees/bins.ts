/**
 * Columns as bins: at most 254 of values and one, the first, of what is missing. The edges are taken from the training
 * rows only, and are float32 so that the thresholds of a served file are exactly those that the tree was grown with.
 */
import { AppError } from "@/server/domain/errors";
import type { Dataset, RowIndex } from "@/server/learning/dataset";

/** Places of one column in a histogram. */
export const BINS = 256;
/** Of values; the bin of missing ones stands before them. */
export const VALUE_BINS_MAX = 254;
/** Columns whose bins are read together: two words of four bytes. */
export const BLOCK = 8;
/** The edges of longer samples are of evenly spaced rows. */
const SAMPLE_MAX = 100_000;
const FLOAT32_MAX = 3.4028234663852886e38;

export type ColumnBins = Readonly<{
  /** Per column, ascending: bin b of values (from 1) is what is at most edge b − 1 and above the one before. */
  edges: readonly Float32Array[];
}>;

export type BinnedRows = Readonly<{
  rows: number;
  bins: ColumnBins;
  /** Per block of eight columns two words a row; the lowest byte is the first column. */
  blocks: readonly Uint32Array[];
}>;

/** @param binsMax 2 to 254 */
export function fitBins(data: Dataset, rows: RowIndex, binsMax = VALUE_BINS_MAX): ColumnBins {
  const step = Math.max(1, Math.ceil(rows.length / SAMPLE_MAX));
  const sample = new Float32Array(Math.ceil(rows.length / step));
  const edges = data.columns.map((_, column) => {
    let count = 0;
    for (let i = 0; i < rows.length; i += step) {
      const value = data.x[(rows[i] as number) * data.columns.length + column] as number;
      if (value === value) sample[count++] = value;
    }
    return edgesOf(sample.subarray(0, count).sort(), binsMax);
  });
  return { edges };
}

/** Between each two neighbours where they are few, else at equal shares of the rows. */
function edgesOf(sorted: Float32Array, binsMax: number): Float32Array {
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (values.at(-1) === value) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    else {
      values.push(value);
      counts.push(1);
    }
  }
  const edges: number[] = [];
  let [left, inBin] = [sorted.length, 0];
  for (let i = 0; i + 1 < values.length && edges.length + 1 < binsMax; i++) {
    inBin += counts[i] ?? 0;
    const isFew = values.length <= binsMax;
    if (!isFew && inBin < left / (binsMax - edges.length)) continue;
    edges.push(edgeBetween(values[i] as number, values[i + 1] as number));
    left -= inBin;
    inBin = 0;
  }
  return Float32Array.from(edges);
}

/** In [low, high) and finite. */
function edgeBetween(low: number, high: number): number {
  // Never −0, which JSON does not know.
  const middle = Math.fround(low / 2 + high / 2) + 0;
  if (middle >= low && middle < high && Number.isFinite(middle)) return middle;
  return Math.max(low, -FLOAT32_MAX) + 0;
}

/** @throws AppError invalid when a value is infinite */
export function binRows(data: Dataset, rows: RowIndex, bins: ColumnBins): BinnedRows {
  const blocks = Array.from({ length: Math.ceil(data.columns.length / BLOCK) }, () => new Uint32Array(rows.length * 2));
  for (const [column, edges] of bins.edges.entries()) {
    const words = blocks[Math.floor(column / BLOCK)] as Uint32Array;
    const [word, shift] = placeOf(column);
    for (let i = 0; i < rows.length; i++) {
      const value = data.x[(rows[i] as number) * data.columns.length + column] as number;
      if (value === Infinity || value === -Infinity)
        throw new AppError("invalid", `Column ${data.columns[column]} must be finite or missing, was ${value}`);
      const at = i * 2 + word;
      words[at] = (words[at] as number) | (binOf(edges, value) << shift);
    }
  }
  return { rows: rows.length, bins, blocks };
}

/** Which of a block's two words a column is in, and by how many bits. */
export const placeOf = (column: number): readonly [word: number, shift: number] => [
  (column % BLOCK) >> 2,
  (column & 3) << 3,
];

/** 0 is missing. */
function binOf(edges: Float32Array, value: number): number {
  if (value !== value) return 0;
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (edges[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}

/** What is at most this is in one of the bins 1 to `bin`. */
export const thresholdOf = (bins: ColumnBins, column: number, bin: number): number =>
  bins.edges[column]?.[bin - 1] ?? FLOAT32_MAX;
