/** Several members' probabilities as one. */
import { AppError } from "@/server/domain/errors";

/** Members' probabilities no closer to 0. */
export const MEMBER_MIN = 1e-6;

export type Combination =
  /** Their mean by these weights, which add up to 1. */
  | Readonly<{ kind: "blend"; weights: readonly number[] }>
  /** Softmax of bias plus the sum of weight times log-probability: for two classes a logistic model on their log-odds. */
  | Readonly<{ kind: "stack"; weights: readonly number[]; biases: readonly number[] }>;

/**
 * @param members  of the same rows, row after row
 * @returns        NaN where a member has no answer
 */
export function combine(combination: Combination, members: readonly Float32Array[], classes: number): Float32Array {
  const { weights } = combination;
  const size = members[0]?.length ?? 0;
  if (members.length !== weights.length || members.some(({ length }) => length !== size))
    throw new AppError(
      "invalid",
      `There must be ${weights.length} members of as many rows, there were ${members.length}`,
    );
  const out = new Float32Array(size);
  const scores = new Float64Array(classes);
  for (let at = 0; at < size; at += classes) {
    scores.fill(0);
    for (const [m, member] of members.entries()) {
      for (let k = 0; k < classes; k++) {
        const p = member[at + k] as number;
        (scores[k] as number) += (weights[m] as number) * (combination.kind === "blend" ? p : Math.log(clipped(p)));
      }
    }
    if (combination.kind === "stack") toShares(scores, combination.biases);
    out.set(scores, at);
  }
  return out;
}

/** NaN stays NaN. */
const clipped = (p: number): number => (p < MEMBER_MIN ? MEMBER_MIN : p);

export function toShares(scores: Float64Array, biases: readonly number[]): void {
  for (let k = 0; k < scores.length; k++) (scores[k] as number) += biases[k] ?? 0;
  const greatest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  let total = 0;
  for (let k = 0; k < scores.length; k++) total += scores[k] = Math.exp((scores[k] as number) - greatest);
  for (let k = 0; k < scores.length; k++) (scores[k] as number) /= total;
}
