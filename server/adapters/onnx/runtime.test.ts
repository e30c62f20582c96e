import { expect, test } from "vitest";
import type { OnnxModel } from "@/server/learning/onnx/onnx-model";
import { floatTensor } from "@/server/learning/onnx/tensor-bytes";
import { writeOnnx } from "@/server/learning/onnx/write-onnx";
import { onnxRuntime } from "./runtime";

/** y = x W + b with a symbolic batch. */
const linear: OnnxModel = {
  name: "linear",
  nodes: [
    {
      op: "Gemm",
      domain: "",
      inputs: ["x", "w", "b"],
      outputs: ["y"],
      attributes: { alpha: { kind: "float", value: 1 }, transB: { kind: "int", value: 0 } },
    },
  ],
  initializers: [
    floatTensor({ name: "w", dims: [2, 3] }, [1, 2, 3, 4, 5, 6]),
    floatTensor({ name: "b", dims: [3] }, [0.5, 0, -0.5]),
  ],
  inputs: [{ name: "x", type: "float32", dims: ["N", 2] }],
  outputs: [{ name: "y", type: "float32", dims: ["N", 3] }],
  metadata: { version: "1" },
};

const load = (threads = 1) => onnxRuntime.load(writeOnnx(linear), { threads });
const x = (rows: number) => ({ dims: [rows, 2], data: Float32Array.from({ length: rows * 2 }, (_, i) => i + 1) });

test("a written graph runs, with as many rows as it is given", async () => {
  const session = await load();
  expect([session.inputs, session.outputs]).toEqual([["x"], ["y"]]);
  const { y } = await session.run({ x: x(1) });
  expect(y).toEqual({ dims: [1, 3], data: Float32Array.of(9.5, 12, 14.5) });
  expect((await session.run({ x: x(3) }))["y"]?.dims).toEqual([3, 3]);
  expect((await session.run({ x: x(0) }))["y"]?.dims).toEqual([0, 3]);
  await session.release();
});

test("shared memory is copied", async () => {
  const session = await load();
  const data = new Float32Array(new SharedArrayBuffer(8));
  data.set([1, 2]);
  expect((await session.run({ x: { dims: [1, 2], data } }))["y"]?.data[0]).toBe(9.5);
  await session.release();
});

test.each([
  [{}, "The graph needs a tensor x"],
  [{ x: { dims: [1, 3], data: new Float32Array(3) } }, "Tensor x must be [N, 2], was [1, 3]: dimension 1 is 3"],
  [{ x: { dims: [2], data: new Float32Array(2) } }, "another number of dimensions"],
  [{ x: { dims: [2, 2], data: new Float32Array(3) } }, "3 numbers for 4 places"],
  [{ x: { dims: [1.5, 2], data: new Float32Array(3) } }, "dimension 0 is no size"],
  [
    { x: { dims: [1, 2], data: new Int32Array(2) } },
    "Tensor x is float32 and must be a Float32Array, was a Int32Array",
  ],
  [{ x: x(1), z: x(1) }, "The graph has no input z; it has x"],
])("feeds that do not fit are refused: %j", async (feeds, says) => {
  const session = await load();
  await expect(session.run(feeds)).rejects.toThrow(says);
  await expect(session.run(feeds)).rejects.toMatchObject({ code: "invalid" });
  await session.release();
});

const whole = writeOnnx(linear);
const broken: readonly [string, Uint8Array][] = [
  ["nothing", new Uint8Array()],
  ["noise", Uint8Array.from({ length: 300 }, (_, i) => (i * 197) & 255)],
  ["half a file", whole.subarray(0, whole.length >> 1)],
  ["an operator that does not exist", writeOnnx({ ...linear, nodes: linear.nodes.map((n) => ({ ...n, op: "Gemn" })) })],
  [
    "weights of another shape",
    writeOnnx({
      ...linear,
      initializers: [floatTensor({ name: "w", dims: [3, 3] }, new Float32Array(9)), ...linear.initializers.slice(1)],
    }),
  ],
  [
    "an output of doubles",
    writeOnnx({
      ...linear,
      nodes: [
        ...linear.nodes,
        { op: "Cast", domain: "", inputs: ["y"], outputs: ["d"], attributes: { to: { kind: "int", value: 11 } } },
      ],
      outputs: [{ name: "d", type: "float64", dims: ["N", 3] }],
    }),
  ],
];

test.each(broken)("%s is no model", async (_, bytes) => {
  await expect(onnxRuntime.load(bytes, { threads: 1 })).rejects.toMatchObject({ code: "invalid" });
});

test("a number of threads is pinned", async () => {
  await expect(load(0)).rejects.toThrow("1 to 64 threads, was 0");
});

test("a released graph says so, and can be released again", async () => {
  const session = await load(2);
  await session.release();
  await session.release();
  await expect(session.run({ x: x(1) })).rejects.toThrow("released");
});
