/** A graph as an ONNX model: only what the outputs need, and for a batch of any size what stands for it as symbol N. */
import { AppError } from "@/server/domain/errors";
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from "@/server/learning/onnx/onnx-model";
import { floatTensor, int64Tensor } from "@/server/learning/onnx/tensor-bytes";
import type { Graph, GraphNode, Tensor } from "./graph";
import { shapeError } from "./shape";

export type Emission = Readonly<{
  name: string;
  /** By the name that each has in the file. */
  outputs: Readonly<Record<string, Tensor>>;
  metadata?: Readonly<Record<string, string>>;
}>;

/** @throws AppError refused for an operator that gives wrong results */
export function emitOnnx({ name, outputs, metadata = {} }: Emission): OnnxModel {
  const nodes = needed(Object.values(outputs).map((tensor) => tensor.node));
  const names = new Map<Tensor, string>();
  const initializers: OnnxTensor[] = [];
  const inputs: OnnxValue[] = [];
  const written: OnnxNode[] = [];
  const named = new Map(Object.entries(outputs).map(([as, tensor]) => [tensor, as]));
  for (const node of nodes) {
    for (const out of node.outs) names.set(out, isSource(node) ? sourceName(node) : (named.get(out) ?? placeName(out)));
    if (node.op === "Input") inputs.push(...node.outs.map((out) => valueOf(names.get(out) ?? "", out)));
    else if (node.op === "Constant") initializers.push(constantOf(node));
    else written.push(operator(node, { names, initializers }));
  }
  for (const [as, tensor] of Object.entries(outputs)) {
    const from = names.get(tensor) ?? "";
    if (from !== as) written.push({ op: "Identity", domain: "", inputs: [from], outputs: [as], attributes: {} });
  }
  const results = Object.entries(outputs).map(([as, tensor]) => valueOf(as, tensor));
  return {
    name,
    nodes: written,
    initializers: used(initializers, written),
    inputs,
    outputs: results,
    metadata,
  };
}

const isSource = (node: GraphNode): boolean => node.op === "Input" || node.op === "Constant";
const sourceName = (node: GraphNode): string => node.name ?? `c${node.id}`;
const placeName = (tensor: Tensor): string => `n${tensor.node.id}${tensor.index === 0 ? "" : `.${tensor.index}`}`;

/** All that the outputs rest on, in the order in which they were made. */
function needed(ends: readonly GraphNode[]): GraphNode[] {
  const found = new Set<GraphNode>(ends);
  const stack = [...found];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const { node: before } of node.ins) {
      if (found.has(before)) continue;
      found.add(before);
      stack.push(before);
    }
  }
  return [...found].toSorted((a, b) => a.id - b.id);
}

/** A shape that was written anew for a batch of any size leaves the old one unused. */
function used(initializers: readonly OnnxTensor[], nodes: readonly OnnxNode[]): OnnxTensor[] {
  const asked = new Set(nodes.flatMap((node) => node.inputs));
  return initializers.filter(({ name }) => asked.has(name));
}

function valueOf(name: string, { graph, shape, type }: Tensor): OnnxValue {
  return { name, type, dims: shape.map((size) => (isBatch(graph, size) ? "N" : size)) };
}

const isBatch = (graph: Graph, size: number): boolean => graph.isDynamic && size > 0 && size % graph.batch === 0;

function constantOf(node: GraphNode): OnnxTensor {
  const [out] = node.outs;
  const at = { name: sourceName(node), dims: out?.shape ?? [] };
  return out?.type === "int64" ? int64Tensor(at, Array.from(node.values ?? [])) : floatTensor(at, node.values ?? []);
}

type Written = Readonly<{ names: ReadonlyMap<Tensor, string>; initializers: OnnxTensor[] }>;

function operator(node: GraphNode, { names, initializers }: Written): OnnxNode {
  assertSound(node);
  return {
    op: node.op,
    domain: node.domain,
    inputs: node.ins.map((tensor) => anyBatch(node, tensor, initializers) ?? names.get(tensor) ?? ""),
    outputs: node.outs.map((tensor) => names.get(tensor) ?? ""),
    attributes: node.attributes,
  };
}

/** onnxruntime adds duplicates in a race on more than one thread: wrong sums without a word (onnxruntime#18048). */
function assertSound(node: GraphNode): void {
  if (node.op !== "ScatterND" || node.attributes["reduction"]?.value !== "add") return;
  throw new AppError("refused", "ScatterND with reduction add is wrong on more than one thread; use a one-hot product");
}

/** @returns the name of the shape for a batch of any size; null where the operand does not hang on it */
function anyBatch(node: GraphNode, operand: Tensor, initializers: OnnxTensor[]): string | null {
  const values = Array.from(operand.node.values ?? []);
  const { graph } = operand;
  if (operand.type !== "int64" || !values.some((size) => isBatch(graph, size))) return null;
  const [x] = node.ins;
  const shape = x?.shape ?? [];
  const isRepeated = node.op === "Expand" && shape.at(-values.length) !== values[0];
  if ((node.op !== "Reshape" && node.op !== "Expand") || isRepeated) {
    throw shapeError(node.op, [shape], "cannot be told for a batch of any size");
  }
  const dims = values.map((size) => (isBatch(graph, size) ? (node.op === "Reshape" ? -1 : 1) : size));
  const name = `s${node.id}`;
  initializers.push(int64Tensor({ name, dims: [dims.length] }, dims));
  return name;
}
