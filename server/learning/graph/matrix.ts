/** Products of matrices. */
import { first, type Tensor } from "./graph";
import { sameShape, shapeError } from "./shape";
import { reshape } from "./shaping";

export type Turned = Readonly<{ a: boolean; b: boolean }>;

const STRAIGHT: Turned = { a: false, b: false };

/** x W + b. @param x  [rows, in]  @param w  [in, out]  @param b  [out] */
export function affine(x: Tensor, w: Tensor, b: Tensor): Tensor {
  const [rows, inner] = x.shape;
  const [wIn, out] = w.shape;
  const isFit = x.shape.length === 2 && w.shape.length === 2 && inner === wIn && sameShape(b.shape, [out ?? 0]);
  if (!isFit || rows === undefined || out === undefined) {
    throw shapeError("Gemm", [x.shape, w.shape, b.shape], "needs [rows, in], [in, out] and [out]");
  }
  return first(
    x.graph.node({
      op: "Gemm",
      ins: [x, w, b],
      outs: [{ shape: [rows, out], type: "float32" }],
    }),
  );
}

/** a b of two matrices, either of which may be taken turned. */
export function product(a: Tensor, b: Tensor, turned: Turned = STRAIGHT): Tensor {
  if (a.shape.length !== 2 || b.shape.length !== 2) throw shapeError("Gemm", [a.shape, b.shape], "needs two matrices");
  const { outer, inner } = sides(a.shape, b.shape, turned);
  if (inner[0] !== inner[1])
    throw shapeError("Gemm", [a.shape, b.shape], `inner sizes must be equal, was ${inner.join(" and ")}`);
  return first(
    a.graph.node({
      op: "Gemm",
      ins: [a, b],
      outs: [{ shape: outer, type: "float32" }],
      attributes: { transA: flag(turned.a), transB: flag(turned.b) },
    }),
  );
}

/**
 * a b of the last two axes, for all of the others, which must be equal; either may be taken turned, and the product is
 * multiplied by `alpha`.
 */
export function batchedProduct(a: Tensor, b: Tensor, options: Turned & Readonly<{ alpha: number }>): Tensor {
  const ahead = a.shape.slice(0, -2);
  if (a.shape.length < 3 || !sameShape(ahead, b.shape.slice(0, -2))) {
    throw shapeError("FusedMatMul", [a.shape, b.shape], "all but the last two axes must be equal");
  }
  const { outer, inner } = sides(a.shape.slice(-2), b.shape.slice(-2), options);
  if (inner[0] !== inner[1]) {
    throw shapeError("FusedMatMul", [a.shape, b.shape], `inner sizes must be equal, was ${inner.join(" and ")}`);
  }
  return first(
    a.graph.node({
      op: "FusedMatMul",
      domain: "com.microsoft",
      ins: [a, b],
      outs: [{ shape: [...ahead, ...outer], type: "float32" }],
      attributes: { transA: flag(options.a), transB: flag(options.b), alpha: { kind: "float", value: options.alpha } },
    }),
  );
}

/** x W + b of the last axis. @param x  [..., in] */
export function affineLast(x: Tensor, w: Tensor, b: Tensor): Tensor {
  const inner = x.shape.at(-1) ?? 1;
  const rows = x.shape.slice(0, -1).reduce((product_, size) => product_ * size, 1);
  const flat = affine(reshape(x, [rows, inner]), w, b);
  return reshape(flat, [...x.shape.slice(0, -1), w.shape[1] ?? 1]);
}

const flag = (isTurned: boolean) => ({ kind: "int", value: isTurned ? 1 : 0 }) as const;

function sides(a: readonly number[], b: readonly number[], turned: Turned) {
  const [a0 = 1, a1 = 1] = a;
  const [b0 = 1, b1 = 1] = b;
  return {
    outer: [turned.a ? a1 : a0, turned.b ? b0 : b1],
    inner: [turned.a ? a0 : a1, turned.b ? b1 : b0],
  } as const;
}
