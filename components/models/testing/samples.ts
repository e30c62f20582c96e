/** Scores, manifests and runs to build unit tests of the Models pages from; only tests import it. */
import type { ModelManifest } from "@/server/domain/models/manifest";
import { DEFAULT_GATES, type GateCheck, type ModelRecipe } from "@/server/domain/models/recipe";
import type { ClassScores, FoldScore, ModelScores, TradingScores } from "@/server/domain/models/scores";
import type { TrainingRun } from "@/server/domain/models/training-run";

export const DAY = 86_400e6;

export const classes = (change: Partial<ClassScores> = {}): ClassScores => ({
  rows: 1_200,
  logLoss: 0.68,
  baseLogLoss: 0.6931,
  brier: 0.24,
  auc: 0.55,
  prAuc: 0.52,
  mcc: 0.05,
  accuracy: 0.53,
  baseAccuracy: 0.51,
  calibrationError: 0.02,
  ...change,
});

export const traded = (change: Partial<TradingScores> = {}): TradingScores => ({
  trades: 140,
  netReturn: 0.012,
  sharpe: 1.1,
  deflatedSharpe: 0.4,
  maxDrawdown: 0.06,
  turnover: 2.5,
  profitFactor: 1.15,
  winRate: 0.52,
  costs: 0.02,
  ...change,
});

export const fold = (day: number, change: Partial<FoldScore> = {}): FoldScore => ({
  name: `walk ${day}`,
  trainFrom: 0,
  trainTo: day * DAY,
  testFrom: day * DAY,
  testTo: (day + 2) * DAY,
  classes: classes(),
  trading: traded(),
  ...change,
});

export const scores = (change: Partial<ModelScores> = {}): ModelScores => ({
  overall: classes(),
  trading: traded(),
  folds: [fold(10), fold(12)],
  confusion: [
    [400, 200],
    [300, 300],
  ],
  reliability: [],
  equity: [],
  importance: [],
  curves: [],
  pbo: 0.3,
  trials: 12,
  combinatorial: null,
  ...change,
});

export const recipe: ModelRecipe = {
  featureSet: "bars-5m",
  instrumentIds: ["simulated:BTC/USDT"],
  label: { kind: "direction", horizonMicros: 900e6 },
  families: ["logistic", "gbdt-leaf"],
  folds: {
    trainDays: 180,
    validDays: 30,
    testDays: 30,
    stepDays: 7,
    walksMax: 12,
    combinatorial: { groups: 6, heldOut: 2 },
    embargoShare: 0.01,
  },
  search: { kind: "tpe", trialsMax: 20, budgetSeconds: 60 },
  calibration: "isotonic",
  trading: { probabilityMin: 0.6, confidenceMin: 0.6, interval: "5m", holdMicrosMax: 3_600e6 },
  seed: 1,
};

export const gates = DEFAULT_GATES;
export const passed: GateCheck = { gate: "tradesMin", passed: true, text: "140 trades, at least 100" };
export const failed: GateCheck = { gate: "profitFactorMin", passed: false, text: "profit factor 0.9, at least 1.1" };

export const headlined = (of: ModelScores | null): Pick<ModelManifest, "label" | "instrumentIds" | "scores"> => ({
  label: recipe.label,
  instrumentIds: recipe.instrumentIds,
  scores: of,
});

export const run = (change: Partial<TrainingRun> = {}): TrainingRun => ({
  id: "first-look-1",
  model: "first-look",
  state: "running",
  cause: "by hand",
  who: "web",
  queuedAt: 0,
  startedAt: 1e6,
  endedAt: null,
  resumes: 0,
  progress: null,
  text: "",
  quarantine: "",
  version: null,
  ...change,
});
