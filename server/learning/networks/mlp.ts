/** A perceptron of one to three hidden layers. */
import type { HyperParam } from "@/server/learning/model-family";
import { activated, dropout, linear } from "@/server/learning/nn/layers";
import { FITTING } from "./fitting-params";
import { choiceOf, numberOf } from "./hyper";
import { networkFamily } from "./network-family";

const params = {
  width: {
    kind: "number",
    min: 8,
    max: 512,
    isLog: true,
    isWhole: true,
    default: 32,
    explanation: "Units of each hidden layer.",
  },
  layers: {
    kind: "number",
    min: 1,
    max: 3,
    isLog: false,
    isWhole: true,
    default: 2,
    explanation: "Hidden layers.",
  },
  activation: {
    kind: "choice",
    choices: ["relu", "gelu"],
    default: "relu",
    explanation: "What bends the sums; gelu is smoother and slower.",
  },
  ...FITTING,
} as const satisfies Record<string, HyperParam>;

export const mlp = networkFamily({
  name: "mlp",
  title: "Perceptron",
  explanation:
    "Layers of weighted sums, bent in between, so that columns can work together. It finds smooth interplay where there are many rows, and overfits where there are few.",
  params,
  isQuantised: true,
  network: (given) => ({
    steps: 1,
    logits: (build, x, classes) => {
      let hidden = x;
      for (let i = 0; i < numberOf(params, given, "layers"); i++) {
        const sums = linear(build, hidden, { name: `hidden${i}`, out: numberOf(params, given, "width") });
        const bent = activated(sums, choiceOf(params, given, "activation") === "gelu" ? "gelu" : "relu");
        hidden = dropout(build, bent, { name: `hidden${i}`, rate: numberOf(params, given, "dropout") });
      }
      return linear(build, hidden, { name: "out", out: classes, sd: 0.01 });
    },
    training: {
      batchMax: 256,
      epochs: numberOf(params, given, "epochs"),
      epochRowsMax: 100_000,
      rate: numberOf(params, given, "rate"),
      weightDecay: numberOf(params, given, "weightDecay"),
      patience: 5,
    },
    ridge: null,
  }),
  importance: null,
});
