/**
 * What a network learns, and how it comes into a graph: out of one flat vector in training, as constants in serving. A
 * network is a function that asks for its parameters by name, so that both graphs are built by the same code.
 */
import { Graph, type Tensor } from "@/server/learning/graph/graph";
import { type Shape, sizeOf } from "@/server/learning/graph/shape";
import { reshape, split } from "@/server/learning/graph/shaping";
import { randomOf } from "@/server/learning/random";

export type ParamSpec = Readonly<{
  /** `layer1.w`: one name, one parameter. */
  name: string;
  shape: Shape;
  /** All zeros, all ones, or drawn evenly with this standard deviation. */
  start: "zeros" | "ones" | Readonly<{ sd: number }>;
  /** Whether weight decay pulls at it: weights, not biases and scales. */
  decays: boolean;
}>;

export type MaskSpec = Readonly<{ name: string; shape: Shape; rate: number }>;

/** What a network is built with. */
export type Build = Readonly<{
  param: (spec: ParamSpec) => Tensor;
  /** Zeros and 1 / (1 − rate) in training (Srivastava et al., "Dropout", 2014); null where nothing is dropped. */
  mask: ((spec: MaskSpec) => Tensor) | null;
}>;

export type ParamLayout = Readonly<{ specs: readonly ParamSpec[]; masks: readonly MaskSpec[]; size: number }>;

/** Builds once to see what is asked for. */
export function layoutOf(build: (build: Build, graph: Graph) => unknown, batch: number): ParamLayout {
  const graph = Graph.withBatch(batch);
  const specs = new Map<string, ParamSpec>();
  const masks: MaskSpec[] = [];
  build(
    {
      param: (spec) => {
        if (specs.has(spec.name)) throw new RangeError(`the network asks twice for a parameter ${spec.name}`);
        specs.set(spec.name, spec);
        return graph.input(`param ${spec.name}`, spec.shape);
      },
      mask: (spec) => {
        masks.push(spec);
        return graph.input(`mask ${spec.name}`, spec.shape);
      },
    },
    graph,
  );
  const all = [...specs.values()];
  return { specs: all, masks, size: all.reduce((total, spec) => total + sizeOf(spec.shape), 0) };
}

/** Parameters cut out of one vector. */
export function fromVector({ specs }: ParamLayout, vector: Tensor): Build["param"] {
  const parts = split(
    vector,
    0,
    specs.map((spec) => sizeOf(spec.shape)),
  );
  return lookUp(specs, (spec, i) => reshape(parts[i] ?? vector, spec.shape));
}

/** Parameters that no longer change. */
export function fromValues({ specs }: ParamLayout, graph: Graph, values: Float32Array): Build["param"] {
  const starts = offsets(specs);
  return lookUp(specs, (spec, i) => {
    const from = starts[i] ?? 0;
    return graph.constant(spec.shape, values.subarray(from, from + sizeOf(spec.shape)));
  });
}

function lookUp(specs: readonly ParamSpec[], make: (spec: ParamSpec, index: number) => Tensor): Build["param"] {
  return (wanted) => {
    const index = specs.findIndex((spec) => spec.name === wanted.name);
    const spec = specs[index];
    if (spec === undefined) throw new RangeError(`the layout has no parameter ${wanted.name}`);
    return make(spec, index);
  };
}

/** Values to begin with, the same for the same seed. */
export function startingValues({ specs, size }: ParamLayout, seed: number): Float32Array {
  const values = new Float32Array(size);
  const starts = offsets(specs);
  for (const [i, { start, shape }] of specs.entries()) {
    const from = starts[i] ?? 0;
    const part = values.subarray(from, from + sizeOf(shape));
    if (start === "zeros") continue;
    if (start === "ones") part.fill(1);
    else drawEvenly(part, start.sd, randomOf(seed, STARTS, i));
  }
  return values;
}

/** 1 where weight decay pulls. */
export function decayMask({ specs, size }: ParamLayout): Float32Array {
  const values = new Float32Array(size);
  const starts = offsets(specs);
  for (const [i, spec] of specs.entries()) {
    const from = starts[i] ?? 0;
    if (spec.decays) values.fill(1, from, from + sizeOf(spec.shape));
  }
  return values;
}

/** Streams of random numbers: one for each use. */
const STARTS = 1;

function drawEvenly(into: Float32Array, sd: number, random: () => number): void {
  const bound = sd * Math.sqrt(3);
  for (let i = 0; i < into.length; i++) into[i] = (2 * random() - 1) * bound;
}

function offsets(specs: readonly ParamSpec[]): number[] {
  let total = 0;
  return specs.map((spec) => {
    total += sizeOf(spec.shape);
    return total - sizeOf(spec.shape);
  });
}
