import { expect, test } from "vitest";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { writeOnnx } from "@/server/learning/onnx/write-onnx";
import { gradients } from "./backward";
import { add, clip, div, isMissing, less, mul, sub, tanh, where } from "./elementwise";
import { emitOnnx } from "./emit";
import { Graph, type Tensor } from "./graph";
import { affine, affineLast, batchedProduct, product } from "./matrix";
import { layerNorm } from "./normalise";
import { sum } from "./reduce";
import { concat, expand, pad, reshape, slice, split, transpose } from "./shaping";

const graph = Graph.withBatch(4);
let count = 0;
const some = (...shape: number[]): Tensor => graph.input(`in${count++}`, shape);

test("equal nodes are one, and nodes that no output needs are left out", () => {
  const x = some(4, 2);
  expect(add(mul(x, 2), 1)).toBe(add(mul(x, 2), 1));
  expect(add(mul(x, 2), 1)).not.toBe(add(mul(x, 2), 2));
  tanh(x);
  const { nodes, inputs } = emitOnnx({ name: "few", outputs: { y: add(mul(x, 2), 1) } });
  expect(nodes.map(({ op }) => op)).toEqual(["Mul", "Add"]);
  expect(inputs).toHaveLength(1);
});

test("one tensor may leave under two names, and an input may leave as it is", async () => {
  const own = Graph.withBatch(1);
  const x = own.input("x", [2]);
  const y = mul(x, 3);
  const file = writeOnnx(emitOnnx({ name: "names", outputs: { y, again: y, x2: x } }));
  const session = await onnxRuntime.load(file, { threads: 1 });
  const { y: one, again, x2 } = await session.run({ x: { dims: [2], data: Float32Array.of(1, 2) } });
  expect([one, again, x2].map((out) => Array.from(out?.data ?? [], Number))).toEqual([
    [3, 6],
    [3, 6],
    [1, 2],
  ]);
  await session.release();
});

test("a batch of any size runs with whatever comes, at the front and folded into rows", async () => {
  const any = Graph.withAnyBatch();
  const x = any.input("x", [any.batch, 3, 2]);
  const w = any.constant([2, 2], [1, 2, 3, 4]);
  const y = affineLast(x, w, any.constant([2], [0, 1]));
  const session = await onnxRuntime.load(writeOnnx(emitOnnx({ name: "any", outputs: { y } })), { threads: 1 });
  for (const rows of [1, 5]) {
    const data = Float32Array.from({ length: rows * 6 }, (_, i) => i);
    const out = await session.run({ x: { dims: [rows, 3, 2], data } });
    expect(out["y"]?.dims).toEqual([rows, 3, 2]);
    expect(Array.from(out["y"]?.data.slice(0, 4) ?? [], Number)).toEqual([3, 5, 11, 17]);
  }
  await session.release();
});

test("what would need the batch's size is refused when it is not known", () => {
  const any = Graph.withAnyBatch();
  const x = any.input("x", [any.batch, 2]);
  expect(() => any.constant([any.batch], new Float32Array(any.batch))).toThrow("a constant cannot have as many rows");
  const wide = expand(any.scalar(1), [any.batch, 2]);
  expect(() => emitOnnx({ name: "wide", outputs: { y: mul(wide, x) } })).toThrow(
    "cannot be told for a batch of any size",
  );
  const tail = slice(x, 0, { from: 1, to: any.batch });
  expect(() => emitOnnx({ name: "tail", outputs: { y: tail } })).toThrow("cannot be told");
});

test("adding up scattered duplicates is refused: it is wrong on more than one thread", () => {
  const [y] = graph.node({
    op: "ScatterND",
    ins: [some(4), graph.ints([0]), some(1)],
    outs: [{ shape: [4], type: "float32" }],
    attributes: { reduction: { kind: "string", value: "add" } },
  });
  expect(() => emitOnnx({ name: "scatter", outputs: { y: y ?? some(1) } })).toThrow("ScatterND with reduction add");
});

