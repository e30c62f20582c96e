import { expect, test } from "vitest";
import { relu } from "@/server/learning/graph/elementwise";
import { emitOnnx } from "@/server/learning/graph/emit";
import { Graph } from "@/server/learning/graph/graph";
import { affine } from "@/server/learning/graph/matrix";
import type { OnnxModel } from "@/server/learning/onnx/onnx-model";
import { hangsOnBatch, quantised } from "@/server/learning/onnx/quantise";
import { writeOnnx } from "@/server/learning/onnx/write-onnx";
import { randomOf } from "@/server/learning/random";
import { onnxRuntime } from "./runtime";

/** Layers of a width with a bias each. */
function layers(width: number, count: number): OnnxModel {
  const random = randomOf(4);
  const graph = Graph.withAnyBatch();
  let hidden = graph.input("x", [graph.batch, width]);
  const even = (size: number, bound: number) => Float32Array.from({ length: size }, () => (2 * random() - 1) * bound);
  for (let i = 0; i < count; i++) {
    const w = graph.constant([width, width], even(width ** 2, Math.sqrt(6 / width)));
    hidden = relu(affine(hidden, w, graph.constant([width], even(width, 0.1))));
  }
  return emitOnnx({ name: "layers", outputs: { y: hidden } });
}

async function answer(model: OnnxModel, width: number): Promise<number[]> {
  const random = randomOf(9);
  const session = await onnxRuntime.load(writeOnnx(model), { threads: 1 });
  const data = Float32Array.from({ length: width }, () => 2 * random() - 1);
  const { y } = await session.run({ x: { dims: [1, width], data } });
  await session.release();
  return Array.from(y?.data ?? [], Number);
}

test("large products in int8 answer within two percent, in a third of the bytes", async () => {
  const model = layers(512, 2);
  const small = quantised(model);
  const [exact, near] = [await answer(model, 512), await answer(small, 512)];
  const apart = Math.hypot(...exact.map((value, i) => value - (near[i] ?? Number.NaN)));
  expect(apart / Math.hypot(...exact)).toBeLessThan(0.02);
  expect(apart).toBeGreaterThan(0);
  expect(writeOnnx(small).length).toBeLessThan(writeOnnx(model).length / 3);
  expect(hangsOnBatch(writeOnnx(small))).toBe(true);
});

test("small products stay as they are", () => {
  const model = layers(256, 2);
  expect(quantised(model)).toBe(model);
  expect(hangsOnBatch(writeOnnx(model))).toBe(false);
});
