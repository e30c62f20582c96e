/**
 * What flows back through each operator. Where an operator is not named nothing does: comparisons, casts, signs.
 *
 * They stand apart from the operators because they are made of them.
 */
import { add, both, div, equal, exp, less, mul, neg, sigmoid, sign, square, sub, toFloat, where } from "./elementwise";
import type { GraphNode, Tensor } from "./graph";
import { batchedProduct, product, type Turned } from "./matrix";
import { mean, sum } from "./reduce";
import { type Shape, sameShape, sizeOf } from "./shape";
import { concat, expand, pad, reshape, split, transpose, zerosLike } from "./shaping";

type Flow = Readonly<{
  node: GraphNode;
  /** By the first output, which has one. */
  grad: Tensor;
  /** By all outputs; null where nothing depends on one. */
  grads: readonly (Tensor | null)[];
  x: Tensor;
  /** The second operand; the first where there is none. */
  y: Tensor;
  out: Tensor;
}>;

/** By each operand that something flows to. */
type Rule = (flow: Flow) => readonly Tensor[];

/** @returns the derivative by each of the node's operands, null where nothing flows */
export function derive(node: GraphNode, grads: readonly (Tensor | null)[]): readonly (Tensor | null)[] {
  const rule = RULES[node.op];
  const [x, y = x] = node.ins;
  const [out] = node.outs;
  if (rule === undefined || x === undefined || y === undefined || out === undefined) return [];
  return rule({ node, grads, grad: grads[0] ?? zerosLike(out), x, y, out });
}

const RULES: Readonly<Record<string, Rule>> = {
  Add: ({ grad, x, y }) => [sumTo(grad, x.shape), sumTo(grad, y.shape)],
  Sub: ({ grad, x, y }) => [sumTo(grad, x.shape), sumTo(neg(grad), y.shape)],
  Mul: ({ grad, x, y }) => [sumTo(mul(grad, y), x.shape), sumTo(mul(grad, x), y.shape)],
  Div: ({ grad, x, y, out }) => [sumTo(div(grad, y), x.shape), sumTo(neg(mul(div(grad, y), out)), y.shape)],
  Max: (flow) => chosen(flow, less(flow.y, flow.x)),
  Min: (flow) => chosen(flow, less(flow.x, flow.y)),
  Neg: ({ grad }) => [neg(grad)],
  Exp: ({ grad, out }) => [mul(grad, out)],
  Log: ({ grad, x }) => [div(grad, x)],
  Sqrt: ({ grad, out }) => [mul(div(grad, out), 0.5)],
  Reciprocal: ({ grad, out }) => [neg(mul(grad, square(out)))],
  Tanh: ({ grad, out }) => [mul(grad, sub(1, square(out)))],
  Sigmoid: ({ grad, out }) => [mul(grad, mul(out, sub(1, out)))],
  Softplus: ({ grad, x }) => [mul(grad, sigmoid(x))],
  Relu: ({ grad, x }) => [where(less(0, x), grad, 0)],
  Abs: ({ grad, x }) => [mul(grad, sign(x))],
  Erf: ({ grad, x }) => [mul(grad, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI)))],
  FastGelu: ({ grad, x, out }) => {
    // y = x s with s = sigmoid(2u), u = √(2/π) (x + 0.044715 x³), so that y' = s + (y − y s) 2u'.
    const squared = square(x);
    const s = sigmoid(mul(x, add(mul(squared, 2 * GELU_CUBIC * GELU_SCALE), 2 * GELU_SCALE)));
    const slope = add(mul(squared, 6 * GELU_CUBIC * GELU_SCALE), 2 * GELU_SCALE);
    return [mul(grad, add(s, mul(sub(out, mul(out, s)), slope)))];
  },
  Clip: ({ node, grad, x }) => {
    const [, min, max] = node.ins;
    return min && max ? [where(both(less(min, x), less(x, max)), grad, 0)] : [];
  },
  Where: ({ node, grad }) => {
    const [condition, x, y] = node.ins;
    if (!condition || !x || !y) return [];
    // The condition itself is held open by a number that nothing reads.
    return [grad, sumTo(where(condition, grad, 0), x.shape), sumTo(where(condition, 0, grad), y.shape)];
  },
  ReduceSum: ({ grad, x, node }) => [expand(reshape(grad, keptOf(node)), x.shape)],
  ReduceMean: ({ grad, x, node, out }) => [
    expand(mul(reshape(grad, keptOf(node)), sizeOf(out.shape) / sizeOf(x.shape)), x.shape),
  ],
  ReduceMax: ({ grad, x, node, out }) => {
    const isGreatest = toFloat(equal(x, reshape(out, keptOf(node))));
    const shared = div(reshape(grad, keptOf(node)), reshape(sum(isGreatest, axesOf(node)), keptOf(node)));
    return [mul(isGreatest, shared)];
  },
  ReduceL2: ({ grad, x, out }) => [mul(x, div(grad, out))],
  Reshape: ({ grad, x }) => [reshape(grad, x.shape)],
  Transpose: ({ grad, x, node }) => {
    const order = intsOf(node, "perm");
    return [
      transpose(
        grad,
        x.shape.map((_, i) => order.indexOf(i)),
      ),
    ];
  },
  Expand: ({ grad, x }) => [sumTo(grad, x.shape)],
  Concat: ({ grad, node }) => {
    const axis = intOf(node, "axis");
    return split(
      grad,
      axis,
      node.ins.map(({ shape }) => shape[axis] ?? 1),
    );
  },
  Split: ({ grads, node }) => [
    concat(
      node.outs.map((out, i) => grads[i] ?? zerosLike(out)),
      intOf(node, "axis"),
    ),
  ],
  Slice: ({ grad, x, node }) => {
    const [from = 0, to = 0, axis = 0] = node.ins.slice(1).flatMap((at) => [...(at.node.values ?? [])]);
    return [pad(grad, axis, { before: from, after: (x.shape[axis] ?? 1) - to })];
  },
  Pad: ({ grad, x, y }) => {
    const pads = [...(y.node.values ?? [])];
    const axis = x.shape.findIndex((_, i) => pads[i] !== 0 || pads[i + x.shape.length] !== 0);
    return [pad(grad, axis, { before: -(pads[axis] ?? 0), after: -(pads[axis + x.shape.length] ?? 0) })];
  },
  Gemm: ({ node, grad, x, y }) => {
    const [byX, byY] = backThrough(product, { a: x, b: y, grad }, turnedOf(node));
    return node.ins.length === 3 ? [byX, byY, sum(grad, [0])] : [byX, byY];
  },
  FusedMatMul: ({ node, grad, x, y }) => {
    const alpha = intOf(node, "alpha");
    const multiply: Multiply = (a, b, turned) => batchedProduct(a, b, { ...turned, alpha });
    return backThrough(multiply, { a: x, b: y, grad }, turnedOf(node));
  },
  Softmax: ({ grad, out }) => {
    const weighted = mul(grad, out);
    return [sub(weighted, mul(out, perRow(sum(weighted, [-1]))))];
  },
  LogSoftmax: ({ grad, out }) => [sub(grad, mul(exp(out), perRow(sum(grad, [-1]))))],
  LayerNormalization: ({ grad, node, x, y: scale }) => {
    const [, average, inverse] = node.outs;
    if (!average || !inverse) return [];
    const normal = mul(sub(x, average), inverse);
    const flow = mul(grad, scale);
    const level = perRow(mean(flow, [-1]));
    const slope = perRow(mean(mul(flow, normal), [-1]));
    const ahead = x.shape.slice(0, -1).map((_, i) => i);
    return [mul(sub(sub(flow, level), mul(normal, slope)), inverse), sum(mul(grad, normal), ahead), sum(grad, ahead)];
  },
};

