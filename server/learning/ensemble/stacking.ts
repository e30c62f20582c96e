/**
 * Stacking (Wolpert, Neural Networks 5(2), 1992; Breiman, "Stacked regressions", 1996, for weights that are never
 * negative): a small model over what the members said of rows that they did not learn from.
 *
 * Its loss is convex, so that there is one answer; found by Newton's method on the weights that are not held at 0.
 */
import { AppError } from "@/server/domain/errors";
import { type Combination, MEMBER_MIN, toShares } from "./combination";
import { solve } from "./solve";

export type StackRows = Readonly<{
  classes: number;
  /** Out-of-fold probabilities of each member, row after row; rows with a NaN are left out. */
  members: readonly Float32Array[];
  y: Float64Array;
  weight: Float64Array;
}>;

const STEPS_MAX = 50;
/** So many rows' worth of belief in equal weights. */
const RIDGE = 10;
const ROWS_MIN = 100;

/** @throws AppError invalid with fewer than 100 rows that all members answered */
export function fitStack(rows: StackRows): Extract<Combination, { kind: "stack" }> {
  const { classes, members } = rows;
  const used = Uint32Array.from([...rows.y.keys()].filter((i) => members.every((m) => !Number.isNaN(m[i * classes]))));
  if (used.length < ROWS_MIN)
    throw new AppError(
      "invalid",
      `Stacking needs at least ${ROWS_MIN} rows that all members answered, there were ${used.length}`,
    );
  const logs = members.map((member) => member.map((p) => Math.log(p < MEMBER_MIN ? MEMBER_MIN : p)));
  const task: Task = { ...rows, used, logs };
  let at = Float64Array.from([...members.map(() => 1 / members.length), ...new Float64Array(classes - 1)]);
  let { loss, gradient, hessian } = measure(task, at);
  for (let step = 0; step < STEPS_MAX; step++) {
    const free = [...at.keys()].filter(
      (i) => i >= members.length || (at[i] as number) > 0 || (gradient[i] as number) < 0,
    );
    const move = newtonStep(gradient, hessian, free);
    const next = search(task, { at, loss, gradient, move });
    if (next === null) break;
    const isDone = loss - next.loss < 1e-9 * Math.abs(loss);
    ({ at, loss, gradient, hessian } = next);
    if (isDone) break;
  }
  return { kind: "stack", weights: [...at.subarray(0, members.length)], biases: [0, ...at.subarray(members.length)] };
}

type Task = StackRows & Readonly<{ used: Uint32Array; logs: readonly Float32Array[] }>;
type Measured = { loss: number; gradient: Float64Array; hessian: Float64Array };

function newtonStep(gradient: Float64Array, hessian: Float64Array, free: readonly number[]): Float64Array {
  const size = gradient.length;
  const matrix = free.map((i) => free.map((j) => hessian[i * size + j] as number));
  const found = solve(
    matrix,
    free.map((i) => -(gradient[i] as number)),
  );
  const move = new Float64Array(size);
  for (const [k, i] of free.entries()) move[i] = found[k] ?? 0;
  return move;
}

/** Halves the step until it pays; weights stop at 0. */
function search(task: Task, from: { at: Float64Array; loss: number; gradient: Float64Array; move: Float64Array }) {
  for (let size = 1; size > 1e-6; size /= 2) {
    const at = from.at.map((value, i) => {
      const moved = value + size * (from.move[i] as number);
      return i < task.members.length ? Math.max(0, moved) : moved;
    });
    const slope = at.reduce(
      (sum, value, i) => sum + (value - (from.at[i] as number)) * (from.gradient[i] as number),
      0,
    );
    const measured = measure(task, at);
    if (measured.loss < from.loss + 1e-4 * slope) return { at, ...measured };
  }
  return null;
}

/** Parameters: a weight per member, then a bias per class but the first. */
function measure({ classes, logs, y, weight, used }: Task, at: Float64Array): Measured {
  const size = at.length;
  const members = logs.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const scores = new Float64Array(classes);
  const biases = [0, ...at.subarray(members)];
  // d score_k / d parameter, by parameter and class.
  const slopes = new Float64Array(size * classes);
  for (let k = 1; k < classes; k++) slopes[(members + k - 1) * classes + k] = 1;
  const mean = new Float64Array(size);
  let loss = 0;
  for (const row of used) {
    scores.fill(0);
    for (let m = 0; m < members; m++) {
      for (let k = 0; k < classes; k++) {
        const value = logs[m]?.[row * classes + k] as number;
        slopes[m * classes + k] = value;
        (scores[k] as number) += (at[m] as number) * value;
      }
    }
    toShares(scores, biases);
    const truth = y[row] as number;
    const w = weight[row] as number;
    loss -= w * Math.log(Math.max(scores[truth] as number, 1e-15));
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let k = 0; k < classes; k++) sum += (scores[k] as number) * (slopes[i * classes + k] as number);
      mean[i] = sum;
      (gradient[i] as number) += w * (sum - (slopes[i * classes + truth] as number));
    }
    for (let i = 0; i < size; i++) {
      for (let j = i; j < size; j++) {
        let sum = 0;
        for (let k = 0; k < classes; k++)
          sum += (scores[k] as number) * (slopes[i * classes + k] as number) * (slopes[j * classes + k] as number);
        (hessian[i * size + j] as number) += w * (sum - (mean[i] as number) * (mean[j] as number));
      }
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) hessian[i * size + j] = hessian[j * size + i] as number;
    // Of a bias only enough for a class that never occurs.
    const [belief, strength] = i < members ? [1 / members, RIDGE] : [0, 0.01];
    loss += (strength * ((at[i] as number) - belief) ** 2) / 2;
    (gradient[i] as number) += strength * ((at[i] as number) - belief);
    (hessian[i * size + i] as number) += strength;
  }
  return { loss, gradient, hessian };
}
