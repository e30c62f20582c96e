/** How much each column moved the log-odds of up against down, of a tree model or of several that are weighted. */

import { treeExplainer } from "./shap";
import type { TreeEnsemble } from "./tree-ensemble";
import { addTrees, toAnswer } from "./tree-ensemble";

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
  const outputs = ensemble.base.length;
  const last = treeExplainer(
    ensemble,
    Array.from({ length: outputs }, (_, k) => (k === outputs - 1 ? 1 : 0)),
  );
  const first = treeExplainer(
    ensemble,
    Array.from({ length: outputs }, (_, k) => (k === 0 ? 1 : 0)),
  );
  const sums = new Float64Array(outputs);
  const answer = new Float32Array(outputs);
  return (row) => {
    addTrees(ensemble, row, { at: 0, into: sums });
    toAnswer(ensemble.link, sums, answer);
    const [ups, downs] = [last.explain(row), first.explain(row)];
    const moved = ups.map((up, column) => up - (downs[column] ?? 0));
    const total = moved.reduce((sum, value) => sum + value, 0);
    const change = logOdds(sums[outputs - 1] ?? 0, sums[0] ?? 0) - logOdds(last.expected, first.expected);
    const slope = Math.abs(total) > 1e-9 ? change / total : 4;
    return moved.map((value) => value * slope);
  };
}

/** Of shares: a class that no tree saw counts as a millionth. */
const logOdds = (up: number, down: number): number => Math.log(Math.max(up, 1e-6) / Math.max(down, 1e-6));
