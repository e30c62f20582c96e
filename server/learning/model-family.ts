/** One kind of model: how it is fitted, what can be tuned, and how it becomes an ONNX file. */
import type { Dataset, RowIndex } from "./dataset";
import type { GraphRuntime } from "./graph-runtime";
import type { OnnxModel } from "./onnx/onnx-model";
import type { ExplainPart } from "./trees/explain-file";

export type HyperParam = Readonly<
  | { kind: "number"; min: number; max: number; isLog: boolean; isWhole: boolean; default: number; explanation: string }
  | { kind: "choice"; choices: readonly string[]; default: string; explanation: string }
>;
export type HyperParams = Readonly<Record<string, number | string>>;

export type FitProgress = Readonly<{
  /** Epochs or trees done, and how many at most. */
  step: number;
  steps: number;
  trainLoss: number;
  /** On the validation rows; null where there are none. */
  validLoss: number | null;
}>;

export type FitInput = Readonly<{
  data: Dataset;
  /** Rows to learn from. */
  train: RowIndex;
  /** For early stopping; empty fits all steps. Never rows that scores are taken on. */
  valid: RowIndex;
  /** 2 (down, up) or 3 (down, flat, up). */
  classes: number;
  params: HyperParams;
  seed: number;
  runtime: GraphRuntime;
  /** Called after each step that was measured; may throw to stop the fit (cancelled, pruned). */
  onProgress: (progress: FitProgress) => void;
  /** Keeps and finds partial work, so that a killed fit goes on where it was; null keeps nothing. */
  checkpoint: FitCheckpoint | null;
}>;

export type FitCheckpoint = Readonly<{
  load: () => Uint8Array | null;
  save: (bytes: Uint8Array) => void;
}>;

export type FittedModel = Readonly<{
  family: string;
  columns: readonly string[];
  classes: number;
  /** Loss after each measured step. */
  curve: readonly FitProgress[];
  /**
   * An ONNX file with one input `features`, float32 [N, columns], or [N, steps, columns] oldest first when `steps` > 1,
   * and one output `probabilities`, float32 [N, classes]. Scaling and the filling of missing values are part of the
   * graph. N is symbolic.
   */
  onnx: Uint8Array;
  /** The same file as plain data: ensembles are put together from such graphs, without parsing bytes. */
  graph: OnnxModel;
  /** Rows of the past that it looks at, its own included. */
  steps: number;
  /** Class probabilities, row after row; NaN where a row has no whole window. The same numbers as the file within 1e-5. */
  predict: (data: Dataset, rows: RowIndex) => Promise<Float32Array>;
  /** Share of each column in what the model learned, adding up to 1; null where the family has no such measure. */
  importance: Float64Array | null;
  /** Trees only: how much each column moved the log-odds of the last class ("up") of one row. */
  shap: ((row: Float32Array) => Float64Array) | null;
  /** The trees behind it, for the `explain` file beside the manifest (`trees/explain-file.ts`); null where there are none. */
  explain: readonly ExplainPart[] | null;
  release: () => Promise<void>;
}>;

export type ModelFamily = Readonly<{
  /** `logistic`, `mlp`, `tcn`, `gbdt-leaf`, `gbdt-level`, `gbdt-symmetric`, `forest`. */
  name: string;
  title: string;
  /** What it is and when it helps, in two sentences. */
  explanation: string;
  params: Readonly<Record<string, HyperParam>>;
  fit: (input: FitInput) => Promise<FittedModel>;
}>;
