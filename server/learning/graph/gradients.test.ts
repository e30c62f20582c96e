import { expect, test } from "vitest";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { activated, causalConv, linear, normalised } from "@/server/learning/nn/layers";
import { binaryCrossEntropy, crossEntropy, lasso, pinball, ridge, squaredError } from "@/server/learning/nn/losses";
import type { Build } from "@/server/learning/nn/params";
import type { Random } from "@/server/learning/random";
import { type GradientCase, gradientError } from "./check-gradient";
import {
  abs,
  add,
  clip,
  div,
  erf,
  exp,
  less,
  log,
  maximum,
  minimum,
  mul,
  neg,
  reciprocal,
  relu,
  sigmoid,
  softplus,
  sqrt,
  square,
  sub,
  tanh,
  where,
} from "./elementwise";
import type { Tensor } from "./graph";
import { affine, affineLast, batchedProduct, product } from "./matrix";
import { layerNorm, logSoftmax, softmax } from "./normalise";
import { greatest, mean, norm, sum } from "./reduce";
import { concat, expand, pad, reshape, slice, split, transpose } from "./shaping";

const positive = (random: Random) => 0.5 + random();
/** 0.1 to 1 with either sign: none within a step of 0. */
const awayFromZero = (random: Random) => (random() < 0.5 ? -1 : 1) * (0.1 + 0.9 * random());
/** Multiples of 0.1 with a twist: no two within a step of one another, up to twenty of them. */
const spacedOut = () => {
  let next = 0;
  return () => ((next++ * 7) % 20) / 10 - 0.93;
};

