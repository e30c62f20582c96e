/** What logistic regression, perceptrons and convolutions have in common: fitted by gradients, exported as they are. */
import { AppError } from "@/server/domain/errors";
import { add } from "@/server/learning/graph/elementwise";
import { emitOnnx } from "@/server/learning/graph/emit";
import { Graph, type Tensor } from "@/server/learning/graph/graph";
import { softmax } from "@/server/learning/graph/normalise";
import type { FitInput, FittedModel, HyperParams, ModelFamily } from "@/server/learning/model-family";
import { crossEntropy, ridge } from "@/server/learning/nn/losses";
import { type Build, fromValues, type ParamLayout } from "@/server/learning/nn/params";
import { fitScaler, type Scaler, scaled } from "@/server/learning/nn/scaler";
import { type TrainingPlan, trainNetwork } from "@/server/learning/nn/train";
import type { Objective } from "@/server/learning/nn/train-step";
import { fingerprint, rowsWithWindow, windowFeed } from "@/server/learning/nn/windows";
import type { OnnxModel } from "@/server/learning/onnx/onnx-model";
import { quantised } from "@/server/learning/onnx/quantise";
import { writeOnnx } from "@/server/learning/onnx/write-onnx";
import { predictor } from "./predictor";

export type Network = Readonly<{
  /** Rows of the past that it looks at. */
  steps: number;
  /** @param x  [rows, columns], or [rows, steps, columns] oldest first @returns logits [rows, classes] */
  logits: (build: Build, x: Tensor, classes: number) => Tensor;
  training: Omit<TrainingPlan, "objective" | "batch"> & Readonly<{ batchMax: number }>;
  /** Adds λ/2 times the squares of a parameter to the loss. */
  ridge: Readonly<{ of: string; lambda: number }> | null;
}>;

export type NetworkDefinition = Pick<ModelFamily, "name" | "title" | "explanation" | "params"> &
  Readonly<{
    network: (params: HyperParams) => Network;
    /** Whether large products are served in int8. */
    isQuantised: boolean;
    importance: ((layout: ParamLayout, values: Float32Array, columns: number) => Float64Array) | null;
  }>;

export const networkFamily = (definition: NetworkDefinition): ModelFamily => ({
  name: definition.name,
  title: definition.title,
  explanation: definition.explanation,
  params: definition.params,
  fit: (input) => fitNetwork(definition, input),
});

async function fitNetwork(definition: NetworkDefinition, input: FitInput): Promise<FittedModel> {
  const { data, classes } = input;
  const columns = data.columns.length;
  const network = definition.network(input.params);
  const train = rowsWithWindow(data, input.train, network.steps);
  if (train.length < 2) {
    throw new AppError(
      "invalid",
      `${definition.title} needs at least 2 rows with ${network.steps} rows of their run; of ${input.train.length} rows ${train.length} have them`,
    );
  }
  const scaler = fitScaler(data, train);
  const batch = batchOf(train.length, network.training.batchMax);
  const valid = rowsWithWindow(data, input.valid, network.steps);
  const { layout, values, curve } = await trainNetwork({
    ...input,
    feed: windowFeed(data, network.steps, batch),
    train,
    valid,
    plan: {
      ...network.training,
      batch,
      objective: objectiveOf(network, scaler, { batch, classes }),
    },
    of: JSON.stringify([definition.name, input.params, data.columns, classes, fingerprint(data, train, valid)]),
  });
  const served = servingGraph(network, { scaler, layout, values, classes, family: definition.name });
  const graph = definition.isQuantised ? quantised(served) : served;
  const onnx = writeOnnx(graph);
  const { predict, release } = await predictor(input.runtime, onnx, { steps: network.steps, classes });
  return {
    family: definition.name,
    columns: data.columns,
    classes,
    curve,
    onnx,
    graph,
    steps: network.steps,
    predict,
    importance: definition.importance?.(layout, values, columns) ?? null,
    shap: null,
    explain: null,
    release,
  };
}

/** Small enough that an epoch has some forty steps where rows are few. */
const batchOf = (rows: number, max: number): number => {
  let batch = max;
  while (batch > BATCH_MIN && batch * 40 > rows) batch /= 2;
  return batch;
};
const BATCH_MIN = 32;

type Sizes = Readonly<{ batch: number; classes: number }>;

const inputShape = (rows: number, { steps }: Network, columns: number): readonly number[] =>
  steps === 1 ? [rows, columns] : [rows, steps, columns];

function objectiveOf(network: Network, scaler: Scaler, { batch: rows, classes }: Sizes): Objective {
  const columns = scaler.middle.length;
  return {
    inputs: { x: inputShape(rows, network, columns), y: [rows], weight: [rows] },
    loss: (build, { x, y, weight }) => {
      if (!x || !y || !weight) throw new RangeError("the objective needs x, y and weight");
      const asked = new Map<string, Tensor>();
      const watched: Build = { ...build, param: (spec) => noted(asked, spec.name, build.param(spec)) };
      const loss = crossEntropy(network.logits(watched, scaled(x, scaler), classes), { y, weight });
      const weights = asked.get(network.ridge?.of ?? "");
      // What is measured is the plain log loss, so that it can be compared.
      const isLearning = build.mask !== null;
      return isLearning && network.ridge && weights ? add(loss, ridge(weights, network.ridge.lambda)) : loss;
    },
  };
}

function noted(into: Map<string, Tensor>, name: string, tensor: Tensor): Tensor {
  into.set(name, tensor);
  return tensor;
}

type Fitted = Readonly<{ scaler: Scaler; layout: ParamLayout; values: Float32Array; classes: number; family: string }>;

/** The training graph's forward pass for any number of rows, with its parameters in it. */
function servingGraph(network: Network, { scaler, layout, values, classes, family }: Fitted): OnnxModel {
  const graph = Graph.withAnyBatch();
  const x = graph.input("features", inputShape(graph.batch, network, scaler.middle.length));
  const build: Build = { param: fromValues(layout, graph, values), mask: null };
  const probabilities = softmax(network.logits(build, scaled(x, scaler), classes));
  return emitOnnx({ name: family, outputs: { probabilities }, metadata: { family } });
}
