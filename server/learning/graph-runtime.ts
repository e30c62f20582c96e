/**
 * Runs ONNX graphs. Learning builds and reads graphs and is given something that runs them (onnxruntime, in
 * `server/adapters/onnx`), since a native library is an effect.
 */
export type TensorData = Readonly<{
  dims: readonly number[];
  data: Float32Array | Int32Array | BigInt64Array | Uint8Array;
}>;

export type GraphSession = Readonly<{
  inputs: readonly string[];
  outputs: readonly string[];
  /** @throws AppError invalid that names the tensor whose shape or type does not fit */
  run: (feeds: Readonly<Record<string, TensorData>>) => Promise<Readonly<Record<string, TensorData>>>;
  release: () => Promise<void>;
}>;

export type GraphRuntime = Readonly<{
  /**
   * @param threads  pinned, since some graphs give other bits on another number of threads; 1 when serving, 2 when training
   * @throws AppError invalid when the file is no model that can be run
   */
  load: (onnx: Uint8Array, options: Readonly<{ threads: number }>) => Promise<GraphSession>;
}>;
