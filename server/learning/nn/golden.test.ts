import { defaultDevice, grad, init, type Array as JaxArray, nn, numpy as np } from "@jax-js/jax";
import { beforeAll, expect, test } from "vitest";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { gradients } from "@/server/learning/graph/backward";
import { add, square } from "@/server/learning/graph/elementwise";
import { emitOnnx } from "@/server/learning/graph/emit";
import { Graph, type Tensor } from "@/server/learning/graph/graph";
import { mean } from "@/server/learning/graph/reduce";
import { type Shape, sizeOf } from "@/server/learning/graph/shape";
import { writeOnnx } from "@/server/learning/onnx/write-onnx";
import { randomOf } from "@/server/learning/random";
import { transformerBlock } from "./attention";
import { activated, causalConv, linear, normalised } from "./layers";
import { crossEntropy } from "./losses";
import { type Build, layoutOf } from "./params";

// Guarantee: whole networks have the derivatives that another implementation finds: jax-js 0.1.25, where they are
// written out anew. Both reckon in float32, so that the relative distance of all derivatives together is some 1e-7.
const CLOSE = 3e-6;

beforeAll(async () => {
  await init("wasm");
  defaultDevice("wasm");
});

type Ours = (build: Build, x: Tensor) => Tensor;
/** Parameters in the order in which our side asks for them. */
type Theirs = (x: JaxArray, params: readonly JaxArray[]) => JaxArray;

const BATCH = 3;
const STEPS = 5;
const WIDTH = 6;
const SEQUENCE = [BATCH, STEPS, WIDTH];

test("a perceptron", async () => {
  const ours: Ours = (build, x) => {
    const hidden = activated(linear(build, x, { name: "a", out: 8 }), "relu");
    const logits = linear(build, activated(linear(build, hidden, { name: "b", out: 8 }), "gelu"), {
      name: "c",
      out: 3,
    });
    return crossEntropy(logits, {
      y: x.graph.constant([4], [0, 2, 1, 1]),
      weight: x.graph.constant([4], [1, 1, 2, 0]),
    });
  };
  const theirs: Theirs = (x, p) => {
    const hidden = nn.relu(jaxLinear(x, p, 0));
    const logits = jaxLinear(nn.gelu(jaxLinear(hidden, p, 2), { approximate: true }), p, 4);
    const shares = np
      .array(Float32Array.of(1, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0))
      .reshape([4, 3])
      .mul(-1 / 4);
    return np.sum(nn.logSoftmax(logits, 1).mul(shares));
  };
  expect(await distance([4, WIDTH], ours, theirs)).toBeLessThan(CLOSE);
});

test("a block of a temporal convolution", async () => {
  const ours: Ours = (build, x) => {
    const even = normalised(build, x, "norm");
    const seen = activated(causalConv(build, even, { name: "conv", out: WIDTH, taps: 3, dilation: 2 }), "relu");
    return mean(square(add(x, seen)));
  };
  const theirs: Theirs = (x, p) => {
    const all = jaxLinear(jaxNorm(x, p, 0), p, 2);
    const taps = [0, 1, 2].map((tap) => {
      const part = all.ref.slice([], [0, STEPS - 2 * tap], [tap * WIDTH, (tap + 1) * WIDTH]);
      return tap === 0 ? part : np.concatenate([np.zeros([BATCH, 2 * tap, WIDTH]), part], 1);
    });
    return np.mean(np.square(x.ref.add(nn.relu(taps.reduce((total, part) => total.add(part))))));
  };
  expect(await distance(SEQUENCE, ours, theirs)).toBeLessThan(CLOSE);
});

test("a block of causal attention", async () => {
  const ours: Ours = (build, x) =>
    mean(square(transformerBlock(build, x, { name: "block", heads: 2, isCausal: true })));
  const theirs: Theirs = (x, p) => {
    const attended = x.ref.add(jaxAttention(jaxNorm(x, p, 0), p));
    const wide = nn.gelu(jaxLinear(jaxNorm(attended, p, 6), p, 8), { approximate: true });
    return np.mean(np.square(attended.ref.add(jaxLinear(wide, p, 10))));
  };
  expect(await distance(SEQUENCE, ours, theirs)).toBeLessThan(CLOSE);
});

