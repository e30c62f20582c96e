/** A small temporal convolution network over the rows of the recent past. */
import { add } from "@/server/learning/graph/elementwise";
import { reshape, slice } from "@/server/learning/graph/shaping";
import type { HyperParam } from "@/server/learning/model-family";
import { activated, causalConv, dropout, linear, normalised } from "@/server/learning/nn/layers";
import { FITTING } from "./fitting-params";
import { numberOf } from "./hyper";
import { networkFamily } from "./network-family";

const params = {
  channels: {
    kind: "number",
    min: 8,
    max: 128,
    isLog: true,
    isWhole: true,
    default: 32,
    explanation: "Numbers that each step is described by.",
  },
  blocks: {
    kind: "number",
    min: 1,
    max: 5,
    isLog: false,
    isWhole: true,
    default: 3,
    explanation: "Convolutions, each looking twice as far back as the one before.",
  },
  steps: {
    kind: "number",
    min: 4,
    max: 60,
    isLog: false,
    isWhole: true,
    default: 16,
    explanation: "Rows of the past that it looks at, the newest included.",
  },
  ...FITTING,
} as const satisfies Record<string, HyperParam>;

const TAPS = 3;

export const tcn = networkFamily({
  name: "tcn",
  title: "Temporal convolution",
  explanation:
    "Looks at the last rows in their order, with filters that see twice as far from layer to layer. It finds shapes in time that single rows do not show, and needs the most time to fit.",
  params,
  isQuantised: false,
  network: (given) => ({
    steps: numberOf(params, given, "steps"),
    logits: (build, x, classes) => {
      const channels = numberOf(params, given, "channels");
      const steps = x.shape[1] ?? 1;
      let hidden = linear(build, x, { name: "in", out: channels });
      for (let i = 0; i < numberOf(params, given, "blocks"); i++) {
        const even = normalised(build, hidden, `norm${i}`);
        const seen = causalConv(build, even, { name: `conv${i}`, out: channels, taps: TAPS, dilation: 2 ** i });
        const bent = activated(seen, "relu");
        hidden = add(hidden, dropout(build, bent, { name: `conv${i}`, rate: numberOf(params, given, "dropout") }));
      }
      const last = slice(hidden, 1, { from: steps - 1, to: steps });
      const flat = reshape(last, [x.shape[0] ?? 1, channels]);
      return linear(build, normalised(build, flat, "norm"), { name: "out", out: classes, sd: 0.01 });
    },
    training: {
      batchMax: 128,
      epochs: numberOf(params, given, "epochs"),
      epochRowsMax: 30_000,
      rate: numberOf(params, given, "rate"),
      weightDecay: numberOf(params, given, "weightDecay"),
      patience: 4,
    },
    ridge: null,
  }),
  importance: null,
});
