/**
 * AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019) after a clip of the whole gradient's
 * length (Pascanu et al., 2013), as operators over one flat vector.
 */
import { add, div, minimum, mul, reciprocal, sqrt, square, sub } from "@/server/learning/graph/elementwise";
import type { Tensor } from "@/server/learning/graph/graph";
import { norm } from "@/server/learning/graph/reduce";

export type AdamSettings = Readonly<{
  /** Forgetting of the mean and of the squares; 0.9 and 0.999 by default. */
  beta1: number;
  beta2: number;
  weightDecay: number;
  /** Longest gradient. */
  clip: number;
}>;

export const ADAM: Omit<AdamSettings, "weightDecay"> = { beta1: 0.9, beta2: 0.999, clip: 1 };
const EPSILON = 1e-8;

type Moments = Readonly<{ p: Tensor; m: Tensor; v: Tensor; gradient: Tensor; decays: Tensor }>;

/** Scalars that change from step to step, so that no step needs a graph of its own. */
export type StepScalars = Readonly<{
  rate: Tensor;
  /** 1 / (1 − beta1^t) and 1 / (1 − beta2^t). */
  mean: Tensor;
  spread: Tensor;
}>;

export function adamw(state: Moments, scalars: StepScalars, { beta1, beta2, weightDecay, clip }: AdamSettings) {
  const length = norm(state.gradient);
  const gradient = mul(state.gradient, minimum(mul(reciprocal(add(length, 1e-6)), clip), 1));
  const m = add(mul(state.m, beta1), mul(gradient, 1 - beta1));
  const v = add(mul(state.v, beta2), mul(square(gradient), 1 - beta2));
  const pull = div(mul(m, scalars.mean), add(sqrt(mul(v, scalars.spread)), EPSILON));
  const decay = weightDecay === 0 ? pull : add(pull, mul(mul(state.p, state.decays), weightDecay));
  return { p: sub(state.p, mul(decay, scalars.rate)), m, v, length };
}
