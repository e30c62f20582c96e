import fc from "fast-check";
import { expect, test } from "vitest";
import { isAppError } from "@/server/domain/errors";
import type { OnnxModel } from "./onnx-model";
import { ProtobufWriter } from "./protobuf-writer";
import { ONNX_LIMITS, readOnnx } from "./read-onnx";
import { floatTensor } from "./tensor-bytes";
import { writeOnnx } from "./write-onnx";

const model: OnnxModel = {
  name: "two",
  nodes: [
    { op: "MatMul", domain: "", inputs: ["x", "w"], outputs: ["h"], attributes: {} },
    {
      op: "TreeEnsembleRegressor",
      domain: "ai.onnx.ml",
      inputs: ["h"],
      outputs: ["y"],
      attributes: {
        n_targets: { kind: "int", value: -1 },
        nodes_values: { kind: "floats", value: [0.5, 1] },
        nodes_modes: { kind: "strings", value: ["BRANCH_LT", "LEAF"] },
        nodes_treeids: { kind: "ints", value: [0, 300, 5_000_000_000] },
      },
    },
  ],
  initializers: [floatTensor({ name: "w", dims: [2, 300] }, new Float32Array(600))],
  inputs: [{ name: "x", type: "float32", dims: ["N", 16, 2] }],
  outputs: [{ name: "y", type: "int64", dims: ["N", 1] }],
  metadata: { family: "two", über: "größer" },
};
const file = writeOnnx(model);

test("reads what was written", () => {
  expect(readOnnx(file)).toEqual({
    irVersion: 8,
    producer: "tapedeck",
    opsets: [
      { domain: "", version: 18 },
      { domain: "ai.onnx.ml", version: 3 },
    ],
    inputs: model.inputs,
    outputs: model.outputs,
    operators: [
      { op: "MatMul", count: 1 },
      { op: "ai.onnx.ml:TreeEnsembleRegressor", count: 1 },
    ],
    initializers: [{ name: "w", type: "float32", dims: [2, 300], bytes: 2400 + 13 }],
    metadata: model.metadata,
  });
});

test("the same model gives the same bytes", () => {
  expect(writeOnnx(model)).toEqual(file);
});

// Guarantee: whatever bytes come, the answer is a summary or an AppError, and comes soon.
test("noise and damaged files are refused with words", () => {
  const refusedOrRead = (bytes: Uint8Array): boolean => {
    try {
      return readOnnx(bytes).opsets.length > 0;
    } catch (error) {
      return isAppError(error);
    }
  };
  const noise = fc.check(fc.property(fc.uint8Array({ maxLength: 400 }), refusedOrRead), { numRuns: 300 });
  const damage = fc.tuple(fc.nat(file.length - 1), fc.nat(255), fc.nat(file.length));
  const damaged = fc.check(
    fc.property(damage, ([at, value, length]) => {
      const bytes = file.slice();
      bytes[at] = value;
      return refusedOrRead(bytes.subarray(0, length));
    }),
    { numRuns: 300 },
  );
  expect([noise.counterexample, damaged.counterexample]).toEqual([null, null]);
});

test.each([
  ["nothing", new Uint8Array(), "one graph"],
  ["half a file", file.subarray(0, 100), "ends after the file"],
  ["a number without an end", new Uint8Array(20).fill(255), "longer than 10 bytes"],
  ["two graphs", Uint8Array.from([...file, ...new ProtobufWriter().text(7, "").finish()]), "one graph"],
])("%s is refused", (_, bytes, says) => {
  expect(() => readOnnx(bytes)).toThrow(says);
});

test("weights outside the file are refused, in branches too", () => {
  const outside = new ProtobufWriter()
    .text(8, "w")
    .message(13, new ProtobufWriter().text(1, "location").text(2, "/etc/passwd"));
  const graph = new ProtobufWriter().message(5, outside);
  const branch = new ProtobufWriter()
    .text(4, "If")
    .message(5, new ProtobufWriter().text(1, "then_branch").message(6, graph));
  for (const inner of [graph, new ProtobufWriter().message(1, branch)]) {
    const bytes = new ProtobufWriter().int(1, 8).message(7, inner).message(8, new ProtobufWriter().int(2, 18)).finish();
    expect(() => readOnnx(bytes)).toThrow("those of w lie outside");
  }
});

test("graphs within graphs end somewhere", () => {
  let graph = new ProtobufWriter();
  for (let i = 0; i < ONNX_LIMITS.depthMax + 2; i++) {
    const attribute = new ProtobufWriter().message(6, graph);
    graph = new ProtobufWriter().message(1, new ProtobufWriter().text(4, "If").message(5, attribute));
  }
  expect(() => readOnnx(new ProtobufWriter().int(1, 8).message(7, graph).finish())).toThrow("8 deep");
});
