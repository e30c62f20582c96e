/** Trees as JSON: what checkpoints and the reasons of single predictions are kept in. The same trees give the same text. */
import { AppError } from "@/server/domain/errors";
import type { Tree } from "./tree";
import type { Link, TreeEnsemble } from "./tree-ensemble";

/** Split nodes only where they differ from leaves would be shorter; all of them is plainer, and 200 trees take half a megabyte. */
export type TreeJson = Readonly<{
  c: readonly number[];
  t: readonly number[];
  m: readonly number[];
  l: readonly number[];
  r: readonly number[];
  v: readonly number[];
  n: readonly number[];
  g: readonly number[];
  w: number;
  o: number;
}>;

export type EnsembleJson = Readonly<{
  columns: readonly string[];
  link: Link;
  base: readonly number[];
  trees: readonly TreeJson[];
}>;

export const treeToJson = (tree: Tree): TreeJson => ({
  c: [...tree.column],
  t: floats(tree.threshold),
  m: [...tree.missingLeft],
  l: [...tree.left],
  r: [...tree.right],
  v: floats(tree.values),
  n: [...tree.cover],
  g: [...tree.gain],
  w: tree.width,
  o: tree.target,
});

/** Nine digits tell every float32 from the others. */
const floats = (values: Float32Array): number[] => Array.from(values, (value) => Number(value.toPrecision(9)));

export const treeFromJson = (json: TreeJson): Tree => ({
  column: Int32Array.from(json.c),
  threshold: Float32Array.from(json.t),
  missingLeft: Uint8Array.from(json.m),
  left: Int32Array.from(json.l),
  right: Int32Array.from(json.r),
  values: Float32Array.from(json.v),
  cover: Float64Array.from(json.n),
  gain: Float64Array.from(json.g),
  width: json.w,
  target: json.o,
});

export const ensembleToJson = ({ columns, link, base, trees }: TreeEnsemble): EnsembleJson => ({
  columns,
  link,
  base: floats(base),
  trees: trees.map(treeToJson),
});

/** @throws AppError invalid when a tree asks for a column or a node that is not there */
export function ensembleFromJson(json: EnsembleJson): TreeEnsemble {
  const trees = json.trees.map(treeFromJson);
  for (const [i, tree] of trees.entries()) {
    const nodes = tree.column.length;
    const isWhole = tree.column.every((column, node) => {
      if (column === -1) return true;
      const after = (child: number | undefined) => child !== undefined && child > node && child < nodes;
      return column >= 0 && column < json.columns.length && after(tree.left[node]) && after(tree.right[node]);
    });
    if (!isWhole || nodes === 0 || tree.values.length !== nodes * tree.width)
      throw new AppError("invalid", `Tree ${i} must ask for columns and nodes that it has`);
  }
  return { columns: json.columns, link: json.link, base: Float32Array.from(json.base), trees };
}