test("derivatives by what the loss does not depend on are zeros", async () => {
  const own = Graph.withBatch(1);
  const [x, z] = [own.input("x", [2]), own.input("z", [2])];
  const [byX, byZ] = gradients(sum(mul(x, x)), [x, z]);
  if (!byX || !byZ) throw new Error("two derivatives");
  const session = await onnxRuntime.load(writeOnnx(emitOnnx({ name: "zero", outputs: { byX, byZ } })), { threads: 1 });
  const out = await session.run({ x: { dims: [2], data: Float32Array.of(1, 2) } });
  expect([out["byX"]?.data, out["byZ"]?.data]).toEqual([Float32Array.of(2, 4), Float32Array.of(0, 0)]);
  await session.release();
});

const other = Graph.withBatch(4);

test.each<[string, () => unknown, string]>([
  [
    "shapes that do not broadcast",
    () => add(some(2, 3), some(2, 4)),
    "Add of [2, 3] and [2, 4]: dimension 1 must be equal or 1, was 3 and 4",
  ],
  [
    "a product of unequal inner sizes",
    () => product(some(2, 3), some(4, 2)),
    "Gemm of [2, 3] and [4, 2]: inner sizes must be equal, was 3 and 4",
  ],
  [
    "a layer of another width",
    () => affine(some(2, 3), some(4, 2), some(2)),
    "Gemm of [2, 3] and [4, 2] and [2]: needs [rows, in], [in, out] and [out]",
  ],
  [
    "batches of unequal size",
    () => batchedProduct(some(2, 3, 4), some(3, 4, 3), { a: false, b: false, alpha: 1 }),
    "FusedMatMul of [2, 3, 4] and [3, 4, 3]: all but the last two",
  ],
  [
    "a reshape that loses numbers",
    () => reshape(some(2, 3), [5]),
    "Reshape of [2, 3] and [5]: needs as many numbers, was 6 to 5",
  ],
  [
    "an order that names an axis twice",
    () => transpose(some(2, 3), [0, 0]),
    "Transpose of [2, 3]: the order must name each axis once, was [0, 0]",
  ],
  ["an expansion to less", () => expand(some(3), [2]), "Expand of [3] and [2]: dimension 0 must be equal or 1"],
  [
    "parts that do not fit together",
    () => concat([some(2, 3), some(3, 3)], 1),
    "Concat of [2, 3] and [3, 3]: all but axis 1 must be equal",
  ],
  [
    "parts that do not add up",
    () => split(some(5), 0, [2, 2]),
    "Split of [5]: parts of axis 0 must add up to 5, was 4",
  ],
  [
    "a slice outside",
    () => slice(some(5), 0, { from: 2, to: 6 }),
    "Slice of [5]: must lie within axis 0 of 5, was 2 to 6",
  ],
  [
    "a cut that leaves nothing",
    () => pad(some(2), 0, { before: -1, after: -1 }),
    "Pad of [2]: something of axis 0 must be left",
  ],
  [
    "an axis that is not there",
    () => sum(some(2, 3), [2]),
    "ReduceSum of [2, 3]: axis must be within the 2 dimensions, was 2",
  ],
  [
    "scales of another width",
    () => layerNorm(some(2, 3), some(2), some(3)),
    "LayerNormalization of [2, 3] and [2] and [3]: needs [..., 3] and two of [3]",
  ],
  [
    "bounds the wrong way round",
    () => clip(some(2), 1, -1),
    "Clip of [2]: the lower bound must be below the upper, was 1 and -1",
  ],
  ["a number as a condition", () => where(some(2), 1, 0), "Where of [2]: needs a bool, was float32"],
  ["sums of truths", () => add(less(some(2), 0), 1), "Add of [2]: needs float32, was bool"],
  [
    "comparing truths with numbers",
    () => less(isMissing(some(2)), 1),
    "Less of [2] and []: needs equal types, was bool and float32",
  ],
  ["two numbers", () => sub(1, 2), "Sub of two numbers: one must be a tensor"],
  ["operands of two graphs", () => div(some(2), other.input("x", [2])), "Div: an operand is of another graph"],
  [
    "a constant with too few values",
    () => graph.constant([2, 2], [1, 2, 3]),
    "Constant of [2, 2]: needs 4 values, was 3",
  ],
  ["a name twice", () => [other.input("twice", [1]), other.input("twice", [1])], "has an input twice already"],
  ["derivatives of many numbers", () => gradients(some(2), []), "gradients of [2]: only a single number has gradients"],
  ["no rows", () => Graph.withBatch(0), "a batch has at least one row, was 0"],
])("refuses %s", (_, build, says) => {
  expect(build).toThrow(says);
});
