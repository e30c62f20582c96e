/**
 * One tree of a random forest (Breiman, Machine Learning 45(1), 2001): at each node some columns are drawn, and the
 * question among them that makes the classes purest (Gini) is asked. Best first, up to a number of leaves.
 */
import type { Rng } from "@/server/domain/rng";
import { BINS, type BinnedRows, BLOCK, placeOf, thresholdOf } from "./bins";
import { partition } from "./partition";
import { sampleOf } from "./sample";
import type { Split } from "./split";
import { type Tree, TreeDraft } from "./tree";

export type ForestRules = Readonly<{
  leavesMax: number;
  depthMax: number;
  rowsMin: number;
  /** Of the columns that each node may ask. */
  columnShare: number;
}>;

export type ForestTask = Readonly<{
  binned: BinnedRows;
  /** By position in `binned`. */
  y: Float64Array;
  weight: Float64Array;
  classes: number;
  /** Shares of the classes over all training rows: what a leaf believes as if it had seen one more row. */
  prior: Float64Array;
  rules: ForestRules;
}>;

type Node = Readonly<{ node: number; begin: number; end: number; depth: number; split: Split | null }>;

/** @param draw `rows`: positions, ascending, reordered in place; `scale`: what every leaf's shares are multiplied by */
export function growForestTree(task: ForestTask, draw: { rows: Uint32Array; rng: Rng; scale: number }): Tree {
  const { rows, rng } = draw;
  const draft = new TreeDraft();
  const open: Node[] = [];
  const done: Node[] = [];
  const offer = (begin: number, end: number, depth: number): number => {
    const node = draft.add(end - begin);
    const isWhole = depth >= task.rules.depthMax || end - begin < task.rules.rowsMin * 2;
    const split = isWhole ? null : bestQuestion(task, rows.subarray(begin, end), rng);
    (split === null ? done : open).push({ node, begin, end, depth, split });
    return node;
  };
  offer(0, rows.length, 0);
  while (open.length > 0 && open.length + done.length < task.rules.leavesMax) {
    const { node, begin, end, depth, split } = takeBest(open);
    if (split === null) continue;
    const middle = begin + partition(rows.subarray(begin, end), split, task.binned);
    const left = offer(begin, middle, depth + 1);
    const right = offer(middle, end, depth + 1);
    const threshold = thresholdOf(task.binned.bins, split.column, split.bin);
    const missingLeft = split.isMissingLeft ? 1 : 0;
    draft.split(node, { column: split.column, threshold, missingLeft, left, right, gain: split.gain });
  }
  const values = new Float32Array(draft.size * task.classes);
  for (const { node, begin, end } of [...done, ...open])
    values.set(sharesOf(task, rows.subarray(begin, end), draw.scale), node * task.classes);
  return draft.finish({ values, width: task.classes, target: 0 });
}

function takeBest(open: Node[]): Node {
  let best = 0;
  for (const [i, { split }] of open.entries()) if ((split?.gain ?? 0) > (open[best]?.split?.gain ?? 0)) best = i;
  return open.splice(best, 1)[0] as Node;
}

function sharesOf({ y, weight, classes, prior }: ForestTask, rows: Uint32Array, scale: number): Float64Array {
  const sums = Float64Array.from(prior);
  let total = 1;
  for (const row of rows) {
    (sums[y[row] as number] as number) += weight[row] as number;
    total += weight[row] as number;
  }
  return sums.subarray(0, classes).map((sum) => (sum * scale) / total);
}

function bestQuestion(task: ForestTask, rows: Uint32Array, rng: Rng): Split | null {
  let best: Split | null = null;
  const count = task.binned.bins.edges.length;
  for (const column of sampleOf(count, task.rules.columnShare, rng)) {
    const found = scan(task, rows, column);
    if (found !== null && found.gain > (best?.gain ?? 0)) best = found;
  }
  return best;
}

type Counts = Readonly<{ weights: Float64Array; rows: Float64Array }>;

/** Weight of each class, and rows, by bin. */
function countBins({ binned, y, weight, classes }: ForestTask, rows: Uint32Array, column: number): Counts {
  const words = binned.blocks[Math.floor(column / BLOCK)] as Uint32Array;
  const [word, shift] = placeOf(column);
  const counts = { weights: new Float64Array(BINS * classes), rows: new Float64Array(BINS) };
  for (const row of rows) {
    const bin = ((words[row * 2 + word] as number) >>> shift) & 255;
    (counts.weights[bin * classes + (y[row] as number)] as number) += weight[row] as number;
    (counts.rows[bin] as number) += 1;
  }
  return counts;
}

/** The gain is what the sum of weighted impurities falls by. */
function scan(task: ForestTask, rows: Uint32Array, column: number): Split | null {
  const { classes, rules } = task;
  const counts = countBins(task, rows, column);
  const last = (task.binned.bins.edges[column]?.length ?? 0) + 1;
  const total = new Float64Array(classes);
  for (let i = 0; i < (last + 1) * classes; i++) (total[i % classes] as number) += counts.weights[i] as number;
  const missing = counts.weights.subarray(0, classes);
  const missingRows = counts.rows[0] as number;
  const parent = purity(total);
  const left = new Float64Array(classes);
  let [leftRows, best] = [0, null as Split | null];
  const offer = (bin: number, isMissingLeft: boolean): void => {
    const own = leftRows + (isMissingLeft ? missingRows : 0);
    if (own < rules.rowsMin || rows.length - own < rules.rowsMin) return;
    const one = isMissingLeft ? left.map((weight, k) => weight + (missing[k] as number)) : left;
    const gain = purity(one) + purity(total.map((weight, k) => weight - (one[k] as number))) - parent;
    if (gain > (best?.gain ?? GAIN_MIN)) best = { column, bin, isMissingLeft, gain };
  };
  for (let bin = 1; bin <= last; bin++) {
    if (counts.rows[bin] === 0) continue;
    for (let k = 0; k < classes; k++) (left[k] as number) += counts.weights[bin * classes + k] as number;
    leftRows += counts.rows[bin] as number;
    if (missingRows > 0 || bin < last) offer(bin, false);
    if (missingRows > 0 && bin < last) offer(bin, true);
  }
  if (best === null || missingRows > 0) return best;
  // What was never missing goes with the greater part.
  const lefts = counts.rows.subarray(1, best.bin + 1).reduce((sum, count) => sum + count, 0);
  return { ...best, isMissingLeft: lefts * 2 > rows.length };
}

/** Rounding alone wins less. */
const GAIN_MIN = 1e-9;

/** Weight less its Gini impurity. */
function purity(weights: Float64Array): number {
  let [squares, total] = [0, 0];
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k] as number;
    squares += weight * weight;
    total += weight;
  }
  return total > 0 ? squares / total : 0;
}
