/** Operators over the last axis. */
import { first, type Tensor } from "./graph";
import { sameShape, shapeError } from "./shape";

const LAST = { axis: { kind: "int", value: -1 } } as const;

export const softmax = (x: Tensor): Tensor => overLast("Softmax", x);
export const logSoftmax = (x: Tensor): Tensor => overLast("LogSoftmax", x);

const overLast = (op: string, x: Tensor): Tensor =>
  first(x.graph.node({ op, ins: [x], outs: [{ shape: x.shape, type: "float32" }], attributes: LAST }));

const EPSILON = 1e-5;

/** (x − mean) / sd of the last axis, times `scale`, plus `shift` (Ba, Kiros, Hinton, "Layer Normalization", 2016). */
export function layerNorm(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
  const width = x.shape.at(-1) ?? 1;
  if (x.shape.length < 2 || !sameShape(scale.shape, [width]) || !sameShape(shift.shape, [width])) {
    throw shapeError(
      "LayerNormalization",
      [x.shape, scale.shape, shift.shape],
      `needs [..., ${width}] and two of [${width}]`,
    );
  }
  const perRow = [...x.shape.slice(0, -1), 1];
  return first(
    x.graph.node({
      op: "LayerNormalization",
      ins: [x, scale, shift],
      // The mean and one over the standard deviation come along, and are what the derivative is made of.
      outs: [x.shape, perRow, perRow].map((shape) => ({ shape, type: "float32" })),
      attributes: { ...LAST, epsilon: { kind: "float", value: EPSILON } },
    }),
  );
}
