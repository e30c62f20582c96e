/** Networks whose training step is measured. */
import { add } from "@/server/learning/graph/elementwise";
import type { Tensor } from "@/server/learning/graph/graph";
import type { Shape } from "@/server/learning/graph/shape";
import { concat, reshape, slice } from "@/server/learning/graph/shaping";
import { transformerBlock } from "@/server/learning/nn/attention";
import { activated, causalConv, embedding, linear, normalised } from "@/server/learning/nn/layers";
import { crossEntropy, oneHot } from "@/server/learning/nn/losses";
import type { Build } from "@/server/learning/nn/params";
import type { Objective } from "@/server/learning/nn/train-step";

export type TransformerSize = Readonly<{ width: number; layers: number; heads: number; steps: number; batch: number }>;

const STATE = 32;
const ACTIONS = 8;
const TIMES = 512;

/**
 * A Decision Transformer (Chen et al., 2021). Of width 128 with 3 layers and 4 heads over 20 steps of return, state and
 * action it has 667,528 parameters.
 */
export function transformerObjective({ width, layers, heads, steps, batch }: TransformerSize): Objective {
  const rows = batch * steps;
  return {
    inputs: { toGo: [batch, steps, 1], state: [batch, steps, STATE], action: [batch, steps], time: [batch, steps] },
    loss: (build, { toGo, state, action, time }) => {
      if (!toGo || !state || !action || !time) throw new RangeError("needs returns, states, actions and times");
      let hidden = normalised(build, tokens(build, { toGo, state, action, time }, width), "norm");
      for (let i = 0; i < layers; i++)
        hidden = transformerBlock(build, hidden, { name: `block${i}`, heads, isCausal: true });
      const even = normalised(build, hidden, "last");
      const ofStates = slice(reshape(even, [batch, steps, 3, width]), 2, { from: 1, to: 2 });
      const logits = linear(build, reshape(ofStates, [rows, width]), { name: "head", out: ACTIONS });
      const weight = logits.graph.constant([rows], new Float32Array(rows).fill(1));
      return crossEntropy(logits, { y: reshape(action, [rows]), weight });
    },
  };
}

type Given = Readonly<{ toGo: Tensor; state: Tensor; action: Tensor; time: Tensor }>;

/** Return, state, action; return, state, action; … each with the time of its step. */
function tokens(build: Build, { toGo, state, action, time }: Given, width: number): Tensor {
  const [batch = 1, steps = 1] = toGo.shape;
  const when = embedding(build, time, { name: "time", size: TIMES, width });
  const parts = [
    linear(build, toGo, { name: "toGo", out: width }),
    linear(build, state, { name: "state", out: width }),
    linear(build, oneHot(action, ACTIONS), { name: "action", out: width }),
  ];
  const each = parts.map((part) => reshape(add(part, when), [batch, steps, 1, width]));
  return reshape(concat(each, 2), [batch, steps * 3, width]);
}

/** Five causal convolutions of three taps and 64 channels over 60 steps. */
export function convolutionObjective(batch: number): Objective {
  const channels = 64;
  return classifier([batch, 60, channels], (build, x) => {
    let hidden = x;
    for (let i = 0; i < 5; i++) {
      const seen = causalConv(build, hidden, { name: `conv${i}`, out: channels, taps: 3, dilation: 2 ** i });
      hidden = add(hidden, activated(seen, "relu"));
    }
    return reshape(slice(hidden, 1, { from: 59, to: 60 }), [batch, channels]);
  });
}

/** 100 columns, two hidden layers of 256, three classes. */
export function perceptronObjective(batch: number): Objective {
  return classifier([batch, 100], (build, x) => {
    const hidden = activated(linear(build, x, { name: "a", out: 256 }), "relu");
    return activated(linear(build, hidden, { name: "b", out: 256 }), "relu");
  });
}

function classifier(shape: Shape, features: (build: Build, x: Tensor) => Tensor): Objective {
  const rows = shape[0] ?? 1;
  return {
    inputs: { x: shape, y: [rows] },
    loss: (build, { x, y }) => {
      if (!x || !y) throw new RangeError("needs x and y");
      const weight = x.graph.constant([rows], new Float32Array(rows).fill(1));
      return crossEntropy(linear(build, features(build, x), { name: "out", out: 3 }), { y, weight });
    },
  };
}
