/**
 * SHAP values of trees, path-dependent (Lundberg et al., "From local explanations to global understanding with
 * explainable AI for trees", Nature Machine Intelligence 2, 2020): how much each column moved one row's sum away from
 * what is expected; they add up to exactly that.
 *
 * A leaf is a game in which column i brings 1 when it is known and the row takes its turns (o_i), and the share of
 * training rows that take them when it is not (z_i). Its Shapley value is
 *   value (o_i − z_i) ∫₀¹ Π_{j≠i} (o_j t + z_j (1 − t)) dt,
 * a polynomial that Gauss-Legendre quadrature integrates exactly. Products are shared on the way down and sums on the
 * way up, so that a tree costs nodes times depth (as in Yu, Xu, Bifet & Read, "Linear TreeShap", NeurIPS 2022).
 */
import { gaussLegendre } from "./gauss-legendre";
import type { Tree } from "./tree";
import type { TreeEnsemble } from "./tree-ensemble";

export type Explainer = Readonly<{
  /** What the weighted sum is expected to be before anything is known. */
  expected: number;
  /** By column; adds up to the row's weighted sum less what was expected. */
  explain: (row: Float32Array) => Float64Array;
}>;

/** @param direction  weight of each output in the one sum that is explained */
export function treeExplainer(ensemble: TreeEnsemble, direction: readonly number[]): Explainer {
  const trees = ensemble.trees.map((tree) => prepare(tree, direction));
  const base = ensemble.base.reduce((sum, value, output) => sum + value * (direction[output] ?? 0), 0);
  const expected = trees.reduce((sum, { mean }) => sum + mean, base);
  const places = Math.max(1, ...trees.map(({ tree, points }) => tree.column.length * points.length));
  const scratch: Scratch = {
    known: new Uint8Array(places),
    factor: new Float64Array(places),
    product: new Float64Array(places),
  };
  return {
    expected,
    explain: (row) => {
      const out = new Float64Array(ensemble.columns.length);
      for (const tree of trees) explainTree(tree, scratch, { row, out });
      return out;
    },
  };
}

type Prepared = Readonly<{
  tree: Tree;
  /** What a leaf adds, by node. */
  values: Float64Array;
  /** Over the training rows. */
  mean: number;
  parent: Int32Array;
  /** Share of training rows that pass all questions about the parent's column down to this node. */
  share: Float64Array;
  /** The nearest node above that answers a question about the same column; 0, the root, where there is none. */
  above: Int32Array;
  points: Float64Array;
  weights: Float64Array;
}>;

/** Children stand after their parents, so that a walk down counts up and a walk up counts down. */
function prepare(tree: Tree, direction: readonly number[]): Prepared {
  const nodes = tree.column.length;
  const parent = new Int32Array(nodes).fill(-1);
  const above = new Int32Array(nodes);
  const share = new Float64Array(nodes).fill(1);
  const unlike = new Int32Array(nodes);
  const values = new Float64Array(nodes);
  for (let node = 0; node < nodes; node++) {
    const column = tree.column[node] as number;
    if (column < 0) {
      for (let i = 0; i < tree.width; i++)
        (values[node] as number) += (tree.values[node * tree.width + i] as number) * (direction[tree.target + i] ?? 0);
      continue;
    }
    const same = answerAbove(tree, parent, node);
    for (const child of [tree.left[node] as number, tree.right[node] as number]) {
      const part = (tree.cover[node] as number) > 0 ? (tree.cover[child] as number) / (tree.cover[node] as number) : 0;
      parent[child] = node;
      above[child] = same;
      share[child] = part * (share[same] as number);
      unlike[child] = (unlike[node] as number) + (same === 0 ? 1 : 0);
    }
  }
  const rows = tree.cover[0] as number;
  const mean = values.reduce((sum, value, node) => sum + value * ((tree.cover[node] as number) / rows), 0);
  return {
    tree,
    values,
    mean,
    parent,
    share,
    above,
    ...gaussLegendre(Math.max(1, Math.ceil(Math.max(...unlike) / 2))),
  };
}

function answerAbove(tree: Tree, parent: Int32Array, node: number): number {
  for (let on = node; on > 0; on = parent[on] as number) {
    if (tree.column[parent[on] as number] === tree.column[node]) return on;
  }
  return 0;
}

type Scratch = Readonly<{
  /** o of the node's column. */
  known: Uint8Array;
  /** By node and point: o t + z (1 − t) of the node's column. */
  factor: Float64Array;
  /** Product of the factors of all columns above; on the way up, the sum over the leaves below of value and product. */
  product: Float64Array;
}>;

type Row = Readonly<{ row: Float32Array; out: Float64Array }>;

function explainTree(prepared: Prepared, scratch: Scratch, { row, out }: Row): void {
  walkDown(prepared, scratch, row);
  walkUp(prepared, scratch, out);
}

function walkDown({ tree, values, parent, share, above, points }: Prepared, scratch: Scratch, row: Float32Array): void {
  const { known, factor, product } = scratch;
  const count = points.length;
  known[0] = 1;
  factor.fill(1, 0, count);
  product.fill(1, 0, count);
  for (let node = 1; node < parent.length; node++) {
    const up = parent[node] as number;
    const same = above[node] as number;
    const isPassed = (goesLeft(tree, up, row) ? tree.left[up] : tree.right[up]) === node;
    const o = isPassed ? (known[same] as number) : 0;
    const z = share[node] as number;
    known[node] = o;
    for (let k = 0; k < count; k++) {
      const t = points[k] as number;
      const f = o * t + z * (1 - t);
      factor[node * count + k] = f;
      // Nothing gets to where no training row and not this one goes: all below is 0.
      product[node * count + k] =
        f === 0 ? 0 : ((product[up * count + k] as number) * f) / (factor[same * count + k] as number);
    }
  }
  for (let node = 0; node < parent.length; node++) {
    if ((tree.column[node] as number) >= 0) product.fill(0, node * count, (node + 1) * count);
    else for (let k = 0; k < count; k++) (product[node * count + k] as number) *= values[node] as number;
  }
}

function goesLeft(tree: Tree, node: number, row: Float32Array): boolean {
  const value = row[tree.column[node] as number] as number;
  return value <= (tree.threshold[node] as number) || (value !== value && tree.missingLeft[node] === 1);
}

function walkUp({ tree, parent, share, above, weights }: Prepared, scratch: Scratch, out: Float64Array): void {
  const { known, factor, product } = scratch;
  const count = weights.length;
  for (let node = parent.length - 1; node > 0; node--) {
    const up = parent[node] as number;
    const same = above[node] as number;
    let [own, others] = [0, 0];
    for (let k = 0; k < count; k++) {
      const sum = product[node * count + k] as number;
      (product[up * count + k] as number) += sum;
      if (sum === 0) continue;
      own += ((weights[k] as number) * sum) / (factor[node * count + k] as number);
      if (same > 0) others += ((weights[k] as number) * sum) / (factor[same * count + k] as number);
    }
    const column = tree.column[up] as number;
    (out[column] as number) += ((known[node] as number) - (share[node] as number)) * own;
    // An answer further up about the same column counted these leaves too: here the later answer stands for both.
    if (same > 0) (out[column] as number) -= ((known[same] as number) - (share[same] as number)) * others;
  }
}
