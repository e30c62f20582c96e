/**
 * The network whose training step is measured: a Decision Transformer (Chen et al., 2021) of width 128 with 3 layers
 * and 4 heads over 20 steps of return, state and action, and 667,528 parameters.
 */
import { add } from "@/server/learning/graph/elementwise";
import type { Tensor } from "@/server/learning/graph/graph";
import { concat, reshape, slice } from "@/server/learning/graph/shaping";
import { transformerBlock } from "@/server/learning/nn/attention";
import { embedding, linear, normalised } from "@/server/learning/nn/layers";
import { crossEntropy, oneHot } from "@/server/learning/nn/losses";
import type { Build } from "@/server/learning/nn/params";
import type { Objective } from "@/server/learning/nn/train-step";

export type TransformerSize = Readonly<{ width: number; layers: number; heads: number; steps: number; batch: number }>;

const STATE = 32;
const ACTIONS = 8;
const TIMES = 512;

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
