/** Operators that move numbers and change none. */
import { first, type Tensor } from "./graph";
import { axisOf, broadcast, type Shape, sameShape, shapeError, sizeOf } from "./shape";

const same = (x: Tensor, shape: Shape) => [{ shape, type: x.type }] as const;

export function reshape(x: Tensor, shape: Shape): Tensor {
  if (sizeOf(x.shape) !== sizeOf(shape)) {
    throw shapeError("Reshape", [x.shape, shape], `needs as many numbers, was ${sizeOf(x.shape)} to ${sizeOf(shape)}`);
  }
  if (sameShape(x.shape, shape)) return x;
  return first(
    x.graph.node({
      op: "Reshape",
      ins: [x, x.graph.ints(shape)],
      outs: same(x, shape),
    }),
  );
}

/** @param order  which axis comes where: [0, 2, 1] swaps the last two of three */
export function transpose(x: Tensor, order: readonly number[]): Tensor {
  const back = x.shape.map((_, i) => order.indexOf(i));
  if (order.length !== x.shape.length || back.includes(-1)) {
    throw shapeError("Transpose", [x.shape], `the order must name each axis once, was [${order.join(", ")}]`);
  }
  return first(
    x.graph.node({
      op: "Transpose",
      ins: [x],
      outs: same(
        x,
        order.map((axis) => x.shape[axis] ?? 1),
      ),
      attributes: { perm: { kind: "ints", value: [...order] } },
    }),
  );
}

/** Repeats along axes of size 1, and new ones in front. */
export function expand(x: Tensor, shape: Shape): Tensor {
  if (!sameShape(broadcast("Expand", x.shape, shape), shape)) {
    throw shapeError("Expand", [x.shape, shape], "the second must be the wider");
  }
  if (sameShape(x.shape, shape)) return x;
  return first(
    x.graph.node({
      op: "Expand",
      ins: [x, x.graph.ints(shape)],
      outs: same(x, shape),
    }),
  );
}

export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const [head] = parts;
  if (head === undefined) throw new RangeError("Concat needs at least one part");
  const at = axisOf("Concat", head.shape, axis);
  for (const { shape } of parts) {
    if (shape.length === head.shape.length && shape.every((size, i) => i === at || size === head.shape[i])) continue;
    throw shapeError("Concat", [head.shape, shape], `all but axis ${at} must be equal`);
  }
  if (parts.length === 1) return head;
  const sizes = parts.map(({ shape }) => shape[at] ?? 1);
  const total = sizes.reduce((a, b) => a + b, 0);
  return first(
    head.graph.node({
      op: "Concat",
      ins: parts,
      outs: same(
        head,
        head.shape.map((size, i) => (i === at ? total : size)),
      ),
      attributes: { axis: { kind: "int", value: at } },
    }),
  );
}

/** @param sizes  of the parts along the axis; they add up to it */
export function split(x: Tensor, axis: number, sizes: readonly number[]): readonly Tensor[] {
  const at = axisOf("Split", x.shape, axis);
  const total = sizes.reduce((a, b) => a + b, 0);
  if (total !== x.shape[at]) {
    throw shapeError("Split", [x.shape], `parts of axis ${at} must add up to ${x.shape[at]}, was ${total}`);
  }
  if (sizes.length === 1) return [x];
  const shapes = sizes.map((size) => x.shape.map((whole, i) => (i === at ? size : whole)));
  return x.graph.node({
    op: "Split",
    ins: [x, x.graph.ints(sizes)],
    outs: shapes.map((shape) => ({ shape, type: x.type })),
    attributes: { axis: { kind: "int", value: at } },
  });
}

export function slice(x: Tensor, axis: number, { from, to }: Readonly<{ from: number; to: number }>): Tensor {
  const at = axisOf("Slice", x.shape, axis);
  const size = x.shape[at] ?? 1;
  if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from < to && to <= size)) {
    throw shapeError("Slice", [x.shape], `must lie within axis ${at} of ${size}, was ${from} to ${to}`);
  }
  if (from === 0 && to === size) return x;
  const int = (value: number) => x.graph.ints([value]);
  return first(
    x.graph.node({
      op: "Slice",
      ins: [x, int(from), int(to), int(at)],
      outs: same(
        x,
        x.shape.map((whole, i) => (i === at ? to - from : whole)),
      ),
    }),
  );
}

/** Puts zeros before and after along an axis; a negative number takes away instead. */
export function pad(x: Tensor, axis: number, { before, after }: Readonly<{ before: number; after: number }>): Tensor {
  const at = axisOf("Pad", x.shape, axis);
  const size = (x.shape[at] ?? 1) + before + after;
  if (!Number.isInteger(before) || !Number.isInteger(after) || size < 1) {
    throw shapeError("Pad", [x.shape], `something of axis ${at} must be left, was ${before} before, ${after} after`);
  }
  if (before === 0 && after === 0) return x;
  const pads = (n: number) => x.shape.map((_, i) => (i === at ? n : 0));
  return first(
    x.graph.node({
      op: "Pad",
      ins: [x, x.graph.ints([...pads(before), ...pads(after)])],
      outs: same(
        x,
        x.shape.map((whole, i) => (i === at ? size : whole)),
      ),
    }),
  );
}

export const zerosLike = (x: Tensor): Tensor => expand(x.graph.scalar(0), x.shape);