const [a, b] = [
  [2, 3],
  [2, 3],
];
const cases: Readonly<Record<string, GradientCase>> = {
  add: { shapes: [a, b], of: (x, y) => add(x, y) },
  "add, broadcast": {
    shapes: [
      [2, 1, 3],
      [4, 1],
    ],
    of: (x, y) => add(x, y),
  },
  "sub, broadcast": { shapes: [[3], [2, 3]], of: (x, y) => sub(x, y) },
  "sub of a number": { shapes: [a], of: (x) => sub(1, x) },
  "mul, broadcast": { shapes: [[2, 3], [1]], of: (x, y) => mul(x, y) },
  "mul of itself": { shapes: [a], of: (x) => mul(x, x) },
  "div, broadcast": {
    shapes: [
      [2, 3],
      [2, 1],
    ],
    draw: positive,
    of: (x, y) => div(x, y),
  },
  maximum: { shapes: [a, b], draw: spacedOut(), of: (x, y) => maximum(x, y) },
  "minimum of a number": { shapes: [a], draw: spacedOut(), of: (x) => minimum(x, 0.01) },
  neg: { shapes: [a], of: neg },
  exp: { shapes: [a], of: exp },
  log: { shapes: [a], draw: positive, of: log },
  sqrt: { shapes: [a], draw: positive, of: sqrt },
  reciprocal: { shapes: [a], draw: positive, of: reciprocal },
  square: { shapes: [a], of: square },
  tanh: { shapes: [a], of: tanh },
  sigmoid: { shapes: [a], of: sigmoid },
  softplus: { shapes: [a], of: softplus },
  relu: { shapes: [a], draw: awayFromZero, of: relu },
  abs: { shapes: [a], draw: awayFromZero, of: abs },
  erf: { shapes: [a], of: erf },
  clip: { shapes: [[4, 5]], draw: spacedOut(), of: (x) => clip(x, -0.5, 0.5) },
  where: { shapes: [a, b], draw: awayFromZero, of: (x, y) => where(less(x, 0), y, mul(x, 2)) },
  "where, broadcast": { shapes: [[2, 3], [3]], draw: awayFromZero, of: (x, y) => where(less(x, 0), y, 0) },
  "sum of all": { shapes: [a], of: (x) => sum(x) },
  "sum of an axis": { shapes: [[2, 3, 4]], of: (x) => sum(x, [1]) },
  "mean of the last": { shapes: [a], of: (x) => mean(x, [-1]) },
  "mean of two": { shapes: [[2, 3, 4]], of: (x) => mean(x, [0, 2]) },
  greatest: { shapes: [[4, 5]], draw: spacedOut(), of: (x) => greatest(x, [1]) },
  norm: { shapes: [a], of: norm },
  reshape: { shapes: [a], of: (x) => reshape(x, [3, 2]) },
  transpose: { shapes: [[2, 3, 4]], of: (x) => transpose(x, [2, 0, 1]) },
  expand: { shapes: [[3, 1]], of: (x) => expand(x, [2, 3, 4]) },
  concat: {
    shapes: [
      [2, 3],
      [2, 1],
    ],
    of: (x, y) => concat([x, y, x], 1),
  },
  split: { shapes: [[2, 5]], of: (x) => mul(...firstTwo(split(x, 1, [2, 2, 1]))) },
  slice: { shapes: [[4, 3]], of: (x) => slice(x, 0, { from: 1, to: 3 }) },
  "pad and cut": { shapes: [[2, 4]], of: (x) => pad(x, 1, { before: 2, after: -1 }) },
  affine: { shapes: [[2, 3], [3, 4], [4]], of: affine },
  "affine of the last axis": { shapes: [[2, 2, 3], [3, 2], [2]], of: affineLast },
  "product of rows and columns": { shapes: [a, [3, 2]], of: (x, y) => product(x, y) },
  "product, first turned": {
    shapes: [
      [3, 2],
      [3, 2],
    ],
    of: (x, y) => product(x, y, { a: true, b: false }),
  },
  "product, second turned": { shapes: [a, b], of: (x, y) => product(x, y, { a: false, b: true }) },
  "product, both turned": {
    shapes: [
      [3, 2],
      [4, 3],
    ],
    of: (x, y) => product(x, y, { a: true, b: true }),
  },
  "products of a batch": {
    shapes: [
      [2, 2, 3],
      [2, 3, 1],
    ],
    of: many({ a: false, b: false }),
  },
  "products of a batch, first turned": {
    shapes: [
      [2, 3, 2],
      [2, 3, 1],
    ],
    of: many({ a: true, b: false }),
  },
  "products of a batch, second turned": {
    shapes: [
      [1, 2, 2, 3],
      [1, 2, 4, 3],
    ],
    of: many({ a: false, b: true }),
  },
  "products of a batch, both turned": {
    shapes: [
      [2, 3, 2],
      [2, 1, 3],
    ],
    of: many({ a: true, b: true }),
  },
  softmax: { shapes: [a], of: softmax },
  logSoftmax: { shapes: [a], of: logSoftmax },
  layerNorm: { shapes: [[2, 2, 4], [4], [4]], of: layerNorm },
  "cross entropy": { shapes: [[3, 4]], of: (x) => crossEntropy(x, targets(x, [0, 3, 1])) },
  "binary cross entropy": { shapes: [[3]], of: (x) => binaryCrossEntropy(x, targets(x, [0, 1, 1])) },
  "squared error": { shapes: [[3]], of: (x) => squaredError(x, targets(x, [0.5, -1, 2])) },
  pinball: { shapes: [[3]], of: (x) => pinball(x, targets(x, [5, -5, 7]), 0.2) },
  ridge: { shapes: [a], of: (x) => ridge(x, 0.3) },
  lasso: { shapes: [a], draw: awayFromZero, of: (x) => lasso(x, 0.3) },
  "linear layer": { shapes: [[2, 3], [3, 2], [2]], of: (x, ...ps) => linear(given(ps), x, { name: "l", out: 2 }) },
  "normalised layer": { shapes: [[2, 4], [4], [4]], of: (x, ...ps) => normalised(given(ps), x, "n") },
  gelu: { shapes: [a], of: (x) => activated(x, "gelu") },
  "causal convolution": {
    shapes: [[2, 5, 2], [2, 6], [6]],
    of: (x, ...ps) => causalConv(given(ps), x, { name: "c", out: 2, taps: 3, dilation: 2 }),
  },
};

function many(turned: Readonly<{ a: boolean; b: boolean }>) {
  return (x: Tensor, y: Tensor): Tensor => batchedProduct(x, y, { ...turned, alpha: 0.5 });
}

function firstTwo([x, y]: readonly Tensor[]): [Tensor, Tensor] {
  if (!x || !y) throw new RangeError("needs two");
  return [x, y];
}

const targets = (x: Tensor, y: readonly number[]) => ({
  y: x.graph.constant([y.length], y),
  weight: x.graph.constant(
    [y.length],
    y.map((_, i) => i),
  ),
});

/** Parameters one after the other, as they are asked for. */
const given = (params: readonly Tensor[]): Build => {
  let next = 0;
  return {
    mask: null,
    param: ({ name }) => {
      const param = params[next++];
      if (param === undefined) throw new RangeError(`no parameter is left for ${name}`);
      return param;
    },
  };
};

// Guarantee: what flows back is the slope that one sees by moving each number a little. In float32 with steps of 0.01
// a difference is good to about a thousandth; a wrong rule is off by far more.
test.each(Object.entries(cases))("derivative of %s", async (_, one) => {
  expect(await gradientError(one, onnxRuntime)).toBeLessThan(3e-3);
});
