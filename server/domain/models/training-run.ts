import type { CurvePoint, FoldScore } from "./scores";

export const RUN_STATES = ["queued", "running", "done", "failed", "cancelled"] as const;
export type RunState = (typeof RUN_STATES)[number];
export const RUN_STAGES = ["data", "search", "folds", "backtest", "final", "checks", "gates"] as const;
export type RunStage = (typeof RUN_STAGES)[number];

export type RunProgress = Readonly<{
  stage: RunStage;
  /** Of the stage, 0 to 1. */
  share: number;
  /** What is being done, in words. */
  text: string;
  /** Null while it cannot be told. */
  secondsLeft: number | null;
  family: string | null;
  curve: readonly CurvePoint[];
  folds: readonly FoldScore[];
}>;

export type TrainingRun = Readonly<{
  id: string;
  model: string;
  state: RunState;
  /** "by hand", "weekly", "monthly", "cli". */
  cause: string;
  who: string;
  queuedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  /** How often it was taken up again after its process ended. */
  resumes: number;
  progress: RunProgress | null;
  /** How it ended, or why it failed, for people; what it was not allowed to see, once known. */
  text: string;
  quarantine: string;
  /** The version that it made. */
  version: number | null;
}>;

/** A row of the trial ledger: every fit and every backtest, whatever became of it. */
export type Trial = Readonly<{
  id: number;
  runId: string;
  model: string;
  at: number;
  kind: "fit" | "backtest";
  family: string;
  fold: string;
  params: Readonly<Record<string, number | string>>;
  seed: number;
  seconds: number;
  /** Null when it was pruned or failed; then `text` says why. */
  logLoss: number | null;
  sharpe: number | null;
  text: string;
}>;
