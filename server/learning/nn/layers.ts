/** Layers: each asks for its parameters under a name and adds its operators. */
import { add, gelu, mul, relu } from "@/server/learning/graph/elementwise";
import type { Tensor } from "@/server/learning/graph/graph";
import { affineLast, product } from "@/server/learning/graph/matrix";
import { layerNorm } from "@/server/learning/graph/normalise";
import { sizeOf } from "@/server/learning/graph/shape";
import { pad, reshape, split } from "@/server/learning/graph/shaping";
import { oneHot } from "./losses";
import type { Build } from "./params";

export type Activation = "relu" | "gelu";

type Linear = Readonly<{
  name: string;
  out: number;
  /** Standard deviation of the weights to begin with; √(2 / in) by default (He et al., "Delving Deep", 2015). */
  sd?: number;
}>;

/** x W + b of the last axis. */
export function linear(build: Build, x: Tensor, { name, out, sd }: Linear): Tensor {
  const inner = x.shape.at(-1) ?? 1;
  const start = { sd: sd ?? Math.sqrt(2 / inner) };
  const w = build.param({ name: `${name}.w`, shape: [inner, out], start, decays: true });
  const b = build.param({ name: `${name}.b`, shape: [out], start: "zeros", decays: false });
  return affineLast(x, w, b);
}

export function normalised(build: Build, x: Tensor, name: string): Tensor {
  const shape = [x.shape.at(-1) ?? 1];
  const scale = build.param({ name: `${name}.scale`, shape, start: "ones", decays: false });
  const shift = build.param({ name: `${name}.shift`, shape, start: "zeros", decays: false });
  return layerNorm(x, scale, shift);
}

export const activated = (x: Tensor, kind: Activation): Tensor => (kind === "relu" ? relu(x) : gelu(x));

/** Leaves out a share of the numbers in training, and does nothing in serving. */
export function dropout(build: Build, x: Tensor, { name, rate }: Readonly<{ name: string; rate: number }>): Tensor {
  if (build.mask === null || rate === 0) return x;
  return mul(x, build.mask({ name, shape: x.shape, rate }));
}

type Embedding = Readonly<{ name: string; size: number; width: number }>;

/**
 * Rows of a table by number, as a product with ones and zeros: its derivative adds up duplicates soundly, which
 * scattering does not (see `emit.ts`).
 *
 * @param index  whole numbers below `size` as float32; others give zeros
 */
export function embedding(build: Build, index: Tensor, { name, size, width }: Embedding): Tensor {
  const table = build.param({ name: `${name}.table`, shape: [size, width], start: { sd: 0.02 }, decays: false });
  const count = sizeOf(index.shape);
  return reshape(product(oneHot(reshape(index, [count]), size), table), [...index.shape, width]);
}

type CausalConv = Readonly<{ name: string; out: number; taps: number; dilation: number }>;

/**
 * Convolution over time that sees no later step: tap j of output t is input t − j·dilation, zeros before the first
 * (Bai, Kolter, Koltun, "Generic Convolutional and Recurrent Networks", 2018). One product for all taps, whose parts
 * are shifted and added, so that no convolution needs a derivative.
 *
 * @param x  [batch, steps, channels], oldest first
 */
export function causalConv(build: Build, x: Tensor, { name, out, taps, dilation }: CausalConv): Tensor {
  const inner = x.shape.at(-1) ?? 1;
  const steps = x.shape[1] ?? 1;
  const sd = Math.sqrt(2 / (inner * taps));
  const all = linear(build, x, { name, out: out * taps, sd });
  const parts = split(
    all,
    2,
    Array.from({ length: taps }, () => out),
  );
  return parts
    .flatMap((part, tap) => {
      const lag = tap * dilation;
      return lag < steps ? [pad(part, 1, { before: lag, after: -lag })] : [];
    })
    .reduce((total, part) => add(total, part));
}
