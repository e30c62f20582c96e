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
import { gaussLegendre, type Quadrature } from "./gauss-legendre";
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
  const isWeighed = ({ target, width }: Tree): boolean =>
    direction.slice(target, target + width).some((one) => one !== 0);
  const trees = ensemble.trees.filter(isWeighed).map((tree) => prepare(tree, direction));
  const base = ensemble.base.reduce((sum, value, output) => sum + value * (direction[output] ?? 0), 0);
  const expected = trees.reduce((sum, { mean }) => sum + mean, base);
  const places = Math.max(1, ...trees.map(({ tree, points }) => tree.column.length * points));
  const scratch: Scratch = { known: new Uint8Array(places), product: new Float64Array(places) };
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
  points: number;
  weights: Float64Array;
  /** By node, by o (0, then 1) and by point: o t + z (1 − t) of the parent's column, and 1 over it. */
  factors: Float64Array;
  inverses: Float64Array;
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
  const quadrature = gaussLegendre(Math.max(1, Math.ceil(Math.max(...unlike) / 2)));
  return { tree, values, mean, parent, share, above, ...tablesOf(share, quadrature) };
}

function tablesOf(share: Float64Array, { points, weights }: Quadrature) {
  const factors = new Float64Array(share.length * 2 * points.length).fill(1);
  const inverses = new Float64Array(factors.length).fill(1);
  for (let node = 1; node < share.length; node++) {
    for (const o of [0, 1]) {
      for (const [k, t] of points.entries()) {
        const at = (node * 2 + o) * points.length + k;
        const factor = o * t + (share[node] as number) * (1 - t);
        factors[at] = factor;
        // Nothing gets to where no training row and not this one goes: all below is 0.
        inverses[at] = factor === 0 ? 0 : 1 / factor;
      }
    }
  }
  return { points: points.length, weights, factors, inverses };
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
  /** Product of the factors of all columns above; on the way up, its sum times value and weight over the leaves below. */
  product: Float64Array;
}>;

type Row = Readonly<{ row: Float32Array; out: Float64Array }>;

function explainTree(prepared: Prepared, scratch: Scratch, { row, out }: Row): void {
  walkDown(prepared, scratch, row);
  walkUp(prepared, scratch, out);
}

function walkDown(prepared: Prepared, { known, product }: Scratch, row: Float32Array): void {
  const { tree, values, above, points, weights, factors, inverses } = prepared;
  known[0] = 1;
  product.fill(1, 0, points);
  for (let node = 0; node < values.length; node++) {
    const column = tree.column[node] as number;
    if (column < 0) {
      for (let k = 0; k < points; k++)
        (product[node * points + k] as number) *= (values[node] as number) * (weights[k] as number);
      continue;
    }
    const left = tree.left[node] as number;
    const right = tree.right[node] as number;
    const value = row[column] as number;
    const isLeft = value <= (tree.threshold[node] as number) || (value !== value && tree.missingLeft[node] === 1);
    const same = above[left] as number;
    const before = known[same] as number;
    known[left] = isLeft ? before : 0;
    known[right] = isLeft ? 0 : before;
    const leftAt = (left * 2 + (known[left] as number)) * points;
    const rightAt = (right * 2 + (known[right] as number)) * points;
    const sameAt = (same * 2 + before) * points;
    for (let k = 0; k < points; k++) {
      const own = (product[node * points + k] as number) * (inverses[sameAt + k] as number);
      product[left * points + k] = own * (factors[leftAt + k] as number);
      product[right * points + k] = own * (factors[rightAt + k] as number);
      product[node * points + k] = 0;
    }
  }
}

function walkUp(prepared: Prepared, { known, product }: Scratch, out: Float64Array): void {
  const { tree, parent, share, above, points, inverses } = prepared;
  for (let node = parent.length - 1; node > 0; node--) {
    const up = parent[node] as number;
    const same = above[node] as number;
    const ownAt = (node * 2 + (known[node] as number)) * points;
    const sameAt = (same * 2 + (known[same] as number)) * points;
    let own = 0;
    for (let k = 0; k < points; k++) {
      const sum = product[node * points + k] as number;
      (product[up * points + k] as number) += sum;
      own += sum * (inverses[ownAt + k] as number);
    }
    const column = tree.column[up] as number;
    (out[column] as number) += ((known[node] as number) - (share[node] as number)) * own;
    if (same === 0) continue;
    // An answer further up about the same column counted these leaves too: here the later answer stands for both.
    let others = 0;
    for (let k = 0; k < points; k++)
      others += (product[node * points + k] as number) * (inverses[sameAt + k] as number);
    (out[column] as number) -= ((known[same] as number) - (share[same] as number)) * others;
  }
}
