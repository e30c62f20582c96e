/** What goes with an ONNX file, whether trained here or brought along. */
import type { LabelSpec } from "./label";
import type { ModelRecipe } from "./recipe";
import type { ModelScores } from "./scores";

export const MANIFEST_FORMAT = 1;

export type ModelManifest = Readonly<{
  format: typeof MANIFEST_FORMAT;
  model: string;
  version: number;
  /** Family, `stack`, `blend`, or what the bringer calls it. */
  family: string;
  /** Of the ONNX file, hexadecimal. */
  sha256: string;
  opset: number;
  input: Readonly<{ name: string; steps: number; columns: readonly string[] }>;
  output: Readonly<{ name: string; classes: readonly string[] }>;
  featureSet: Readonly<{ name: string; version: number; hash: string }>;
  label: LabelSpec;
  /** What it was trained for: a model answers for no other instrument. */
  instrumentIds: readonly string[];
  /** Null for a file that was brought along without. */
  training: TrainingFacts | null;
  scores: ModelScores | null;
  /**
   * Sorted |p − 1/2| of out-of-sample predictions at equal shares (101 points): what a prediction's confidence is read
   * off. Null makes the confidence 2 |p − 1/2|.
   */
  certainty: readonly number[] | null;
  /** Per column, over the training rows: what live values are judged by. */
  reference: readonly ColumnReference[];
  /** Of P(up) without the flat class, out of sample: what drift of the answers is measured against. */
  answers: ColumnReference | null;
  /** Trees behind the file, for the reasons of single predictions: JSON beside it. Null where there are none. */
  explain: Readonly<{ file: string; sha256: string }> | null;
}>;

export type ColumnReference = Readonly<{
  column: string;
  /** Of values that are not missing. */
  min: number;
  max: number;
  mean: number;
  sd: number;
  missingShare: number;
  /** Inner edges of ten bins of equal count, strictly ascending; fewer than nine where values repeat. A value equal to an edge is below it. */
  deciles: readonly number[];
  /** Share of the values in each bin, one more than edges: a tenth, unless values repeat. */
  shares: readonly number[];
}>;

export type TrainingFacts = Readonly<{
  runId: string;
  recipe: ModelRecipe;
  /** What the trainer was allowed to see ended here, µs. */
  quarantineFrom: number;
  trainedFrom: number;
  trainedTo: number;
  rows: number;
  /** sha256 of what was read, per instrument. */
  data: readonly Readonly<{ instrumentId: string; sha256: string; from: number; to: number; rows: number }>[];
  params: Readonly<Record<string, number | string>>;
  seed: number;
  /** Commit or package version of the code. */
  codeVersion: string;
  threads: number;
  seconds: number;
}>;
