/**
 * Weights of large products as whole numbers of 8 bits: a quarter of the bytes, and less time per row where the weights
 * are what a row waits for. Each column has its own scale; activations are scaled anew at each run, over all of the
 * batch, so that a row's answer hangs a little on the rows beside it. Ask a quantised file row by row.
 */
import type { OnnxModel, OnnxNode, OnnxTensor } from "./onnx-model";
import { readOnnx } from "./read-onnx";
import { floatTensor, int8Tensor } from "./tensor-bytes";

/**
 * From this many weights in one product on. Three products and relus of one row on a core of an AMD EPYC, onnxruntime
 * 1.30, least of 2,000 runs, µs in float32 and int8: 16 and 13 for 256 × 256, 29 and 18 for 384 × 384, 44 and 24 for
 * 512 × 512, 158 and 56 for 1,024 × 1,024; the outputs are 1 % apart. Below, a row gains less than that is worth.
 */
const QUANTISED_WEIGHTS_MIN = 512 * 512;

/** @returns the model with its large products in int8; the same model when it has none */
export function quantised(model: OnnxModel): OnnxModel {
  const weights = new Map(model.initializers.map((tensor) => [tensor.name, tensor]));
  const made = new Map<string, readonly OnnxTensor[]>();
  const nodes = model.nodes.map((node) => {
    const matrix = weights.get(node.inputs[1] ?? "");
    if (matrix === undefined || !isLargeProduct(node, matrix)) return node;
    if (!made.has(matrix.name)) made.set(matrix.name, byColumn(matrix));
    return inInt8(node, matrix.name);
  });
  if (made.size === 0) return model;
  const asked = new Set(nodes.flatMap((node) => node.inputs));
  const initializers = [...model.initializers, ...[...made.values()].flat()].filter(({ name }) => asked.has(name));
  return { ...model, nodes, initializers };
}

function isLargeProduct({ op, attributes }: OnnxNode, { type, dims }: OnnxTensor): boolean {
  const isProduct = op === "MatMul" || (op === "Gemm" && Object.values(attributes).every(({ value }) => value === 0));
  return (
    isProduct && type === "float32" && dims.length === 2 && (dims[0] ?? 0) * (dims[1] ?? 0) >= QUANTISED_WEIGHTS_MIN
  );
}

/** Whether a row's answer hangs on the rows beside it, so that rows must be asked one by one. */
export const hangsOnBatch = (onnx: Uint8Array): boolean =>
  readOnnx(onnx).operators.some(({ op }) => op === `com.microsoft:${DYNAMIC}`);

const DYNAMIC = "DynamicQuantizeMatMul";

const inInt8 = ({ inputs, outputs }: OnnxNode, matrix: string): OnnxNode => ({
  op: DYNAMIC,
  domain: "com.microsoft",
  inputs: [inputs[0] ?? "", `${matrix}.int8`, `${matrix}.scale`, "", ...inputs.slice(2)],
  outputs,
  attributes: {},
});

const INT8_MAX = 127;

/** Symmetric: zero stays zero, and the greatest weight of a column becomes 127 or −127. */
function byColumn({ name, dims, raw }: OnnxTensor): readonly OnnxTensor[] {
  const [rows = 0, columns = 0] = dims;
  const values = new Float32Array(raw.slice().buffer);
  const scales = new Float32Array(columns);
  for (let i = 0; i < values.length; i++) {
    const column = i % columns;
    scales[column] = Math.max(scales[column] ?? 0, Math.abs(values[i] ?? 0) / INT8_MAX);
  }
  const whole = Int8Array.from(values, (value, i) => {
    const scale = scales[i % columns] ?? 0;
    return scale === 0 ? 0 : Math.round(value / scale);
  });
  return [
    int8Tensor({ name: `${name}.int8`, dims: [rows, columns] }, whole),
    floatTensor({ name: `${name}.scale`, dims: [columns] }, scales),
  ];
}
