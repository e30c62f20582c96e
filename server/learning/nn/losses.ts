/** What training makes small. Each is the weighted mean over rows; rows of weight 0 (a batch's padding) do not count. */
import {
  abs,
  add,
  div,
  equal,
  maximum,
  mul,
  neg,
  softplus,
  square,
  sub,
  toFloat,
} from "@/server/learning/graph/elementwise";
import type { Tensor } from "@/server/learning/graph/graph";
import { logSoftmax } from "@/server/learning/graph/normalise";
import { sum } from "@/server/learning/graph/reduce";
import { reshape } from "@/server/learning/graph/shaping";

/** @param y  [rows], float32  @param weight  [rows], at least 0 */
export type Targets = Readonly<{ y: Tensor; weight: Tensor }>;

/** −log of the probability of what was. @param logits  [rows, classes]; `y` is the class */
export function crossEntropy(logits: Tensor, { y, weight }: Targets): Tensor {
  const picked = sum(mul(logSoftmax(logits), oneHot(y, logits.shape[1] ?? 1)), [1]);
  return weightedMean(neg(picked), weight);
}

/** Of two classes by one logit. @param logit  [rows]; `y` is 0 or 1 */
export const binaryCrossEntropy = (logit: Tensor, { y, weight }: Targets): Tensor =>
  weightedMean(sub(softplus(logit), mul(logit, y)), weight);

/** @param value  [rows] */
export const squaredError = (value: Tensor, { y, weight }: Targets): Tensor =>
  weightedMean(square(sub(value, y)), weight);

/** Of the `q` quantile (Koenker and Bassett, "Regression Quantiles", 1978). @param value  [rows] */
export function pinball(value: Tensor, { y, weight }: Targets, q: number): Tensor {
  const over = sub(y, value);
  return weightedMean(maximum(mul(over, q), mul(over, q - 1)), weight);
}

/** 1 at the class, 0 elsewhere. @param y  [rows] of whole numbers */
export function oneHot(y: Tensor, classes: number): Tensor {
  const numbers = y.graph.constant(
    [1, classes],
    Array.from({ length: classes }, (_, i) => i),
  );
  return toFloat(equal(reshape(y, [...y.shape, 1]), numbers));
}

/** λ/2 times the sum of squares. */
export const ridge = (weights: Tensor, lambda: number): Tensor => mul(sum(square(weights)), lambda / 2);

/** λ times the sum of absolute values. */
export const lasso = (weights: Tensor, lambda: number): Tensor => mul(sum(abs(weights)), lambda);

const SMALL = 1e-12;
const weightedMean = (x: Tensor, weight: Tensor): Tensor => div(sum(mul(x, weight)), add(sum(weight), SMALL));
