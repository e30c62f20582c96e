/** An ONNX file as plain data (onnx/onnx.proto): what graphs and trees are exported as. */
export type OnnxType = keyof typeof ONNX_TYPES;
/** TensorProto.DataType. */
export const ONNX_TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float64: 11 } as const;

export type OnnxTensor = Readonly<{
  name: string;
  type: OnnxType;
  dims: readonly number[];
  /** Little-endian, dims' product times the type's width. */
  raw: Uint8Array;
}>;

export type OnnxAttribute = Readonly<
  | { kind: "int" | "float"; value: number }
  | { kind: "string"; value: string }
  | { kind: "ints" | "floats"; value: ArrayLike<number> }
  | { kind: "strings"; value: readonly string[] }
  | { kind: "tensor"; value: OnnxTensor }
>;

export type OnnxNode = Readonly<{
  op: string;
  /** `""` is ONNX itself; `ai.onnx.ml` has the trees, `com.microsoft` what onnxruntime adds. */
  domain: "" | "ai.onnx.ml" | "com.microsoft";
  /** `""` leaves an optional input out. */
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, OnnxAttribute>>;
}>;

export type OnnxValue = Readonly<{
  name: string;
  type: OnnxType;
  /** A text is a symbol: a size that is known when the graph is run. */
  dims: readonly (number | string)[];
}>;

export type OnnxModel = Readonly<{
  name: string;
  /** In an order in which each stands after what it needs. */
  nodes: readonly OnnxNode[];
  initializers: readonly OnnxTensor[];
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
  metadata: Readonly<Record<string, string>>;
}>;

/** What every file that we write is of; onnxruntime 1.30 runs it. */
export const OPSET = 18;
