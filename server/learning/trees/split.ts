/** The best question to ask of the rows of one leaf, from its histogram. */
import { BINS, type ColumnBins } from "./bins";
import { curvatureOf, gradientOf, UNSHIFT } from "./histogram";

export type Split = Readonly<{
  column: number;
  /** The last bin of values that goes left. */
  bin: number;
  isMissingLeft: boolean;
  gain: number;
}>;

export type SplitRules = Readonly<{
  /** L2 on leaf values. */
  lambda: number;
  /** Least curvature of a leaf. */
  weightMin: number;
  rowsMin: number;
  /** Least gain of a split, in units of the loss. */
  gainMin: number;
  /** Per column 1 (never falling), −1 (never rising) or 0; null where no column is bound. */
  monotone: Int8Array | null;
}>;

/** What a leaf's value may be, so that its ancestors' monotone splits hold. */
export type Bounds = Readonly<{ low: number; high: number }>;
export const UNBOUND: Bounds = { low: -Infinity, high: Infinity };

export type Units = Readonly<{ gradientUnit: number; curvatureUnit: number }>;

export type LeafSums = Readonly<{
  histogram: Float64Array;
  /** Sum of the packed numbers of its rows. */
  total: number;
  rows: number;
  bounds: Bounds;
}>;

/** −1/2 of it is the change of the loss, to second order, when a leaf of such sums takes its best value (Chen & Guestrin, "XGBoost", KDD 2016, eq. 6). */
export function leafScore(g: number, h: number, { rules, bounds }: { rules: SplitRules; bounds: Bounds }): number {
  if (rules.monotone === null) return h + rules.lambda > 0 ? (g * g) / (h + rules.lambda) : 0;
  const value = leafValue(g, h, { rules, bounds });
  return -(2 * g + (h + rules.lambda) * value) * value;
}

export function leafValue(g: number, h: number, { rules, bounds }: { rules: SplitRules; bounds: Bounds }): number {
  const free = h + rules.lambda > 0 ? -g / (h + rules.lambda) : 0;
  return Math.min(bounds.high, Math.max(bounds.low, free));
}

export type SplitSearch = Readonly<{ bins: ColumnBins; columns: readonly number[]; units: Units; rules: SplitRules }>;

/** @param banned columns that are not asked */
export function bestSplit(leaf: LeafSums, search: SplitSearch, banned: ReadonlySet<number>): Split | null {
  let best: Split | null = null;
  const { rules } = search;
  for (const column of search.columns) {
    if (banned.has(column)) continue;
    const found = scanColumn(leaf, column, search);
    if (found !== null && found.gain > rules.gainMin && found.gain > (best?.gain ?? 0)) best = found;
  }
  return best === null ? null : withDefaultSide(best, leaf);
}

/** Of equal gains the first is kept: the lowest column, the lowest bin, missing ones to the right. */
function scanColumn(leaf: LeafSums, column: number, search: SplitSearch): Split | null {
  const { histogram } = leaf;
  const base = column * BINS;
  const count = (search.bins.edges[column]?.length ?? 0) + 1;
  const missing = histogram[base] as number;
  const hasMissing = missing !== 0;
  const parent = ownScore(leaf, search);
  const gainOf = gainFunction(leaf, column, search);
  let [bestGain, bestBin, bestMissing] = [-Infinity, 0, false];
  let left = 0;
  for (let bin = 1; bin <= count; bin++) {
    const at = histogram[base + bin] as number;
    left += at;
    // An empty bin asks the same question as the one before.
    if (at === 0 || (bin === count && !hasMissing)) continue;
    const gain = gainOf(left);
    if (gain > bestGain) [bestGain, bestBin, bestMissing] = [gain, bin, false];
    if (!hasMissing || bin === count) continue;
    const other = gainOf(left + missing);
    if (other > bestGain) [bestGain, bestBin, bestMissing] = [other, bin, true];
  }
  if (bestBin === 0) return null;
  return { column, bin: bestBin, isMissingLeft: bestMissing, gain: (bestGain - parent) / 2 };
}

/** Of the leaf as it is. */
export const ownScore = ({ total, bounds }: LeafSums, { units, rules }: SplitSearch): number =>
  leafScore(gradientOf(total) * units.gradientUnit, curvatureOf(total) * units.curvatureUnit, { rules, bounds });

/** What was never missing goes with the greater part. */
function withDefaultSide(split: Split, { histogram, total }: LeafSums): Split {
  const base = split.column * BINS;
  if (histogram[base] !== 0) return split;
  let left = 0;
  for (let i = 1; i <= split.bin; i++) left += histogram[base + i] as number;
  return { ...split, isMissingLeft: curvatureOf(left) * 2 > curvatureOf(total) };
}

/** Of the packed sum that goes left: the scores of both sides. −Infinity where a side is too small, NaN where it would break the monotone rule. */
export function gainFunction(leaf: LeafSums, column: number, { units, rules }: SplitSearch): (left: number) => number {
  const { gradientUnit, curvatureUnit } = units;
  const totalG = gradientOf(leaf.total);
  const totalH = curvatureOf(leaf.total);
  const { lambda } = rules;
  // Rows are told by their share of the curvature here; the grower counts them before a split stands.
  const leastH = Math.max(rules.weightMin / curvatureUnit, (rules.rowsMin / leaf.rows) * totalH, 1);
  if (rules.monotone === null)
    return (left) => {
      const g = Math.floor(left * UNSHIFT);
      const h = left - g / UNSHIFT;
      if (h < leastH || totalH - h < leastH) return -Infinity;
      const gl = g * gradientUnit;
      const gr = (totalG - g) * gradientUnit;
      return (gl * gl) / (h * curvatureUnit + lambda) + (gr * gr) / ((totalH - h) * curvatureUnit + lambda);
    };
  const way = rules.monotone[column] ?? 0;
  const bound = { rules, bounds: leaf.bounds };
  return (left) => {
    const [g, h] = [gradientOf(left), curvatureOf(left)];
    if (h < leastH || totalH - h < leastH) return -Infinity;
    const [gl, hl] = [g * gradientUnit, h * curvatureUnit];
    const [gr, hr] = [(totalG - g) * gradientUnit, (totalH - h) * curvatureUnit];
    if (way !== 0 && way * (leafValue(gl, hl, bound) - leafValue(gr, hr, bound)) > 0) return NaN;
    return leafScore(gl, hl, bound) + leafScore(gr, hr, bound);
  };
}
