/** A model and versions of it, with plain numbers, for tests. */
import type { ModelManifest } from "@/server/domain/models/manifest";
import { DEFAULT_SCHEDULES, type Model, type ModelVersion } from "@/server/domain/models/model-version";
import { DEFAULT_GATES, type ModelRecipe } from "@/server/domain/models/recipe";
import type { ClassScores, ModelScores, TradingScores } from "@/server/domain/models/scores";
import { ABC } from "@/server/testing/engine-run";
import { AT } from "@/server/testing/rows";

const HOUR = 3_600_000_000;

export const someRecipe = (change: Partial<ModelRecipe> = {}): ModelRecipe => ({
  featureSet: "bars-5m",
  instrumentIds: [ABC.id],
  label: { kind: "sign", horizonMicros: HOUR },
  families: ["gbdt-leaf"],
  folds: {
    trainDays: 20,
    validDays: 5,
    testDays: 5,
    stepDays: 5,
    walksMax: 3,
    combinatorial: null,
    embargoShare: 0.01,
  },
  search: { kind: "none", trialsMax: 1, budgetSeconds: 5 },
  calibration: "platt",
  trading: { probabilityMin: 0.6, confidenceMin: 0.5, interval: "5m", holdMicrosMax: HOUR },
  seed: 7,
  ...change,
});

export const someModel = (name: string, change: Partial<Model> = {}): Omit<Model, "championVersion"> => ({
  name,
  title: "A model",
  recipe: someRecipe(),
  gates: DEFAULT_GATES,
  schedules: DEFAULT_SCHEDULES,
  promotion: "by-hand",
  createdAt: AT,
  ...change,
});

const classes: ClassScores = {
  rows: 10_000,
  logLoss: 0.68,
  baseLogLoss: 0.693,
  brier: 0.24,
  auc: 0.56,
  prAuc: 0.55,
  mcc: 0.1,
  accuracy: 0.55,
  baseAccuracy: 0.5,
  calibrationError: 0.02,
};
const trading: TradingScores = {
  trades: 250,
  netReturn: 0.04,
  sharpe: 1.4,
  deflatedSharpe: 0.9,
  maxDrawdown: 0.08,
  turnover: 2,
  profitFactor: 1.3,
  winRate: 0.54,
  costs: 0.02,
};

export const someScores = (of: Partial<ClassScores> = {}, on: Partial<TradingScores> = {}): ModelScores => ({
  overall: { ...classes, ...of },
  trading: { ...trading, ...on },
  folds: [],
  confusion: [],
  reliability: [],
  equity: [],
  importance: [],
  curves: [],
  pbo: 0.2,
  trials: 12,
  combinatorial: null,
});

export const someManifest = (change: Partial<ModelManifest> = {}): ModelManifest => ({
  format: 1,
  model: "m",
  version: 1,
  family: "gbdt-leaf",
  sha256: "0".repeat(64),
  opset: 17,
  input: { name: "features", steps: 1, columns: ["a", "b"] },
  output: { name: "probabilities", classes: ["down", "up"] },
  featureSet: { name: "bars-5m", version: 1, hash: "h" },
  label: { kind: "sign", horizonMicros: HOUR },
  instrumentIds: [ABC.id],
  training: null,
  scores: someScores(),
  certainty: null,
  reference: [],
  answers: null,
  explain: null,
  ...change,
});

export const someVersion = (change: Partial<ModelVersion> = {}): ModelVersion => ({
  model: "m",
  version: 1,
  state: "candidate",
  origin: "trained",
  createdAt: AT,
  stateSince: AT,
  manifest: someManifest(),
  gates: [],
  runId: null,
  ...change,
});
