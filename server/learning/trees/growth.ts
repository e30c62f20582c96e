/** What the three ways to grow a tree share: their task, their leaves, and how leaves become a tree. */
import { type BinnedRows, BLOCK } from "./bins";
import { curvatureOf, gradientOf, type PackedGradients } from "./histogram";
import { type Bounds, type LeafSums, leafValue, type Split, type SplitRules, type SplitSearch, UNBOUND } from "./split";
import type { Tree, TreeDraft } from "./tree";

export type GrowthTask = Readonly<{
  binned: BinnedRows;
  /** Positions in `binned` that the tree is grown on, ascending. Reordered in place, leaf after leaf. */
  rows: Uint32Array;
  /** Columns that may be asked, ascending. */
  columns: readonly number[];
  gradients: PackedGradients;
  rules: SplitRules;
  leavesMax: number;
  depthMax: number;
}>;

type Range = Readonly<{ begin: number; end: number }>;

export type Leaf = LeafSums &
  Range &
  Readonly<{
    node: number;
    depth: number;
    /** The rows that its value comes from: its own, or an ancestor's where it has too few. */
    support: Range;
  }>;

/** Leaves have no values yet: these come from exact sums or from the loss. */
export type GrownTree = Readonly<{ draft: TreeDraft; leaves: readonly Leaf[] }>;

export const searchOf = ({ binned, columns, gradients, rules }: GrowthTask): SplitSearch => ({
  bins: binned.bins,
  columns,
  units: gradients,
  rules,
});

export const blocksOf = (columns: readonly number[]): readonly number[] => [
  ...new Set(columns.map((column) => Math.floor(column / BLOCK))),
];

export function packedSum(packed: Float64Array, rows: Uint32Array): number {
  let sum = 0;
  for (const row of rows) sum += packed[row] as number;
  return sum;
}

/**
 * Under a monotone split everything on one side stays below, and on the other above, the middle of both values: that
 * holds for all that is grown under it (as LightGBM's `basic` method does).
 */
export function childBounds(
  split: Pick<Split, "column">,
  sides: readonly [LeafSums, LeafSums],
  search: SplitSearch,
): [Bounds, Bounds] {
  const { rules, units } = search;
  const [left, right] = sides;
  const way = rules.monotone?.[split.column] ?? 0;
  if (way === 0) return [left.bounds, right.bounds];
  const [a, b] = sides.map(({ total, bounds }) =>
    leafValue(gradientOf(total) * units.gradientUnit, curvatureOf(total) * units.curvatureUnit, { rules, bounds }),
  ) as [number, number];
  const middle = (a + b) / 2;
  const below = (bounds: Bounds): Bounds => ({ low: bounds.low, high: Math.min(bounds.high, middle) });
  const above = (bounds: Bounds): Bounds => ({ low: Math.max(bounds.low, middle), high: bounds.high });
  return way > 0 ? [below(left.bounds), above(right.bounds)] : [above(left.bounds), below(right.bounds)];
}

export const rootLeaf = (task: GrowthTask, draft: TreeDraft, histogram: Float64Array): Leaf => ({
  node: draft.add(task.rows.length),
  begin: 0,
  end: task.rows.length,
  support: { begin: 0, end: task.rows.length },
  depth: 0,
  rows: task.rows.length,
  histogram,
  total: packedSum(task.gradients.packed, task.rows),
  bounds: UNBOUND,
});

/** Trees of one number a leaf. @param valueOf  of a leaf; it is rounded to float32 */
export function finishTree({ draft, leaves }: GrownTree, target: number, valueOf: (leaf: Leaf) => number): Tree {
  const values = new Float32Array(draft.size);
  // JSON knows no −0, and what is read again must be the same bits.
  for (const leaf of leaves) values[leaf.node] = valueOf(leaf) + 0;
  return draft.finish({ values, width: 1, target });
}
