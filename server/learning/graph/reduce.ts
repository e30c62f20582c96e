/** Sums, means and extremes over axes, which are gone afterwards; over all of them when none is named. */
import { first, type Tensor } from "./graph";
import { axisOf } from "./shape";

export const sum = (x: Tensor, axes?: readonly number[]): Tensor => reduce("ReduceSum", x, axes);
export const mean = (x: Tensor, axes?: readonly number[]): Tensor => reduce("ReduceMean", x, axes);
/** Where several are greatest they share the derivative. */
export const greatest = (x: Tensor, axes?: readonly number[]): Tensor => reduce("ReduceMax", x, axes);
/** Square root of the sum of all squares. */
export const norm = (x: Tensor): Tensor => reduce("ReduceL2", x, undefined);

function reduce(op: string, x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i)): Tensor {
  const gone = new Set(axes.map((axis) => axisOf(op, x.shape, axis)));
  if (gone.size === 0) return x;
  return first(
    x.graph.node({
      op,
      ins: [x, x.graph.ints([...gone].toSorted((a, b) => a - b))],
      outs: [{ shape: x.shape.filter((_, i) => !gone.has(i)), type: "float32" }],
      attributes: { keepdims: { kind: "int", value: 0 } },
    }),
  );
}
