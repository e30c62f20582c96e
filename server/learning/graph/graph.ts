/**
 * A graph of ONNX operators with their derivatives.
 *
 * Building it computes nothing: each call adds a node, or finds the equal one that is there already. A derivative is
 * more nodes of the same graph, so that a whole training step, optimiser included, becomes one file for onnxruntime.
 * Nodes are numbered as they are made, which is an order in which each stands after what it needs.
 */
import type { OnnxAttribute, OnnxNode } from "@/server/learning/onnx/onnx-model";
import { type Shape, shapeError, shapeText, sizeOf } from "./shape";

export type ElementType = "float32" | "int64" | "bool";
export type Attributes = Readonly<Record<string, OnnxAttribute>>;

export type NodeSpec = Readonly<{
  op: string;
  domain?: OnnxNode["domain"];
  ins: readonly Tensor[];
  outs: readonly Readonly<{ shape: Shape; type: ElementType }>[];
  attributes?: Attributes;
}>;

export type GraphNode = Readonly<{
  id: number;
  op: string;
  domain: OnnxNode["domain"];
  ins: readonly Tensor[];
  outs: readonly Tensor[];
  attributes: Attributes;
  /** Of a constant. */
  values: Float32Array | readonly number[] | null;
  /** Of an input. */
  name: string | null;
}>;

/** One output of a node. */
export class Tensor {
  readonly graph: Graph;
  readonly node: GraphNode;
  readonly index: number;
  readonly shape: Shape;
  readonly type: ElementType;

  constructor(graph: Graph, node: GraphNode, at: Readonly<{ index: number; shape: Shape; type: ElementType }>) {
    this.graph = graph;
    this.node = node;
    this.index = at.index;
    this.shape = at.shape;
    this.type = at.type;
  }
}

/** Constants up to this size are shared when they are equal. */
const SHARED_VALUES_MAX = 256;

export class Graph {
  /** Size of the batch that shapes are reckoned with; with `isDynamic` it stands for whatever comes. */
  readonly batch: number;
  readonly isDynamic: boolean;
  readonly #known = new Map<string, GraphNode>();
  readonly #inputs = new Map<string, Tensor>();
  #count = 0;

  private constructor(batch: number, isDynamic: boolean) {
    this.batch = batch;
    this.isDynamic = isDynamic;
  }

  static withBatch(size: number): Graph {
    if (!Number.isSafeInteger(size) || size < 1) throw new RangeError(`a batch has at least one row, was ${size}`);
    return new Graph(size, false);
  }

  /** For serving: as many rows as come. A prime that no size of a model is a multiple of stands for them. */
  static withAnyBatch(): Graph {
    return new Graph(ANY_BATCH, true);
  }

  input(name: string, shape: Shape, type: ElementType = "float32"): Tensor {
    if (this.#inputs.has(name)) throw new RangeError(`the graph has an input ${name} already`);
    const made = this.#make({ op: "Input", ins: [], outs: [{ shape, type }] }, { values: null, name });
    const tensor = only(made);
    this.#inputs.set(name, tensor);
    return tensor;
  }

  constant(shape: Shape, values: ArrayLike<number>): Tensor {
    this.#assertConstant(shape, values.length);
    const key = values.length <= SHARED_VALUES_MAX ? `c${shapeText(shape)}${Array.from(values).join(",")}` : null;
    const spec: NodeSpec = { op: "Constant", ins: [], outs: [{ shape, type: "float32" }] };
    return only(this.#shared(key, () => this.#make(spec, { values: Float32Array.from(values), name: null })));
  }

  scalar(value: number): Tensor {
    return this.constant([], [value]);
  }

  /** Shapes, axes and places that operators take as a tensor. */
  ints(values: readonly number[]): Tensor {
    const spec: NodeSpec = { op: "Constant", ins: [], outs: [{ shape: [values.length], type: "int64" }] };
    return only(this.#shared(`i${values.join(",")}`, () => this.#make(spec, { values: [...values], name: null })));
  }

  node(spec: NodeSpec): readonly Tensor[] {
    for (const tensor of spec.ins) {
      if (tensor.graph !== this) throw new RangeError(`${spec.op}: an operand is of another graph`);
    }
    const ins = spec.ins.map((tensor) => `${tensor.node.id}.${tensor.index}`).join(" ");
    const outs = spec.outs.map((out) => shapeText(out.shape)).join("");
    const key = `${spec.op} ${ins} ${outs} ${JSON.stringify(spec.attributes ?? {})}`;
    return this.#shared(key, () => this.#make(spec, { values: null, name: null })).outs;
  }

  #shared(key: string | null, make: () => GraphNode): GraphNode {
    const known = key === null ? undefined : this.#known.get(key);
    if (known) return known;
    const made = make();
    if (key !== null) this.#known.set(key, made);
    return made;
  }

  #make(spec: NodeSpec, given: Pick<GraphNode, "values" | "name">): GraphNode {
    const outs: Tensor[] = [];
    const node: GraphNode = {
      id: this.#count++,
      op: spec.op,
      domain: spec.domain ?? "",
      ins: spec.ins,
      outs,
      attributes: spec.attributes ?? {},
      ...given,
    };
    for (const [index, out] of spec.outs.entries()) outs.push(new Tensor(this, node, { index, ...out }));
    return node;
  }

  #assertConstant(shape: Shape, count: number): void {
    if (sizeOf(shape) !== count) throw shapeError("Constant", [shape], `needs ${sizeOf(shape)} values, was ${count}`);
    if (this.isDynamic && shape.some((size) => size % ANY_BATCH === 0)) {
      throw shapeError("Constant", [shape], "a constant cannot have as many rows as the batch, which is not known");
    }
  }
}

/** A prime far above every size of a layer. */
const ANY_BATCH = 1_000_003;

const only = (node: GraphNode): Tensor => first(node.outs);

/** Of a node that has outputs, as all have. */
export function first(outs: readonly Tensor[]): Tensor {
  const [tensor] = outs;
  if (tensor === undefined) throw new RangeError("a node without outputs");
  return tensor;
}
