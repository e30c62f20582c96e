/** Multinomial logistic regression with a quadratic penalty: the baseline that everything else must beat. */

import type { HyperParam } from "@/server/learning/model-family";
import { linear } from "@/server/learning/nn/layers";
import { numberOf } from "./hyper";
import { networkFamily } from "./network-family";

const EPOCHS_MAX = 200;

const params = {
  l2: {
    kind: "number",
    min: 1e-6,
    max: 10,
    isLog: true,
    isWhole: false,
    default: 1e-2,
    explanation: "Pull of the weights towards zero, per row. More of it says less about each column.",
  },
  rate: {
    kind: "number",
    min: 1e-3,
    max: 0.05,
    isLog: true,
    isWhole: false,
    default: 0.005,
    explanation: "Greatest learning rate.",
  },
  epochs: {
    kind: "number",
    min: 1,
    max: EPOCHS_MAX,
    isLog: false,
    isWhole: true,
    default: 30,
    explanation: "Passes over the rows; the one with the least validation loss is kept.",
  },
} as const satisfies Record<string, HyperParam>;

export const logistic = networkFamily({
  name: "logistic",
  title: "Logistic regression",
  explanation:
    "Adds up the scaled columns, each with a weight, and turns the sums into probabilities. It sees no interplay of columns, and is hard to fool: what cannot beat it has not learned.",
  params,
  isQuantised: false,
  network: (given) => ({
    steps: 1,
    logits: (build, x, classes) => linear(build, x, { name: "out", out: classes, sd: 0.01 }),
    training: {
      batchMax: 2048,
      epochs: numberOf(params, given, "epochs"),
      epochRowsMax: 100_000,
      rate: numberOf(params, given, "rate"),
      weightDecay: 0,
      // Its loss has one minimum: it goes on until the learning rate has fallen, and the best epoch is kept.
      patience: EPOCHS_MAX,
    },
    ridge: { of: "out.w", lambda: numberOf(params, given, "l2") },
  }),
  /** The columns are of one scale, so that weights can be compared. */
  importance: ({ specs }, values, columns) => {
    const shares = new Float64Array(columns);
    const classes = specs[0]?.shape[1] ?? 1;
    for (let column = 0; column < columns; column++) {
      for (let i = 0; i < classes; i++)
        shares[column] = (shares[column] ?? 0) + Math.abs(values[column * classes + i] ?? 0);
    }
    const total = shares.reduce((a, b) => a + b, 0);
    return total > 0 ? shares.map((share) => share / total) : shares;
  },
});
