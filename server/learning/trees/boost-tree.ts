/** One tree of a boosting round: grown on packed sums, with values from exact ones. */
import { growByLeaf } from "./grow-by-leaf";
import { growSymmetric } from "./grow-symmetric";
import { finishTree, type GrowthTask, type Leaf } from "./growth";
import type { Gradients } from "./histogram";
import { type Targets, weightedQuantile } from "./objective";
import { leafValue, type SplitRules } from "./split";
import type { Tree } from "./tree";

export type Growth = "leaf" | "level" | "symmetric";

export type BoostOptions = Readonly<{
  growth: Growth;
  /** Rounds at most. */
  trees: number;
  learningRate: number;
  leavesMax: number;
  depthMax: number;
  rules: SplitRules;
  /** Of rows and of columns that each tree sees, 0 to 1. */
  rowShare: number;
  columnShare: number;
  /** Rounds without a better loss on the validation rows before it stops. */
  patience: number;
}>;

type Values = Readonly<{
  options: BoostOptions;
  exact: Gradients;
  output: number;
  /** Set where leaves take a quantile of what is lacking. */
  quantile: Readonly<{ share: number; targets: Targets; scores: Float64Array }> | null;
}>;

type Task = Pick<GrowthTask, "binned" | "rows" | "columns" | "gradients">;

export function growTree(task: Task, values: Values): Readonly<{ tree: Tree; leaves: readonly Leaf[] }> {
  const { growth, rules, leavesMax, depthMax } = values.options;
  const whole: GrowthTask = { ...task, rules, depthMax, leavesMax: growth === "leaf" ? leavesMax : 2 ** depthMax };
  const grown = growth === "symmetric" ? growSymmetric(whole) : growByLeaf(whole, growth === "leaf" ? "gain" : "depth");
  const tree = finishTree(
    grown,
    values.output,
    (leaf) => values.options.learningRate * valueOf(leaf, task.rows, values),
  );
  return { tree, leaves: grown.leaves };
}

function valueOf(leaf: Leaf, rows: Uint32Array, { options, exact, quantile }: Values): number {
  const own = rows.subarray(leaf.support.begin, leaf.support.end);
  if (quantile !== null) {
    const { share, targets, scores } = quantile;
    const lacking = Float64Array.from(own, (row) => (targets.y[row] as number) - (scores[row] as number));
    return weightedQuantile(
      lacking,
      Float64Array.from(own, (row) => targets.weight[row] as number),
      share,
    );
  }
  let [g, h] = [0, 0];
  for (const row of own) {
    g += exact.gradient[row] as number;
    h += exact.curvature[row] as number;
  }
  return leafValue(g, h, { rules: options.rules, bounds: leaf.bounds });
}
