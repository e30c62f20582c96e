/** Gradient-boosted trees in three growths, as families of models. */
import type { FitInput, FittedModel, HyperParam, HyperParams, ModelFamily } from "@/server/learning/model-family";
import { numberOf } from "@/server/learning/networks/hyper";
import { boostStepwise } from "./boost";
import type { BoostOptions, Growth } from "./boost-tree";
import { fittedTrees } from "./fitted-trees";
import { numberParam } from "./number-param";
import { binaryObjective, softmaxObjective } from "./objective";
import { inTurns } from "./stepwise";

const COMMON = {
  trees: numberParam(
    [10, 2_000, 300],
    "log whole",
    "Trees at most; with validation rows it stops where they are best.",
  ),
  learningRate: numberParam([0.01, 0.3, 0.05], "log", "How much of each tree's step is taken."),
  rowsMin: numberParam([5, 2_000, 100], "log whole", "Least training rows of a leaf."),
  lambda: numberParam([0.1, 100, 1], "log", "L2 penalty on leaf values."),
  rowShare: numberParam([0.3, 1, 0.8], "plain", "Share of the training rows that each tree sees."),
  columnShare: numberParam([0.2, 1, 0.8], "plain", "Share of the columns that each tree sees."),
  patience: numberParam([5, 200, 30], "log whole", "Trees without a better validation loss before it stops."),
} as const satisfies Record<string, HyperParam>;

const DEPTH = numberParam([2, 8, 5], "whole", "Questions from the root to a leaf at most.");

const SHAPES: Readonly<Record<Growth, Readonly<Record<string, HyperParam>>>> = {
  leaf: {
    ...COMMON,
    leaves: numberParam([4, 128, 31], "log whole", "Leaves of a tree at most."),
    depth: numberParam([3, 20, 10], "whole", "Questions from the root to a leaf at most."),
  },
  level: { ...COMMON, depth: DEPTH },
  symmetric: { ...COMMON, depth: DEPTH },
};

const TEXTS: Readonly<Record<Growth, readonly [title: string, explanation: string]>> = {
  leaf: [
    "Boosted trees, leaf by leaf",
    "Each tree mends what the ones before got wrong, split wherever that wins most. The strongest learner on tables of features; overfits first when there is little data.",
  ],
  level: [
    "Boosted trees, level by level",
    "Boosted trees that are split evenly, all leaves of a level before the next. A little weaker and a little steadier than growth leaf by leaf.",
  ],
  symmetric: [
    "Boosted trees, symmetric",
    "Boosted trees that ask all rows of a level the same question. The steadiest on noisy data, which market data is.",
  ],
};

export const gbdtFamilies: readonly ModelFamily[] = (["leaf", "level", "symmetric"] as const).map((growth) => {
  const [title, explanation] = TEXTS[growth];
  const name = `gbdt-${growth}`;
  return { name, title, explanation, params: SHAPES[growth], fit: (input) => fit(input, name, growth) };
});

async function fit(input: FitInput, family: string, growth: Growth): Promise<FittedModel> {
  const { data, train, valid, classes, seed, onProgress, checkpoint } = input;
  const steps = boostStepwise({
    data,
    train,
    valid,
    objective: classes === 2 ? binaryObjective : softmaxObjective(classes),
    options: optionsOf(input.params, growth),
    seed,
    onProgress,
    checkpoint,
  });
  const { ensemble, curve } = await inTurns(steps);
  return fittedTrees(ensemble, { family, classes, curve });
}

function optionsOf(params: HyperParams, growth: Growth): BoostOptions {
  const shape = SHAPES[growth];
  const of = (name: string): number => numberOf(shape, params, name);
  return {
    growth,
    trees: of("trees"),
    learningRate: of("learningRate"),
    // The other growths have as many as their depth allows.
    leavesMax: growth === "leaf" ? of("leaves") : 0,
    depthMax: of("depth"),
    rules: { lambda: of("lambda"), weightMin: 1e-3, rowsMin: of("rowsMin"), gainMin: 0, monotone: null },
    rowShare: of("rowShare"),
    columnShare: of("columnShare"),
    patience: of("patience"),
  };
}
