import { describe, expect, test } from "vitest";
import { Rng } from "@/server/domain/rng";
import { applyCalibrator, type Calibrator, fitCalibrator } from "@/server/learning/calibration/calibrator";
import { type Combination, combine } from "@/server/learning/ensemble/combination";
import { joinMembers, type Member } from "@/server/learning/ensemble/join-members";
import type { OnnxModel } from "@/server/learning/onnx/onnx-model";
import { floatTensor } from "@/server/learning/onnx/tensor-bytes";
import { writeOnnx } from "@/server/learning/onnx/write-onnx";
import { onnxRuntime } from "./runtime";

const COLUMNS = 4;
const ROWS = 400;
const rng = Rng.derive(3, "joined");
const draws = (count: number, scale = 1): Float32Array =>
  Float32Array.from({ length: count }, () => (rng.next() * 2 - 1) * scale);

/** Softmax of a linear map of the last row, or of the mean over all rows of the window. */
function linear(classes: number, steps: number): OnnxModel {
  const isWindow = steps > 1;
  return {
    name: "linear",
    nodes: [
      ...(isWindow
        ? [
            {
              op: "ReduceMean",
              domain: "",
              inputs: ["features", "axes"],
              outputs: ["mean"],
              attributes: { keepdims: { kind: "int", value: 0 } },
            } as const,
          ]
        : []),
      { op: "MatMul", domain: "", inputs: [isWindow ? "mean" : "features", "w"], outputs: ["z"], attributes: {} },
      {
        op: "Softmax",
        domain: "",
        inputs: ["z"],
        outputs: ["probabilities"],
        attributes: { axis: { kind: "int", value: -1 } },
      },
    ],
    initializers: [
      floatTensor({ name: "w", dims: [COLUMNS, classes] }, draws(COLUMNS * classes, 2)),
      ...(isWindow
        ? [{ name: "axes", type: "int64", dims: [1], raw: new Uint8Array(BigInt64Array.of(1n).buffer) } as const]
        : []),
    ],
    inputs: [{ name: "features", type: "float32", dims: isWindow ? ["N", steps, COLUMNS] : ["N", COLUMNS] }],
    outputs: [{ name: "probabilities", type: "float32", dims: ["N", classes] }],
    metadata: {},
  };
}

async function run(graph: OnnxModel, dims: readonly number[], data: Float32Array): Promise<Float32Array> {
  const session = await onnxRuntime.load(writeOnnx(graph), { threads: 1 });
  const { probabilities } = await session.run({ features: { dims, data } });
  await session.release();
  return probabilities?.data as Float32Array;
}

const furthest = (a: Float32Array, b: Float32Array): number => {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);
};

/** True classes that are surer than the member says, so that there is something to calibrate. */
const calibratorOf = (kind: Calibrator["kind"], probabilities: Float32Array, classes: number): Calibrator => {
  const rows = probabilities.length / classes;
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const own = [...probabilities.subarray(i * classes, (i + 1) * classes)].map((p) => p ** 2);
    const total = own.reduce((sum, p) => sum + p, 0);
    let left = rng.next() * total;
    return Math.max(
      0,
      own.findIndex((p) => (left -= p) < 0),
    );
  });
  return fitCalibrator(kind, { classes, probabilities, y, weight: new Float64Array(rows).fill(1) });
};

describe.each([2, 3])("%i classes", (classes) => {
  test.each(["none", "isotonic", "platt"] as const)("a file says what member and %s calibration say", async (kind) => {
    const member: Member = { graph: linear(classes, 1), steps: 1 };
    const features = draws(ROWS * COLUMNS);
    const said = await run(member.graph, [ROWS, COLUMNS], features);
    const calibrator = calibratorOf(kind, said, classes);
    const joined = joinMembers({
      members: [member],
      combination: { kind: "blend", weights: [1] },
      calibrator,
      columns: COLUMNS,
      classes,
    });
    const own = applyCalibrator(calibrator, said, classes);
    expect(furthest(await run(joined.graph, [ROWS, COLUMNS], features), own)).toBeLessThan(2e-6);
    // A calibration that changed nothing would agree with anything.
    if (kind !== "none") expect(furthest(own, said)).toBeGreaterThan(0.02);
  });

  test("members of one row and of windows are joined over the longest window", async () => {
    const steps = [1, 3, 5];
    const members = steps.map((count): Member => ({ graph: linear(classes, count), steps: count }));
    const features = draws(ROWS * 5 * COLUMNS);
    const alone = await Promise.all(
      members.map(({ graph, steps: count }) => {
        const data = new Float32Array(ROWS * count * COLUMNS);
        for (let row = 0; row < ROWS; row++)
          data.set(features.subarray((row * 5 + 5 - count) * COLUMNS, (row + 1) * 5 * COLUMNS), row * count * COLUMNS);
        return run(graph, count === 1 ? [ROWS, COLUMNS] : [ROWS, count, COLUMNS], data);
      }),
    );
    const combinations: Combination[] = [
      { kind: "blend", weights: [0.5, 0.2, 0.3] },
      { kind: "stack", weights: [0.7, 0, 1.1], biases: [0, 0.3, -0.2].slice(0, classes) },
    ];
    for (const combination of combinations) {
      const own = combine(combination, alone, classes);
      const calibrator = calibratorOf("platt", own, classes);
      const joined = joinMembers({ members, combination, calibrator, columns: COLUMNS, classes });
      expect(joined.steps).toBe(5);
      const theirs = await run(joined.graph, [ROWS, 5, COLUMNS], features);
      expect(furthest(theirs, applyCalibrator(calibrator, own, classes))).toBeLessThan(2e-6);
    }
  });
});

test("one row is answered like many", async () => {
  const member: Member = { graph: linear(3, 1), steps: 1 };
  const features = draws(ROWS * COLUMNS);
  const said = await run(member.graph, [ROWS, COLUMNS], features);
  const { graph } = joinMembers({
    members: [member, member],
    combination: { kind: "stack", weights: [0.5, 0.5], biases: [0, 0, 0] },
    calibrator: calibratorOf("isotonic", said, 3),
    columns: COLUMNS,
    classes: 3,
  });
  const all = await run(graph, [ROWS, COLUMNS], features);
  const one = await run(graph, [1, COLUMNS], features.subarray(0, COLUMNS));
  expect(furthest(one, all.subarray(0, 3))).toBeLessThan(1e-7);
});

test("no members, or a weight too few, is refused", () => {
  const parts = {
    calibrator: { kind: "none" },
    columns: COLUMNS,
    classes: 2,
    combination: { kind: "blend", weights: [1] },
  } as const;
  expect(() => joinMembers({ ...parts, members: [] })).toThrow("There must be a weight for each of 0 members");
  const member: Member = { graph: linear(2, 1), steps: 1 };
  expect(() => joinMembers({ ...parts, members: [member, member] })).toThrow("a weight for each of 2 members");
});
