/** Attention over a sequence and the block around it (Vaswani et al., "Attention Is All You Need", 2017). */
import { add } from "@/server/learning/graph/elementwise";
import type { Graph, Tensor } from "@/server/learning/graph/graph";
import { batchedProduct } from "@/server/learning/graph/matrix";
import { softmax } from "@/server/learning/graph/normalise";
import { reshape, split, transpose } from "@/server/learning/graph/shaping";
import { activated, linear, normalised } from "./layers";
import type { Build } from "./params";

type Attention = Readonly<{
  name: string;
  /** They share the width evenly. */
  heads: number;
  /** Whether a step sees itself and earlier ones alone. */
  isCausal: boolean;
}>;

/** @param x  [batch, steps, width] */
export function attention(build: Build, x: Tensor, { name, heads, isCausal }: Attention): Tensor {
  const [batch = 1, steps = 1, width = 1] = x.shape;
  if (x.shape.length !== 3 || width % heads !== 0) {
    throw new RangeError(
      `attention of [${x.shape.join(", ")}]: needs [batch, steps, width] with a width of ${heads} parts`,
    );
  }
  const sd = Math.sqrt(1 / width);
  const all = reshape(linear(build, x, { name: `${name}.in`, out: 3 * width, sd }), [
    batch,
    steps,
    3,
    heads,
    width / heads,
  ]);
  const parts = split(transpose(all, [2, 0, 3, 1, 4]), 0, [1, 1, 1]);
  const [q, k, v] = parts.map((part) => reshape(part, part.shape.slice(1)));
  if (!q || !k || !v) throw new RangeError("attention has three parts");
  const scores = batchedProduct(q, k, { a: false, b: true, alpha: 1 / Math.sqrt(width / heads) });
  const weights = softmax(isCausal ? add(scores, futureMask(x.graph, steps)) : scores);
  const seen = batchedProduct(weights, v, { a: false, b: false, alpha: 1 });
  const joined = reshape(transpose(seen, [0, 2, 1, 3]), [batch, steps, width]);
  return linear(build, joined, { name: `${name}.out`, out: width, sd });
}

/** Normalise, attend, add; normalise, two layers of four times the width, add. */
export function transformerBlock(build: Build, x: Tensor, options: Attention): Tensor {
  const { name } = options;
  const width = x.shape[2] ?? 1;
  const attended = add(
    x,
    attention(build, normalised(build, x, `${name}.norm1`), { ...options, name: `${name}.attention` }),
  );
  const even = normalised(build, attended, `${name}.norm2`);
  const wide = activated(linear(build, even, { name: `${name}.wide`, out: 4 * width }), "gelu");
  return add(attended, linear(build, wide, { name: `${name}.narrow`, out: width, sd: Math.sqrt(1 / (4 * width)) }));
}

/** As good as minus infinity, and a number still. */
const HIDDEN = -1e9;

const futureMask = (graph: Graph, steps: number): Tensor =>
  graph.constant(
    [1, 1, steps, steps],
    Array.from({ length: steps * steps }, (_, i) => (i % steps > Math.floor(i / steps) ? HIDDEN : 0)),
  );
