/** Refuses feeds that do not fit before the native code sees them, so that an error names tensor, rule and value. */
import type { InferenceSession } from "onnxruntime-node";
import { AppError } from "@/server/domain/errors";
import type { TensorData } from "@/server/learning/graph-runtime";

type Feeds = Readonly<Record<string, TensorData>>;
type Dims = readonly (number | string)[];

/** @throws AppError invalid */
export function checkFeeds(inputs: readonly InferenceSession.ValueMetadata[], feeds: Feeds): void {
  const symbols = new Map<string, number>();
  for (const input of inputs) {
    const feed = feeds[input.name];
    if (feed === undefined)
      throw new AppError("invalid", `The graph needs a tensor ${input.name}, which was not given`);
    if (!input.isTensor) continue;
    checkType(input.name, input.type, feed);
    checkShape(input.name, { shape: input.shape, symbols }, feed);
  }
  for (const name of Object.keys(feeds)) {
    if (inputs.some((input) => input.name === name)) continue;
    throw new AppError("invalid", `The graph has no input ${name}; it has ${inputs.map((i) => i.name).join(", ")}`);
  }
}

const ARRAYS: Readonly<Record<string, string>> = {
  float32: "Float32Array",
  int32: "Int32Array",
  int64: "BigInt64Array",
  uint8: "Uint8Array",
  bool: "Uint8Array",
};

function checkType(name: string, type: string, { data }: TensorData): void {
  const seen = data.constructor.name;
  if (ARRAYS[type] === seen) return;
  throw new AppError("invalid", `Tensor ${name} is ${type} and must be a ${ARRAYS[type] ?? type}, was a ${seen}`);
}

function checkShape(
  name: string,
  rule: { shape: Dims; symbols: Map<string, number> },
  { dims, data }: TensorData,
): void {
  const refuse = (why: string) =>
    new AppError("invalid", `Tensor ${name} must be [${rule.shape.join(", ")}], was [${dims.join(", ")}]: ${why}`);
  if (dims.length !== rule.shape.length) throw refuse("another number of dimensions");
  for (const [i, wanted] of rule.shape.entries()) {
    const size = dims[i] ?? 0;
    if (!Number.isInteger(size) || size < 0) throw refuse(`dimension ${i} is no size`);
    if (typeof wanted === "number") {
      if (size !== wanted) throw refuse(`dimension ${i} is ${size}`);
      continue;
    }
    // One symbol is one size in all inputs.
    const known = rule.symbols.get(wanted);
    if (wanted !== "" && known !== undefined && known !== size) throw refuse(`${wanted} is ${known} in another input`);
    rule.symbols.set(wanted, size);
  }
  const count = dims.reduce((product, size) => product * size, 1);
  if (data.length !== count) throw refuse(`${data.length} numbers for ${count} places`);
}