const GELU_SCALE = Math.sqrt(2 / Math.PI);
const GELU_CUBIC = 0.044715;

/** Sums up what broadcasting repeated, so that a derivative has the shape of its operand. */
function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const ahead = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, i) => (i < ahead || (shape[i - ahead] === 1 && size !== 1) ? [i] : []));
  return reshape(axes.length === 0 ? x : sum(x, axes), shape);
}

const chosen = ({ grad, x, y }: Flow, isFirst: Tensor): readonly Tensor[] => [
  sumTo(where(isFirst, grad, 0), x.shape),
  sumTo(where(isFirst, 0, grad), y.shape),
];

const perRow = (x: Tensor): Tensor => reshape(x, [...x.shape, 1]);

const axesOf = (node: GraphNode): readonly number[] => [...(node.ins[1]?.node.values ?? [])];

/** Shape before the reduction with 1 where it reduced. */
const keptOf = (node: GraphNode): Shape => {
  const gone = axesOf(node);
  return (node.ins[0]?.shape ?? []).map((size, i) => (gone.includes(i) ? 1 : size));
};

function intOf(node: GraphNode, name: string): number {
  const value = node.attributes[name]?.value;
  return typeof value === "number" ? value : 0;
}

function intsOf(node: GraphNode, name: string): readonly number[] {
  const attribute = node.attributes[name];
  return attribute?.kind === "ints" ? Array.from(attribute.value) : [];
}

const turnedOf = (node: GraphNode): Turned => ({ a: intOf(node, "transA") === 1, b: intOf(node, "transB") === 1 });

type Multiply = (a: Tensor, b: Tensor, turned: Turned) => Tensor;
type Product = Readonly<{ a: Tensor; b: Tensor; grad: Tensor }>;

/** With A and B as they are multiplied: dA = G Bᵀ and dB = Aᵀ G, turned back where they were turned. */
function backThrough(multiply: Multiply, { a, b, grad }: Product, { a: isA, b: isB }: Turned): [Tensor, Tensor] {
  return [
    isA ? multiply(b, grad, { a: isB, b: true }) : multiply(grad, b, { a: false, b: !isB }),
    isB ? multiply(grad, a, { a: true, b: isA }) : multiply(a, grad, { a: !isA, b: false }),
  ];
}
