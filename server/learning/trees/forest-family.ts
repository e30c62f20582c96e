import type { HyperParam, HyperParams, ModelFamily } from "@/server/learning/model-family";
import { numberOf } from "@/server/learning/networks/hyper";
import { fittedTrees } from "./fitted-trees";
import { growForest } from "./forest";
import { numberParam } from "./number-param";
import { inTurns } from "./stepwise";

const PARAMS = {
  trees: numberParam([20, 500, 100], "log whole", "Trees whose answers are averaged."),
  leaves: numberParam([8, 1_024, 128], "log whole", "Leaves of a tree at most."),
  depth: numberParam([3, 20, 12], "whole", "Questions from the root to a leaf at most."),
  rowsMin: numberParam([5, 2_000, 100], "log whole", "Least training rows of a leaf."),
  rowShare: numberParam(
    [0.2, 0.9, 0.632],
    "plain",
    "Share of the rows that each tree sees, drawn without putting back.",
  ),
  columnShare: numberParam([0.03, 0.6, 0.15], "log", "Share of the columns that each node may ask."),
} as const satisfies Record<string, HyperParam>;

export const forest: ModelFamily = {
  name: "forest",
  title: "Random forest",
  explanation:
    "Many trees that each see a part of rows and columns and vote. Hard to overfit and needs little tuning; rarely the sharpest.",
  params: PARAMS,
  fit: async ({ data, train, valid, classes, params, seed, onProgress, checkpoint }) => {
    const options = optionsOf(params);
    const steps = growForest({ data, train, valid, classes, options, seed, onProgress, checkpoint });
    const { ensemble, curve } = await inTurns(steps);
    return fittedTrees(ensemble, { family: "forest", classes, curve });
  },
};

function optionsOf(params: HyperParams) {
  const of = (name: string): number => numberOf(PARAMS, params, name);
  const rules = {
    leavesMax: of("leaves"),
    depthMax: of("depth"),
    rowsMin: of("rowsMin"),
    columnShare: of("columnShare"),
  };
  return { trees: of("trees"), rowShare: of("rowShare"), rules };
}
