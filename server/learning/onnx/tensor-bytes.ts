/** Numbers as the little-endian bytes of a tensor in an ONNX file. */
import type { OnnxTensor } from "./onnx-model";

type Shaped = Readonly<{ name: string; dims: readonly number[] }>;

/** @param values  as many as the product of `dims` */
export const floatTensor = (at: Shaped, values: ArrayLike<number>): OnnxTensor => ({
  ...at,
  type: "float32",
  raw: bytesOf(Float32Array.from(values)),
});

export const int64Tensor = (at: Shaped, values: readonly number[]): OnnxTensor => ({
  ...at,
  type: "int64",
  raw: bytesOf(BigInt64Array.from(values, (value) => BigInt(value))),
});

export const int8Tensor = (at: Shaped, values: Int8Array): OnnxTensor => ({
  ...at,
  type: "int8",
  raw: bytesOf(values),
});

const bytesOf = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
