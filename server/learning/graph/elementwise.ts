/** Operators that go number by number, with numpy's broadcasting. */
import { first, type GraphNode, type Tensor } from "./graph";
import { broadcast, shapeError } from "./shape";

/** A number is a constant of every shape. */
type Operand = Tensor | number;

export const add = (a: Operand, b: Operand): Tensor => binary("Add", a, b);
export const sub = (a: Operand, b: Operand): Tensor => binary("Sub", a, b);
export const mul = (a: Operand, b: Operand): Tensor => binary("Mul", a, b);
export const div = (a: Operand, b: Operand): Tensor => binary("Div", a, b);
/** Where both are equal the derivative goes to the second. */
export const maximum = (a: Operand, b: Operand): Tensor => binary("Max", a, b);
/** Where both are equal the derivative goes to the second. */
export const minimum = (a: Operand, b: Operand): Tensor => binary("Min", a, b);

export const neg = (x: Tensor): Tensor => unary("Neg", x);
export const exp = (x: Tensor): Tensor => unary("Exp", x);
export const log = (x: Tensor): Tensor => unary("Log", x);
export const sqrt = (x: Tensor): Tensor => unary("Sqrt", x);
export const reciprocal = (x: Tensor): Tensor => unary("Reciprocal", x);
export const square = (x: Tensor): Tensor => mul(x, x);
export const tanh = (x: Tensor): Tensor => unary("Tanh", x);
export const sigmoid = (x: Tensor): Tensor => unary("Sigmoid", x);
/** log(1 + e^x), without overflow. */
export const softplus = (x: Tensor): Tensor => unary("Softplus", x);
/** At 0 the derivative is 0. */
export const relu = (x: Tensor): Tensor => unary("Relu", x);
/** At 0 the derivative is 0. */
export const abs = (x: Tensor): Tensor => unary("Abs", x);
export const erf = (x: Tensor): Tensor => unary("Erf", x);
/** x Φ(x) by its tanh form (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016). */
export const gelu = (x: Tensor): Tensor => unary("FastGelu", x, "com.microsoft");
/** Nothing flows back. */
export const sign = (x: Tensor): Tensor => unary("Sign", x);

/** Nothing flows back where it was cut; NaN stays. */
export function clip(x: Tensor, min: number, max: number): Tensor {
  if (!(min < max))
    throw shapeError("Clip", [x.shape], `the lower bound must be below the upper, was ${min} and ${max}`);
  assertFloat("Clip", x);
  const ins = [x, x.graph.scalar(min), x.graph.scalar(max)];
  return first(x.graph.node({ op: "Clip", ins, outs: [{ shape: x.shape, type: "float32" }] }));
}

/** @param condition  bool, as `less` and `isMissing` give it */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  if (condition.type !== "bool") throw shapeError("Where", [condition.shape], `needs a bool, was ${condition.type}`);
  const [x, y] = [toTensor(a, condition), toTensor(b, condition)];
  const shape = broadcast("Where", condition.shape, broadcast("Where", x.shape, y.shape));
  return first(x.graph.node({ op: "Where", ins: [condition, x, y], outs: [{ shape, type: "float32" }] }));
}

export const equal = (a: Operand, b: Operand): Tensor => comparison("Equal", a, b);
/** a < b */
export const less = (a: Operand, b: Operand): Tensor => comparison("Less", a, b);
/** Of two bools. */
export const both = (a: Tensor, b: Tensor): Tensor => comparison("And", a, b);

/** NaN: a missing value. */
export const isMissing = (x: Tensor): Tensor =>
  first(x.graph.node({ op: "IsNaN", ins: [x], outs: [{ shape: x.shape, type: "bool" }] }));

/** A bool as 0 or 1. */
export const toFloat = (x: Tensor): Tensor =>
  first(
    x.graph.node({
      op: "Cast",
      ins: [x],
      outs: [{ shape: x.shape, type: "float32" }],
      attributes: { to: { kind: "int", value: 1 } },
    }),
  );

function binary(op: string, a: Operand, b: Operand): Tensor {
  const [x, y] = operands(op, a, b);
  for (const one of [x, y]) assertFloat(op, one);
  return first(x.graph.node({ op, ins: [x, y], outs: [{ shape: broadcast(op, x.shape, y.shape), type: "float32" }] }));
}

function unary(op: string, x: Tensor, domain: GraphNode["domain"] = ""): Tensor {
  assertFloat(op, x);
  return first(x.graph.node({ op, domain, ins: [x], outs: [{ shape: x.shape, type: "float32" }] }));
}

function comparison(op: string, a: Operand, b: Operand): Tensor {
  const [x, y] = operands(op, a, b);
  if (x.type !== y.type) throw shapeError(op, [x.shape, y.shape], `needs equal types, was ${x.type} and ${y.type}`);
  return first(x.graph.node({ op, ins: [x, y], outs: [{ shape: broadcast(op, x.shape, y.shape), type: "bool" }] }));
}

function operands(op: string, a: Operand, b: Operand): readonly [Tensor, Tensor] {
  const anchor = typeof a === "number" ? b : a;
  if (typeof anchor === "number") throw new RangeError(`${op} of two numbers: one must be a tensor`);
  return [toTensor(a, anchor), toTensor(b, anchor)];
}

const toTensor = (x: Operand, anchor: Tensor): Tensor => (typeof x === "number" ? anchor.graph.scalar(x) : x);

function assertFloat(op: string, x: Tensor): void {
  if (x.type !== "float32") throw shapeError(op, [x.shape], `needs float32, was ${x.type}`);
}
