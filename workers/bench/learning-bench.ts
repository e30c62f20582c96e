/**
 * What a training step of networks costs. Wall time hangs on the neighbours of the machine, so the Transformer's step is
 * also compared with plain matrix products of as many operations, turn by turn in the same run, by processor time.
 */
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { emitOnnx } from "@/server/learning/graph/emit";
import { Graph } from "@/server/learning/graph/graph";
import { product } from "@/server/learning/graph/matrix";
import { type Shape, sizeOf } from "@/server/learning/graph/shape";
import type { GraphSession, TensorData } from "@/server/learning/graph-runtime";
import { ADAM } from "@/server/learning/nn/adamw";
import { startingValues } from "@/server/learning/nn/params";
import { TRAINING_THREADS } from "@/server/learning/nn/train";
import { buildStep, type Objective } from "@/server/learning/nn/train-step";
import { writeOnnx } from "@/server/learning/onnx/write-onnx";
import { randomOf } from "@/server/learning/random";
import type { BenchRow, Say } from "./bench-row";
import { watchCpu } from "./cpu-watch";
import { convolutionObjective, perceptronObjective, transformerObjective } from "./learning-network";

/** 1.15 times the 112 ms of the trial that the approach was chosen by, on two idle cores. */
const STEP_MILLIS_MAX = 129;
/** 1.15 times the 224 ms that the trial's step took on one thread, which is its processor time. */
const STEP_CPU_MILLIS_MAX = 258;
/** 1.15 times what that step took over its matrix products: 112 ms over 46 ms. */
const OVER_PRODUCTS_MAX = 2.8;

const TRANSFORMER = { width: 128, layers: 3, heads: 4, steps: 20, batch: 64 };
/** Of 2 × 3,840 × 128 × 512 operations each: thirty are the 15.1 billion of the Transformer's step. */
const PRODUCTS = { rows: 3_840, inner: 128, wide: 512, count: 30 };

/** @param share  1 for a whole measurement, less to see that it runs */
export async function benchNetworks(share: number, say: Say): Promise<BenchRow[]> {
  const rounds = Math.max(2, Math.ceil(40 * share));
  const step = await stepOf(transformerObjective(TRANSFORMER), TRANSFORMER.batch);
  const products = await plainProducts();
  const [own, plain] = await inTurns([step, products], rounds);
  const data = `${step.params} parameters, batch ${TRANSFORMER.batch}, ${TRAINING_THREADS} threads; least of ${rounds}`;
  const rows = [
    row("learning.transformer.step", "Training step of a Decision Transformer", {
      value: own?.wall ?? Number.NaN,
      unit: "ms",
      aim: STEP_MILLIS_MAX,
      data,
    }),
    row("learning.transformer.cpu", "Processor time of that step, both threads together", {
      value: own?.cpu ?? Number.NaN,
      unit: "ms",
      aim: STEP_CPU_MILLIS_MAX,
      data,
    }),
    row("learning.transformer.over-products", "The same over plain matrix products of as many operations", {
      value: (own?.cpu ?? Number.NaN) / (plain?.cpu ?? Number.NaN),
      unit: "times",
      aim: OVER_PRODUCTS_MAX,
      data: `${PRODUCTS.count} products of [${PRODUCTS.rows}, ${PRODUCTS.inner}] by [${PRODUCTS.inner}, ${PRODUCTS.wide}], processor time`,
    }),
    await smallRow("convolution", convolutionObjective(64), { batch: 64, rounds }),
    await smallRow("perceptron", perceptronObjective(256), { batch: 256, rounds: rounds * 10 }),
  ];
  for (const { what, value, unit } of rows) say(`${what}: ${value} ${unit}`);
  return rows;
}

type Runs = Readonly<{ batch: number; rounds: number }>;

async function smallRow(kind: string, objective: Objective, { batch, rounds }: Runs): Promise<BenchRow> {
  const step = await stepOf(objective, batch);
  const [own] = await inTurns([step], rounds);
  return row(`learning.${kind}.step`, `Training step of a ${kind}`, {
    value: own?.wall ?? Number.NaN,
    unit: "ms",
    aim: null,
    data: `${step.params} parameters, batch ${batch}, ${TRAINING_THREADS} threads; least of ${rounds}`,
  });
}

type Measured = Pick<BenchRow, "value" | "unit" | "aim" | "data">;
const row = (id: string, what: string, measured: Measured): BenchRow => ({
  id,
  what,
  better: "less",
  ...measured,
  value: Math.round(measured.value * 1_000) / 1_000,
});

type Runner = Readonly<{ session: GraphSession; feeds: Record<string, TensorData>; params: number }>;

async function stepOf(objective: Objective, batch: number): Promise<Runner> {
  const { train, layout } = buildStep(objective, { ...ADAM, weightDecay: 0.01 }, batch);
  const session = await onnxRuntime.load(train, { threads: TRAINING_THREADS });
  const random = randomOf(1);
  const given = Object.entries(objective.inputs).map(([name, shape]) => {
    const most = WHOLE_INPUTS[name] ?? 0;
    return [name, drawn(shape, () => (most > 0 ? Math.floor(random() * most) : 2 * random() - 1))] as const;
  });
  const zeros = () => drawn([layout.size], () => 0);
  const feeds = {
    ...Object.fromEntries(given),
    p: { dims: [layout.size], data: startingValues(layout, 1) },
    m: zeros(),
    v: zeros(),
    rate: drawn([], () => 1e-4),
    mean: drawn([], () => 1),
    spread: drawn([], () => 1),
  };
  return { session, feeds, params: layout.size };
}

/** Inputs that are whole numbers, and how many there are. */
const WHOLE_INPUTS: Readonly<Record<string, number>> = { action: 8, time: 512, y: 3 };

const drawn = (dims: Shape, draw: () => number): TensorData => ({
  dims,
  data: Float32Array.from({ length: sizeOf(dims) }, draw),
});

/** There and back through the two widths, as the layers of the Transformer go. */
async function plainProducts(): Promise<Runner> {
  const { rows, inner, wide, count } = PRODUCTS;
  const graph = Graph.withBatch(1);
  let hidden = graph.input("x", [rows, inner]);
  const [there, back] = [graph.input("there", [inner, wide]), graph.input("back", [wide, inner])];
  for (let i = 0; i < count; i++) hidden = product(hidden, i % 2 === 0 ? there : back);
  const file = writeOnnx(emitOnnx({ name: "products", outputs: { hidden } }));
  const random = randomOf(2);
  const small = () => (2 * random() - 1) / 16;
  const feeds = {
    x: drawn([rows, inner], small),
    there: drawn([inner, wide], small),
    back: drawn([wide, inner], small),
  };
  return { session: await onnxRuntime.load(file, { threads: TRAINING_THREADS }), feeds, params: 0 };
}

/** One run of each, again and again; the least wall time and the least processor time of each, ms. Releases them. */
async function inTurns(runners: readonly Runner[], rounds: number): Promise<{ wall: number; cpu: number }[]> {
  const least = runners.map(() => ({ wall: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY }));
  for (const { session, feeds } of runners) await session.run(feeds);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { session, feeds }] of runners.entries()) {
      const stop = watchCpu();
      const from = performance.now();
      await session.run(feeds);
      const wall = performance.now() - from;
      const cpu = stop().cpuSeconds * 1_000;
      const one = least[i];
      if (one) least[i] = { wall: Math.min(one.wall, wall), cpu: Math.min(one.cpu, cpu) };
    }
  }
  for (const { session } of runners) await session.release();
  return least;
}
