/**
 * What boosting makes small. Scores, gradients and curvatures stand output after output, each with a number per row.
 * All are means over the rows' weights.
 */
import type { Gradients } from "./histogram";
import type { Link } from "./tree-ensemble";

export type Targets = Readonly<{ y: Float64Array; weight: Float64Array }>;

export type Objective = Readonly<{
  outputs: number;
  link: Link;
  /** The best constant scores, one per output. */
  start: (targets: Targets) => Float64Array;
  /** Fills gradient and curvature of each row and output, times its weight. @returns the loss at these scores */
  differentiate: (scores: Float64Array, targets: Targets, into: Gradients) => number;
  loss: (scores: Float64Array, targets: Targets) => number;
  /** A leaf's value is this quantile of what its rows still lack, in place of a Newton step. */
  leafQuantile: number | null;
}>;

const EPSILON = 1e-15;
/** Below it a row that is already right would count for nothing, and a leaf of such rows would explode. */
const CURVATURE_MIN = 1e-16;

/** Log loss of classes 0 and 1; the score is the log-odds of 1. */
export const binaryObjective: Objective = {
  outputs: 1,
  link: "sigmoid",
  leafQuantile: null,
  start: ({ y, weight }) => {
    const share = clip(meanOf(y, weight));
    return Float64Array.of(Math.log(share / (1 - share)));
  },
  differentiate: (scores, { y, weight }, { gradient, curvature }) => {
    let [loss, weights] = [0, 0];
    for (let i = 0; i < y.length; i++) {
      const w = weight[i] as number;
      const p = 1 / (1 + Math.exp(-(scores[i] as number)));
      gradient[i] = w * (p - (y[i] as number));
      curvature[i] = w * Math.max(p * (1 - p), CURVATURE_MIN);
      loss -= w * Math.log(Math.max(y[i] === 1 ? p : 1 - p, EPSILON));
      weights += w;
    }
    return loss / weights;
  },
  loss: (scores, { y, weight }) => {
    let [loss, weights] = [0, 0];
    for (let i = 0; i < y.length; i++) {
      const p = 1 / (1 + Math.exp(-(scores[i] as number)));
      loss -= (weight[i] as number) * Math.log(Math.max(y[i] === 1 ? p : 1 - p, EPSILON));
      weights += weight[i] as number;
    }
    return loss / weights;
  },
};

/** Log loss of `classes` classes; a score per class. Curvature K/(K−1) p(1−p) (Friedman, Annals of Statistics 29(5), 2001, alg. 6). */
export function softmaxObjective(classes: number): Objective {
  const factor = classes / (classes - 1);
  const walk = (scores: Float64Array, { y, weight }: Targets, into: Gradients | null): number => {
    const rows = y.length;
    const p = new Float64Array(classes);
    let [loss, weights] = [0, 0];
    for (let i = 0; i < rows; i++) {
      const w = weight[i] as number;
      let greatest = -Infinity;
      for (let k = 0; k < classes; k++) greatest = Math.max(greatest, scores[k * rows + i] as number);
      let total = 0;
      for (let k = 0; k < classes; k++) total += p[k] = Math.exp((scores[k * rows + i] as number) - greatest);
      loss -= w * Math.log(Math.max((p[y[i] as number] as number) / total, EPSILON));
      weights += w;
      for (let k = 0; into !== null && k < classes; k++) {
        const share = (p[k] as number) / total;
        into.gradient[k * rows + i] = w * (share - (y[i] === k ? 1 : 0));
        into.curvature[k * rows + i] = w * Math.max(factor * share * (1 - share), CURVATURE_MIN);
      }
    }
    return loss / weights;
  };
  return {
    outputs: classes,
    link: "softmax",
    leafQuantile: null,
    start: ({ y, weight }) =>
      Float64Array.from({ length: classes }, (_, k) => {
        const isClass = y.map((value) => (value === k ? 1 : 0));
        return Math.log(clip(meanOf(isClass, weight)));
      }),
    differentiate: walk,
    loss: (scores, targets) => walk(scores, targets, null),
  };
}

/** Half the squared error. */
export const squaredObjective: Objective = {
  outputs: 1,
  link: "identity",
  leafQuantile: null,
  start: ({ y, weight }) => Float64Array.of(meanOf(y, weight)),
  differentiate: (scores, targets, { gradient, curvature }) => {
    const { y, weight } = targets;
    for (let i = 0; i < y.length; i++) {
      gradient[i] = (weight[i] as number) * ((scores[i] as number) - (y[i] as number));
      curvature[i] = weight[i] as number;
    }
    return squaredObjective.loss(scores, targets);
  },
  loss: (scores, { y, weight }) => {
    const errors = y.map((value, i) => ((scores[i] as number) - value) ** 2 / 2);
    return meanOf(errors, weight);
  },
};

/**
 * Pinball loss of one quantile. Its curvature is 0, so that trees only find the leaves; their values are that quantile
 * of what their rows still lack.
 *
 * @param share 0 to 1, the ends excluded
 */
export function quantileObjective(share: number): Objective {
  const loss = (scores: Float64Array, { y, weight }: Targets): number => {
    const errors = y.map((value, i) => {
      const above = value - (scores[i] as number);
      return above >= 0 ? share * above : (share - 1) * above;
    });
    return meanOf(errors, weight);
  };
  return {
    outputs: 1,
    link: "identity",
    leafQuantile: share,
    start: ({ y, weight }) => Float64Array.of(weightedQuantile(y, weight, share)),
    differentiate: (scores, targets, { gradient, curvature }) => {
      const { y, weight } = targets;
      for (let i = 0; i < y.length; i++) {
        const w = weight[i] as number;
        gradient[i] = (y[i] as number) >= (scores[i] as number) ? -share * w : (1 - share) * w;
        curvature[i] = w;
      }
      return loss(scores, targets);
    },
    loss,
  };
}

/** The least value that at least `share` of the weight is not above. */
export function weightedQuantile(values: Float64Array, weights: Float64Array, share: number): number {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  for (const i of order) {
    sum += weights[i] as number;
    if (sum >= share * total) return values[i] as number;
  }
  return values[order.at(-1) ?? 0] ?? 0;
}

/** A class that never occurs starts at a millionth, not at minus infinity. */
const clip = (share: number): number => Math.min(1 - 1e-6, Math.max(1e-6, share));

function meanOf(values: Float64Array, weight: Float64Array): number {
  let [sum, weights] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += (values[i] as number) * (weight[i] as number);
    weights += weight[i] as number;
  }
  return sum / weights;
}
