/**
 * Symmetric ("oblivious") growth: all leaves of a level are asked the same question, the one that wins most over all of
 * them (as CatBoost does; Prokhorenkova et al., NeurIPS 2018). Strongly regular; 2^depth leaves, some of which may be
 * empty or below the least number of rows: these keep the value of the nearest ancestor that is large enough.
 */
import { BINS, thresholdOf } from "./bins";
import { Histograms } from "./grow-by-leaf";
import { childBounds, type GrownTree, type GrowthTask, type Leaf, packedSum, rootLeaf, searchOf } from "./growth";
import { curvatureOf } from "./histogram";
import { partition } from "./partition";
import { gainFunction, ownScore, type Split, type SplitSearch } from "./split";
import { TreeDraft } from "./tree";

export function growSymmetric(task: GrowthTask): GrownTree {
  const draft = new TreeDraft();
  const pool = new Histograms(task);
  const search = searchOf(task);
  const root = rootLeaf(task, draft, pool.take());
  pool.fill(root);
  let level: readonly Leaf[] = [root];
  for (let depth = 0; depth < task.depthMax && level.length * 2 <= task.leavesMax; depth++) {
    const split = bestOfLevel(level, search);
    if (split === null) break;
    // The gain is the level's as a whole.
    const each = { ...split, gain: split.gain / level.length };
    level = level.flatMap((leaf) => divide(leaf, each, { task, draft, pool, search }));
  }
  return { draft, leaves: level };
}

/** Twice the gain of each question, summed over the leaves: by column, bin and side of the missing ones. */
function bestOfLevel(level: readonly Leaf[], search: SplitSearch): Split | null {
  const columns = search.bins.edges.length;
  const gains = new Float64Array(columns * BINS * 2);
  for (const leaf of level) addGains(gains, leaf, search);
  let [best, bestAt] = [search.rules.gainMin * 2, -1];
  for (const column of search.columns) {
    const count = (search.bins.edges[column]?.length ?? 0) + 1;
    for (let at = (column * BINS + 1) * 2; at < (column * BINS + count + 1) * 2; at++) {
      if ((gains[at] as number) > best) [best, bestAt] = [gains[at] as number, at];
    }
  }
  if (bestAt < 0) return null;
  const column = Math.floor(bestAt / 2 / BINS);
  const bin = Math.floor(bestAt / 2) % BINS;
  const hasMissing = level.some(({ histogram }) => histogram[column * BINS] !== 0);
  const isMissingLeft = hasMissing ? bestAt % 2 === 1 : isLeftGreater(level, column, bin);
  return { column, bin, isMissingLeft, gain: best / 2 };
}

/** A leaf with a side that would be too small wins nothing and forbids nothing. */
function addGains(gains: Float64Array, leaf: Leaf, search: SplitSearch): void {
  const own = ownScore(leaf, search);
  for (const column of search.columns) {
    const base = column * BINS;
    const missing = leaf.histogram[base] as number;
    const gainOf = gainFunction(leaf, column, search);
    const last = (search.bins.edges[column]?.length ?? 0) + 1;
    let left = 0;
    for (let bin = 1; bin <= last; bin++) {
      left += leaf.histogram[base + bin] as number;
      const at = (base + bin) * 2;
      // By whether the missing ones go right or left.
      const right = gainOf(left);
      const asLeft = missing === 0 ? right : gainOf(left + missing);
      if (right !== -Infinity) (gains[at] as number) += right - own;
      if (asLeft !== -Infinity) (gains[at + 1] as number) += asLeft - own;
    }
  }
}

function isLeftGreater(level: readonly Leaf[], column: number, bin: number): boolean {
  let [left, all] = [0, 0];
  for (const { histogram, total } of level) {
    for (let i = 1; i <= bin; i++) left += curvatureOf(histogram[column * BINS + i] as number);
    all += curvatureOf(total);
  }
  return left * 2 > all;
}

type Place = Readonly<{ task: GrowthTask; draft: TreeDraft; pool: Histograms; search: SplitSearch }>;

function divide(leaf: Leaf, split: Split, { task, draft, pool, search }: Place): readonly Leaf[] {
  const rows = task.rows.subarray(leaf.begin, leaf.end);
  const middle = leaf.begin + partition(rows, split, task.binned);
  const leftTotal = packedSum(task.gradients.packed, task.rows.subarray(leaf.begin, middle));
  const child = (begin: number, end: number, total: number): Leaf => {
    const size = end - begin;
    const support = size >= Math.max(1, task.rules.rowsMin) ? { begin, end } : leaf.support;
    return { ...leaf, node: draft.add(size), begin, end, support, rows: size, depth: leaf.depth + 1, total };
  };
  const left = child(leaf.begin, middle, leftTotal);
  const right = child(middle, leaf.end, leaf.total - leftTotal);
  draft.split(leaf.node, {
    column: split.column,
    threshold: thresholdOf(task.binned.bins, split.column, split.bin),
    missingLeft: split.isMissingLeft ? 1 : 0,
    left: left.node,
    right: right.node,
    gain: split.gain,
  });
  const [leftBounds, rightBounds] = childBounds(split, [left, right], search);
  const [a, b] = pool.divide(leaf, left, right);
  return [
    { ...left, bounds: leftBounds, histogram: a },
    { ...right, bounds: rightBounds, histogram: b },
  ];
}
