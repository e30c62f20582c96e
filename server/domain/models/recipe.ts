/** How the versions of one model are made: everything that a run needs besides the market. */
import type { Interval } from "@/server/domain/candle";
import type { LabelSpec } from "./label";

export type ModelRecipe = Readonly<{
  /** Names of `FeatureSet`s that the code knows. */
  featureSet: string;
  instrumentIds: readonly string[];
  label: LabelSpec;
  /** Families that are tried; with more than one they are also stacked and blended. */
  families: readonly string[];
  folds: FoldSpec;
  search: SearchSpec;
  /** How the calibration that the model ends with is fitted, on rows of its own. */
  calibration: "isotonic" | "platt" | "none";
  trading: TradingSpec;
  seed: number;
}>;

export type FoldSpec = Readonly<{
  /** Days of each window; the test windows follow one another by `stepDays`. 180/30/30/7 by default. */
  trainDays: number;
  validDays: number;
  testDays: number;
  stepDays: number;
  /** Newest so many walks are scored; 1 to 60. */
  walksMax: number;
  /** Combinatorial purged cross-validation over the same rows; null leaves it out. 6 groups, 2 held out by default. */
  combinatorial: Readonly<{ groups: number; heldOut: number }> | null;
  /** Share of the sample that is left out after each test window, 0 to 0.1; 0.01 by default. */
  embargoShare: number;
}>;

export type SearchSpec = Readonly<{
  kind: "none" | "random" | "tpe";
  /** Per family; 1 to 500. */
  trialsMax: number;
  /** Seconds for all families together; 5 to 86,400. */
  budgetSeconds: number;
}>;

/** How probabilities become trades, in validation by the same strategy as on a desk (`model-signal`). */
export type TradingSpec = Readonly<{
  /** Buy above, sell below 1 − it; 0.5 to 0.99. */
  probabilityMin: number;
  /** 0 to 1: share of out-of-sample predictions that were less decided. */
  confidenceMin: number;
  /** Bar whose end asks the model. */
  interval: Interval | null;
  holdMicrosMax: number;
}>;

export type Gates = Readonly<{
  /** Out of sample, on the same folds as the champion. */
  betterDeflatedSharpe: boolean;
  betterLogLoss: boolean;
  tradesMin: number;
  profitFactorMin: number;
  calibrationErrorMax: number;
  drawdownMax: number;
  /** Feature to prediction, p99 of a thousand, ms. */
  latencyMillisMax: number;
}>;

export const DEFAULT_GATES: Gates = {
  betterDeflatedSharpe: true,
  betterLogLoss: true,
  tradesMin: 100,
  profitFactorMin: 1.1,
  calibrationErrorMax: 0.05,
  drawdownMax: 0.25,
  latencyMillisMax: 5,
};

export type GateCheck = Readonly<{
  gate: keyof Gates;
  passed: boolean;
  text: string;
  /** Of latency alone, ms: no score keeps it, and an edited limit asks for it again. */
  measured?: number;
}>;
