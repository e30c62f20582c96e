/**
 * Growth leaf by leaf, in the order of gain (best first, few leaves, deep where it pays) or of depth (level by level,
 * all leaves of a level before the next).
 */
import { thresholdOf } from "./bins";
import {
  blocksOf,
  childBounds,
  type GrownTree,
  type GrowthTask,
  type Leaf,
  packedSum,
  rootLeaf,
  searchOf,
} from "./growth";
import { fillHistogram, newHistogram, subtractHistogram } from "./histogram";
import { partition } from "./partition";
import { bestSplit, type Split } from "./split";
import { TreeDraft } from "./tree";

type Open = Readonly<{ leaf: Leaf; split: Split; banned: ReadonlySet<number> }>;

export function growByLeaf(task: GrowthTask, order: "gain" | "depth"): GrownTree {
  const draft = new TreeDraft();
  const pool = new Histograms(task);
  const root = rootLeaf(task, draft, pool.take());
  pool.fill(root);
  const done: Leaf[] = [];
  const open: Open[] = [];
  const offer = (leaf: Leaf, banned: ReadonlySet<number>): void => {
    const split = leaf.depth < task.depthMax ? bestSplit(leaf, searchOf(task), banned) : null;
    if (split !== null) {
      open.push({ leaf, split, banned });
      return;
    }
    done.push(leaf);
    pool.give(leaf.histogram);
  };
  offer(root, new Set());
  while (open.length > 0 && open.length + done.length < task.leavesMax) {
    const [next] = open.splice(nextOf(open, order), 1) as [Open];
    const rows = task.rows.subarray(next.leaf.begin, next.leaf.end);
    const lefts = partition(rows, next.split, task.binned);
    // The histogram told rows by their curvature; these are counted. A split that leaves too few never stands.
    if (Math.min(lefts, rows.length - lefts) < Math.max(1, task.rules.rowsMin)) {
      offer(next.leaf, new Set([...next.banned, next.split.column]));
      continue;
    }
    for (const child of divide(next, lefts, { task, draft, pool })) offer(child, new Set());
  }
  return { draft, leaves: [...done, ...open.map(({ leaf }) => leaf)] };
}

function nextOf(open: readonly Open[], order: "gain" | "depth"): number {
  let best = 0;
  for (const [i, { leaf, split }] of open.entries()) {
    const { leaf: kept, split: keptSplit } = open[best] as Open;
    if (order === "gain" ? split.gain > keptSplit.gain : leaf.depth < kept.depth) best = i;
  }
  return best;
}

type Place = Readonly<{ task: GrowthTask; draft: TreeDraft; pool: Histograms }>;

function divide({ leaf, split }: Open, lefts: number, { task, draft, pool }: Place): readonly [Leaf, Leaf] {
  const middle = leaf.begin + lefts;
  const leftTotal = packedSum(task.gradients.packed, task.rows.subarray(leaf.begin, middle));
  const child = (begin: number, end: number, total: number): Leaf => ({
    ...leaf,
    node: draft.add(end - begin),
    begin,
    end,
    support: { begin, end },
    rows: end - begin,
    depth: leaf.depth + 1,
    total,
  });
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
  const [leftBounds, rightBounds] = childBounds(split, [left, right], searchOf(task));
  const histograms = pool.divide(leaf, left, right);
  return [
    { ...left, bounds: leftBounds, histogram: histograms[0] },
    { ...right, bounds: rightBounds, histogram: histograms[1] },
  ];
}

/** Histograms that are used again: a tree of 31 leaves needs at most 31 at a time. */
export class Histograms {
  readonly #task: GrowthTask;
  readonly #blocks: readonly number[];
  readonly #free: Float64Array[] = [];

  constructor(task: GrowthTask) {
    this.#task = task;
    this.#blocks = blocksOf(task.columns);
  }

  take(): Float64Array {
    return this.#free.pop() ?? newHistogram(this.#task.binned.bins.edges.length);
  }

  give(histogram: Float64Array): void {
    this.#free.push(histogram);
  }

  fill({ histogram, begin, end }: Pick<Leaf, "histogram" | "begin" | "end">): void {
    const { binned, rows, gradients } = this.#task;
    const into = { into: histogram, blocks: this.#blocks };
    fillHistogram(into, binned, { rows: rows.subarray(begin, end), packed: gradients.packed });
  }

  /** Sums the smaller child and takes it from the parent's, which becomes the greater child's. */
  divide(parent: Leaf, left: Leaf, right: Leaf): [Float64Array, Float64Array] {
    const summed = this.take();
    const smaller = left.rows <= right.rows ? left : right;
    this.fill({ ...smaller, histogram: summed });
    subtractHistogram(parent.histogram, summed);
    return smaller === left ? [summed, parent.histogram] : [parent.histogram, summed];
  }
}
