/**
 * Gradient and curvature of rows, summed by bin, in one addition per row and column: both are whole numbers packed into
 * one float64. Sums of whole numbers are exact, so that the order of rows changes nothing, and a sibling's histogram is
 * the parent's less the other's to the last bit.
 *
 * Scaled by the sum of magnitudes and rounded at random, in place of a few bits of the greatest: the rounding then
 * averages out, and the sum of any rows fits (compare Shi et al., "Quantized Training of Gradient Boosting Decision
 * Trees", NeurIPS 2022).
 */
import { AppError } from "@/server/domain/errors";
import type { Rng } from "@/server/domain/rng";
import { BINS, type BinnedRows, BLOCK } from "./bins";

/** 2^26: the gradient's whole number stands above, the curvature's below. */
const SHIFT = 67_108_864;
export const UNSHIFT = 1 / SHIFT;
/** Beyond it the rounding would be coarse: a mean gradient of less than eight steps. */
const ROWS_MAX = SHIFT / 8;

export type PackedGradients = Readonly<{
  packed: Float64Array;
  /** What one step of the whole numbers is worth. */
  gradientUnit: number;
  curvatureUnit: number;
}>;

export type Gradients = Readonly<{ gradient: Float64Array; curvature: Float64Array }>;

export const gradientOf = (packed: number): number => Math.floor(packed * UNSHIFT);
export const curvatureOf = (packed: number): number => packed - Math.floor(packed * UNSHIFT) * SHIFT;

/**
 * @param into  a place per row; only those of `rows` are written
 * @throws AppError limit_exceeded with more than 8,388,608 rows
 */
export function packGradients(
  { gradient, curvature }: Gradients,
  rows: Uint32Array,
  to: { into: Float64Array; rng: Rng },
) {
  if (rows.length > ROWS_MAX)
    throw new AppError("limit_exceeded", `A tree takes at most ${ROWS_MAX} rows, there were ${rows.length}`);
  let [gradients, curvatures] = [0, 0];
  for (const row of rows) {
    gradients += Math.abs(gradient[row] as number);
    curvatures += curvature[row] as number;
  }
  const room = SHIFT - rows.length - 2;
  const gradientScale = gradients > 0 ? room / gradients : 0;
  const curvatureScale = curvatures > 0 ? room / curvatures : 0;
  for (const row of rows) {
    const dither = to.rng.uint32();
    const g = Math.floor((gradient[row] as number) * gradientScale + (dither >>> 16) / 65_536);
    const h = Math.floor((curvature[row] as number) * curvatureScale + (dither & 65_535) / 65_536);
    to.into[row] = g * SHIFT + h;
  }
  const unit = (scale: number): number => (scale > 0 ? 1 / scale : 0);
  return { packed: to.into, gradientUnit: unit(gradientScale), curvatureUnit: unit(curvatureScale) };
}

export const newHistogram = (columns: number): Float64Array =>
  new Float64Array(Math.ceil(columns / BLOCK) * BLOCK * BINS);

/**
 * @param rows     of the leaf
 * @param blocks   which blocks of columns are wanted; the others' places are left as they are
 */
export function fillHistogram(
  { into, blocks }: Readonly<{ into: Float64Array; blocks: readonly number[] }>,
  binned: BinnedRows,
  { rows, packed }: Readonly<{ rows: Uint32Array; packed: Float64Array }>,
): void {
  // In the rows' order, once for all blocks.
  const ordered = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) ordered[i] = packed[rows[i] as number] as number;
  for (const block of blocks) {
    const part = into.subarray(block * BLOCK * BINS, (block + 1) * BLOCK * BINS).fill(0);
    fillBlock(part, binned.blocks[block] as Uint32Array, { rows, ordered });
  }
}

/** The innermost loop of training: eight independent additions hide one another's delay. */
function fillBlock(
  sums: Float64Array,
  words: Uint32Array,
  { rows, ordered }: Readonly<{ rows: Uint32Array; ordered: Float64Array }>,
): void {
  const count = rows.length;
  for (let i = 0; i < count; i++) {
    const at = (rows[i] as number) << 1;
    const low = words[at] as number;
    const high = words[at + 1] as number;
    const value = ordered[i] as number;
    (sums[low & 255] as number) += value;
    (sums[256 | ((low >>> 8) & 255)] as number) += value;
    (sums[512 | ((low >>> 16) & 255)] as number) += value;
    (sums[768 | (low >>> 24)] as number) += value;
    (sums[1024 | (high & 255)] as number) += value;
    (sums[1280 | ((high >>> 8) & 255)] as number) += value;
    (sums[1536 | ((high >>> 16) & 255)] as number) += value;
    (sums[1792 | (high >>> 24)] as number) += value;
  }
}

/** Turns the parent's histogram into the other child's. */
export function subtractHistogram(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) (parent[i] as number) -= child[i] as number;
}
