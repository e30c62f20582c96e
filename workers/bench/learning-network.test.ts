import { expect, test } from "vitest";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { sizeOf } from "@/server/learning/graph/shape";
import type { TensorData } from "@/server/learning/graph-runtime";
import { ADAM } from "@/server/learning/nn/adamw";
import { layoutOf, startingValues } from "@/server/learning/nn/params";
import { TRAINING_THREADS } from "@/server/learning/nn/train";
import { buildStep } from "@/server/learning/nn/train-step";
import { randomOf } from "@/server/learning/random";
import { transformerObjective } from "./learning-network";

const small = { width: 32, layers: 1, heads: 2, steps: 6, batch: 16 };

/** Losses of steps on one batch, in which the action follows from the state's first number. */
async function losses(steps: number): Promise<{ losses: number[]; last: TensorData | undefined }> {
  const objective = transformerObjective(small);
  const { train, layout } = buildStep(objective, { ...ADAM, weightDecay: 0.01 }, small.batch);
  const random = randomOf(3);
  const drawn = (dims: readonly number[], draw: () => number) => ({
    dims,
    data: Float32Array.from({ length: sizeOf(dims) }, draw),
  });
  const { toGo = [], state = [], action = [], time = [] } = objective.inputs;
  const states = drawn(state, () => 2 * random() - 1);
  let place = 0;
  let feeds: Record<string, TensorData> = {
    toGo: drawn(toGo, random),
    state: states,
    action: drawn(action, () => Math.floor((states.data[32 * place++] ?? 0) * 4 + 4)),
    time: drawn(time, () => Math.floor(random() * 512)),
    p: { dims: [layout.size], data: startingValues(layout, 1) },
    m: drawn([layout.size], () => 0),
    v: drawn([layout.size], () => 0),
  };
  const session = await onnxRuntime.load(train, { threads: TRAINING_THREADS });
  const found: number[] = [];
  for (let t = 1; t <= steps; t++) {
    const scalars = { rate: 5e-3, mean: 1 / (1 - ADAM.beta1 ** t), spread: 1 / (1 - ADAM.beta2 ** t) };
    const given = Object.entries(scalars).map(([name, value]) => [name, drawn([], () => value)] as const);
    const { p2 = [], m2 = [], v2 = [], loss } = await session.run({ ...feeds, ...Object.fromEntries(given) });
    found.push(Number(loss?.data[0]));
    if (!("data" in p2 && "data" in m2 && "data" in v2)) throw new Error("the step gives p2, m2 and v2");
    feeds = { ...feeds, p: p2, m: m2, v: v2 };
  }
  await session.release();
  return { losses: found, last: feeds["p"] };
}

test("a Decision Transformer learns a batch by heart, and twice to the same bits", async () => {
  const once = await losses(40);
  const again = await losses(40);
  expect(once.losses[0]).toBeGreaterThan(1.5);
  expect(once.losses.at(-1)).toBeLessThan(0.5);
  expect(again.losses).toEqual(once.losses);
  expect(again.last?.data).toEqual(once.last?.data);
});

test("the one that is measured has the parameters that its table names", () => {
  const objective = transformerObjective({ width: 128, layers: 3, heads: 4, steps: 20, batch: 64 });
  const layout = layoutOf((build, graph) => {
    const given = Object.entries(objective.inputs).map(([name, shape]) => [name, graph.input(name, shape)] as const);
    return objective.loss(build, Object.fromEntries(given));
  }, 64);
  expect(layout.size).toBe(667_528);
});