const at = (params: readonly JaxArray[], i: number): JaxArray => {
  const found = params[i];
  if (found === undefined) throw new RangeError(`there is no parameter ${i}`);
  return found.ref;
};

const jaxLinear = (...[x, p, i]: [x: JaxArray, p: readonly JaxArray[], i: number]): JaxArray =>
  np.matmul(x.ref, at(p, i)).add(at(p, i + 1));

function jaxNorm(x: JaxArray, p: readonly JaxArray[], i: number): JaxArray {
  const centred = x.ref.sub(np.mean(x.ref, -1, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), -1, { keepdims: true });
  return centred
    .div(np.sqrt(variance.add(1e-5)))
    .mul(at(p, i))
    .add(at(p, i + 1));
}

function jaxAttention(x: JaxArray, p: readonly JaxArray[]): JaxArray {
  const size = WIDTH / 2;
  const all = jaxLinear(x, p, 2);
  const heads = [0, 1].map((head) => {
    const [q, k, v] = [0, 1, 2].map((part) => {
      const from = part * WIDTH + head * size;
      return all.ref.slice([], [], [from, from + size]);
    });
    if (!q || !k || !v) throw new RangeError("three parts");
    const scores = np.matmul(q, np.transpose(k, [0, 2, 1])).div(Math.sqrt(size));
    const later = Float32Array.from({ length: STEPS ** 2 }, (_, i) => (i % STEPS > Math.floor(i / STEPS) ? -1e9 : 0));
    return np.matmul(nn.softmax(scores.add(np.array(later).reshape([STEPS, STEPS])), -1), v);
  });
  return jaxLinear(np.concatenate(heads, 2), p, 4);
}

/** ‖ours − theirs‖ / ‖theirs‖ of the derivatives by all parameters and by x. */
async function distance(shape: Shape, ours: Ours, theirs: Theirs): Promise<number> {
  const { specs } = layoutOf((build, graph) => ours(build, graph.input("x", shape)), shape[0] ?? 1);
  const random = randomOf(5);
  const shapes = [shape, ...specs.map((spec) => spec.shape)];
  const values = shapes.map((one) => Float32Array.from({ length: sizeOf(one) }, () => 2 * random() - 1));
  const mine = await ourGradients({ specs: specs.map(({ name }) => name), shapes, values }, ours);
  const [x, ...params] = shapes.map((one, i) => np.array(values[i] ?? new Float32Array()).reshape([...one]));
  if (x === undefined) throw new RangeError("no input");
  const [byX, byParams] = grad((a: JaxArray, b: JaxArray[]) => theirs(a, b), { argnums: [0, 1] })(x, params);
  const other = [byX, ...byParams].flatMap((one) => Array.from(one.dataSync() as Float32Array, Number));
  const apart = mine.map((value, i) => (value - (other[i] ?? Number.NaN)) ** 2).reduce((a, b) => a + b, 0);
  return Math.sqrt(apart / other.reduce((total, value) => total + value ** 2, 0));
}

type Given = Readonly<{ specs: readonly string[]; shapes: readonly Shape[]; values: readonly Float32Array[] }>;

async function ourGradients({ specs, shapes, values }: Given, ours: Ours): Promise<number[]> {
  const graph = Graph.withBatch(shapes[0]?.[0] ?? 1);
  const inputs = shapes.map((shape, i) => graph.input(`i${i}`, shape));
  const param: Build["param"] = ({ name }) => inputs[specs.indexOf(name) + 1] ?? graph.scalar(Number.NaN);
  const loss = ours({ param, mask: null }, inputs[0] ?? graph.scalar(Number.NaN));
  const found = gradients(loss, inputs).map((gradient, i) => [`g${i}`, gradient] as const);
  const file = writeOnnx(emitOnnx({ name: "golden", outputs: Object.fromEntries(found) }));
  const session = await onnxRuntime.load(file, { threads: 1 });
  const feeds = shapes.map((dims, i) => [`i${i}`, { dims, data: values[i] ?? new Float32Array() }] as const);
  const out = await session.run(Object.fromEntries(feeds));
  await session.release();
  return shapes.flatMap((_, i) => Array.from(out[`g${i}`]?.data ?? [], Number));
}
