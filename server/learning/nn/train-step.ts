/** A whole training step, forward, backward and optimiser, as one ONNX file; and the loss alone, to validate. */
import { gradients } from "@/server/learning/graph/backward";
import { emitOnnx } from "@/server/learning/graph/emit";
import { Graph, type Tensor } from "@/server/learning/graph/graph";
import type { Shape } from "@/server/learning/graph/shape";
import { writeOnnx } from "@/server/learning/onnx/write-onnx";
import { type AdamSettings, adamw } from "./adamw";
import { type Build, decayMask, fromVector, layoutOf, type ParamLayout } from "./params";

export type Objective = Readonly<{
  /** Inputs by name, the batch in front. */
  inputs: Readonly<Record<string, Shape>>;
  /** The number to make small. @param given  tensors of `inputs` */
  loss: (build: Build, given: Readonly<Record<string, Tensor>>) => Tensor;
}>;

export type StepGraphs = Readonly<{
  layout: ParamLayout;
  /** In: p, m, v, rate, mean, spread, masks and the objective's inputs. Out: p2, m2, v2, loss, length. */
  train: Uint8Array;
  /** In: p and the objective's inputs. Out: loss. */
  measure: Uint8Array;
}>;

/** @param batch  rows of every input; a step that has fewer fills up with rows of weight 0 */
export function buildStep(objective: Objective, adam: AdamSettings, batch: number): StepGraphs {
  const layout = layoutOf((build, graph) => objective.loss(build, inputsOf(objective, graph)), batch);
  return {
    layout,
    train: trainGraph(objective, layout, { adam, batch }),
    measure: measureGraph(objective, layout, batch),
  };
}

type Options = Readonly<{ adam: AdamSettings; batch: number }>;

function trainGraph(objective: Objective, layout: ParamLayout, { adam, batch }: Options): Uint8Array {
  const graph = Graph.withBatch(batch);
  const vector = (name: string) => graph.input(name, [layout.size]);
  const scalar = (name: string) => graph.input(name, []);
  const [p, m, v] = [vector("p"), vector("m"), vector("v")];
  const build: Build = {
    param: fromVector(layout, p),
    mask: (spec) => graph.input(`mask ${spec.name}`, spec.shape),
  };
  const loss = objective.loss(build, inputsOf(objective, graph));
  const [gradient = p] = gradients(loss, [p]);
  const decays = graph.constant([layout.size], decayMask(layout));
  const scalars = { rate: scalar("rate"), mean: scalar("mean"), spread: scalar("spread") };
  const next = adamw({ p, m, v, gradient, decays }, scalars, adam);
  return writeOnnx(
    emitOnnx({ name: "train", outputs: { p2: next.p, m2: next.m, v2: next.v, loss, length: next.length } }),
  );
}

function measureGraph(objective: Objective, layout: ParamLayout, batch: number): Uint8Array {
  const graph = Graph.withBatch(batch);
  const build: Build = { param: fromVector(layout, graph.input("p", [layout.size])), mask: null };
  return writeOnnx(emitOnnx({ name: "measure", outputs: { loss: objective.loss(build, inputsOf(objective, graph)) } }));
}

const inputsOf = ({ inputs }: Objective, graph: Graph): Readonly<Record<string, Tensor>> =>
  Object.fromEntries(Object.entries(inputs).map(([name, shape]) => [name, graph.input(name, shape)]));
