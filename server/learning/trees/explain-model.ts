/** How much each column moved the log-odds of up against down, of a tree model or of several that are weighted. */

import { treeExplainer } from "./shap";
import { addTrees, type TreeEnsemble } from "./tree-ensemble";

/** Sums to the change of log(P(up) / P(down)) from what was expected to what was said. */
export function logOddsExplainer(ensemble: TreeEnsemble): (row: Float32Array) => Float64Array {
  const outputs = ensemble.base.length;
  if (ensemble.link !== "shares") {
    const direction = Array.from({ length: outputs }, (_, k) => (k === outputs - 1 ? 1 : k === 0 ? -1 : 0));
    return treeExplainer(ensemble, direction).explain;
  }
  return sharesExplainer(ensemble);
}

/** A forest adds up probabilities: what moved P(up) − P(down) is told in log-odds by the same proportion for every column. */
function sharesExplainer(ensemble: TreeEnsemble): (row: Float32Array) => Float64Array {
  const last = ensemble.base.length - 1;
  const directionOf = (up: number, down: number): number[] =>
    Array.from(ensemble.base, (_, k) => (k === last ? up : k === 0 ? down : 0));
  const { explain } = treeExplainer(ensemble, directionOf(1, -1));
  const expected = logOdds(
    treeExplainer(ensemble, directionOf(1, 0)).expected,
    treeExplainer(ensemble, directionOf(0, 1)).expected,
  );
  const sums = new Float64Array(ensemble.base.length);
  return (row) => {
    addTrees(ensemble, row, { at: 0, into: sums });
    const moved = explain(row);
    const total = moved.reduce((sum, value) => sum + value, 0);
    const change = logOdds(sums[last] ?? 0, sums[0] ?? 0) - expected;
    // Where nothing moved in sum, the slope of the log-odds of two even shares.
    const slope = Math.abs(total) > 1e-9 ? change / total : 2;
    return moved.map((value) => value * slope);
  };
}

/** Of shares: a class that no tree saw counts as a millionth. */
const logOdds = (up: number, down: number): number => Math.log(Math.max(up, 1e-6) / Math.max(down, 1e-6));
