/** Members, their combination and the calibration as ONE graph: what is served is one file. */
import { AppError } from "@/server/domain/errors";
import type { Calibrator } from "@/server/learning/calibration/calibrator";
import { appendCalibrator } from "@/server/learning/calibration/calibrator-onnx";
import { GraphBuilder, int } from "@/server/learning/onnx/graph-builder";
import type { OnnxModel } from "@/server/learning/onnx/onnx-model";
import { type Combination, MEMBER_MIN } from "./combination";

export type Member = Readonly<{
  /** From `features` to `probabilities`, as every family makes it. */
  graph: OnnxModel;
  /** Rows of the past that it looks at, its own included. */
  steps: number;
}>;

export type Joined = Readonly<{ graph: OnnxModel; steps: number }>;

type Parts = Readonly<{
  /** At least one; with one the combination does not matter. */
  members: readonly Member[];
  combination: Combination;
  calibrator: Calibrator;
  columns: number;
  classes: number;
}>;

/**
 * The input is `features`, [N, columns], or [N, steps, columns] oldest first where a member looks back: those that look
 * back less are given the last rows of it.
 *
 * @throws AppError invalid without members or with another number of weights
 */
export function joinMembers({ members, combination, calibrator, columns, classes }: Parts): Joined {
  if (members.length === 0 || (members.length > 1 && combination.weights.length !== members.length))
    throw new AppError(
      "invalid",
      `There must be a weight for each of ${members.length} members, and one member at least`,
    );
  const steps = Math.max(...members.map((member) => member.steps));
  const builder = new GraphBuilder("joined/");
  const outputs = members.map((member) => builder.embed(member.graph, windowOf(builder, member.steps, steps)));
  const combined = members.length === 1 ? (outputs[0] as string) : append(builder, combination, outputs);
  const calibrated = appendCalibrator(builder, calibrator, { probabilities: combined, classes });
  const graph = builder.finish(
    calibrated,
    { name: "probabilities", type: "float32", dims: ["N", classes] },
    {
      name: members.length === 1 ? (members[0] as Member).graph.name : combination.kind,
      inputs: [{ name: "features", type: "float32", dims: steps === 1 ? ["N", columns] : ["N", steps, columns] }],
      metadata: {},
    },
  );
  return { graph, steps };
}

/** The last rows that a member looks at; a member of one row has no axis for them. */
function windowOf(builder: GraphBuilder, own: number, all: number): string {
  if (own === all) return "features";
  if (own === 1) return builder.node("Gather", ["features", builder.ints([all - 1], [])], { axis: int(1) });
  return builder.node("Slice", ["features", builder.ints([all - own]), builder.ints([all]), builder.ints([1])]);
}

function append(builder: GraphBuilder, combination: Combination, outputs: readonly string[]): string {
  const terms = outputs.map((output, m) => {
    const value =
      combination.kind === "blend"
        ? output
        : builder.node("Log", [builder.node("Clip", [output, builder.floats([MEMBER_MIN], [])])]);
    return builder.node("Mul", [value, builder.floats([combination.weights[m] ?? 0])]);
  });
  const sum = terms.reduce((total, term) => builder.node("Add", [total, term]));
  if (combination.kind === "blend") return sum;
  return builder.node("Softmax", [builder.node("Add", [sum, builder.floats(combination.biases)])], { axis: int(-1) });
}
