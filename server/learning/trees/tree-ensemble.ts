/** Trees that add up to a model, and what their sum means. */
import type { Dataset, RowIndex } from "@/server/learning/dataset";
import { leafOf, type Tree } from "./tree";

/**
 * `sigmoid`: one sum, the log-odds of class 1. `softmax`: a sum per class. `shares`: a sum per class that is its
 * probability. `identity`: one sum, the answer.
 */
export type Link = "sigmoid" | "softmax" | "shares" | "identity";

export type TreeEnsemble = Readonly<{
  columns: readonly string[];
  link: Link;
  /** What the sums start from, one per output; float32. */
  base: Float32Array;
  trees: readonly Tree[];
}>;

/** Numbers that `toAnswer` makes of the sums. */
export const answersOf = ({ link, base }: TreeEnsemble): number => (link === "sigmoid" ? 2 : base.length);

/** @param into takes the sums, from 0 */
export function addTrees(
  ensemble: TreeEnsemble,
  x: Float32Array,
  { at, into }: { at: number; into: Float64Array },
): void {
  into.set(ensemble.base);
  for (const tree of ensemble.trees) addTree(tree, x, { at, into });
}

export function addTree(tree: Tree, x: Float32Array, { at, into }: { at: number; into: Float64Array }): void {
  const leaf = leafOf(tree, x, at);
  for (let i = 0; i < tree.width; i++)
    (into[tree.target + i] as number) += tree.values[leaf * tree.width + i] as number;
}

/** Probabilities of classes, or the one number of a regression, row after row. */
export function predictTrees(ensemble: TreeEnsemble, data: Dataset, rows: RowIndex): Float32Array {
  const sums = new Float64Array(ensemble.base.length);
  const width = answersOf(ensemble);
  const out = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) {
    addTrees(ensemble, data.x, { at: row * data.columns.length, into: sums });
    toAnswer(ensemble.link, sums, out.subarray(i * width, (i + 1) * width));
  }
  return out;
}

export function toAnswer(link: Link, sums: Float64Array, out: Float32Array): void {
  if (link === "sigmoid") {
    const up = 1 / (1 + Math.exp(-(sums[0] as number)));
    out[0] = 1 - up;
    out[1] = up;
    return;
  }
  if (link !== "softmax") {
    out.set(sums);
    return;
  }
  const greatest = Math.max(...sums);
  let total = 0;
  for (const sum of sums) total += Math.exp(sum - greatest);
  for (const [i, sum] of sums.entries()) out[i] = Math.exp(sum - greatest) / total;
}

/** Each column's share of what all splits won; null when nothing was ever split. */
export function gainImportance({ trees, columns }: TreeEnsemble): Float64Array | null {
  const gains = new Float64Array(columns.length);
  for (const { column, gain } of trees) {
    for (const [node, asked] of column.entries()) if (asked >= 0) (gains[asked] as number) += gain[node] as number;
  }
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  return total > 0 ? gains.map((gain) => gain / total) : null;
}
