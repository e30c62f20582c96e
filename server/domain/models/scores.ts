/** What is known of a model out of sample. A number that cannot be known is null, and never 0. */
export type ClassScores = Readonly<{
  rows: number;
  logLoss: number;
  /** Of always saying the shares of the training rows. */
  baseLogLoss: number;
  brier: number;
  /** Of up against the rest; null when only one class occurs. */
  auc: number | null;
  prAuc: number | null;
  mcc: number;
  accuracy: number;
  /** Of always saying the commonest class of the training rows. */
  baseAccuracy: number;
  /** Expected calibration error over ten bins of equal count. */
  calibrationError: number;
}>;

export type TradingScores = Readonly<{
  trades: number;
  /** Net of all costs, share of the starting balance. */
  netReturn: number;
  sharpe: number | null;
  deflatedSharpe: number | null;
  /** 0 to 1. */
  maxDrawdown: number;
  /** Traded notional per day over the balance. */
  turnover: number;
  profitFactor: number | null;
  winRate: number | null;
  /** All costs over the starting balance. */
  costs: number;
}>;

export type FoldScore = Readonly<{
  name: string;
  trainFrom: number;
  trainTo: number;
  testFrom: number;
  testTo: number;
  classes: ClassScores;
  trading: TradingScores | null;
}>;

export type ReliabilityBin = Readonly<{ predicted: number; observed: number; rows: number }>;

export type ModelScores = Readonly<{
  overall: ClassScores;
  trading: TradingScores | null;
  folds: readonly FoldScore[];
  /** Rows are what was, columns what was said. */
  confusion: readonly (readonly number[])[];
  reliability: readonly ReliabilityBin[];
  /** Equity after costs along the test windows, with its bands: share of the balance, at most 500 points. */
  equity: readonly EquityPoint[];
  /** Column and share, greatest first, at most 100. */
  importance: readonly Readonly<{ column: string; gain: number | null; permutation: number | null }>[];
  /** Per family of the final candidate. */
  curves: readonly Readonly<{ family: string; points: readonly CurvePoint[] }>[];
  /** Probability of overfitting by combinatorially symmetric cross-validation; null with fewer than two trials. */
  pbo: number | null;
  trials: number;
  /** Score of the combinatorial paths: mean and standard deviation of their log loss. */
  combinatorial: Readonly<{ paths: number; logLossMean: number; logLossSd: number }> | null;
}>;

export type EquityPoint = Readonly<{ at: number; equity: number; low: number; high: number }>;
export type CurvePoint = Readonly<{ step: number; trainLoss: number; validLoss: number | null }>;
