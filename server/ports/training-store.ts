/** Training runs and the trial ledger. */
import type { ModelRecipe } from "@/server/domain/models/recipe";
import type { NewTrial } from "@/server/domain/models/trainer-message";
import type { RunProgress, RunState, TrainingRun, Trial } from "@/server/domain/models/training-run";

export type NewRun = Readonly<{
  /** A second run of the same id is not made. */
  id: string;
  model: string;
  recipe: ModelRecipe;
  cause: string;
  who: string;
  queuedAt: number;
}>;

/** Whoever holds it may write of the run, until somebody else takes the run up. */
export type RunClaim = Readonly<{
  run: TrainingRun;
  claim: number;
  recipe: ModelRecipe;
  /** What an earlier start saw ended here; null at the first. */
  seesUntil: number | null;
}>;

export type ClaimInput = Readonly<{
  runId: string;
  host: string;
  at: number;
  /** A run whose host said nothing for so long may be taken up by another, µs. */
  silentMicros: number;
}>;

export type RunWord = Readonly<{
  at: number;
  progress?: RunProgress;
  quarantine?: string;
  seesUntil?: number;
  /** What it waits for. */
  text?: string;
  /** Its process ended and was started again. */
  resumed?: boolean;
}>;

export type RunEnd = Readonly<{
  at: number;
  state: Extract<RunState, "done" | "failed" | "cancelled">;
  text: string;
  version: number | null;
}>;

export type TrialTally = Readonly<{
  count: number;
  /** Of their Sharpe ratios of a year; 0 with fewer than two. */
  sharpeVariance: number;
}>;

export type TrainingStore = Readonly<{
  /** @returns false when the model has a run that is queued or running, or one of this id */
  addRun: (run: NewRun) => Promise<boolean>;
  findRun: (runId: string) => Promise<TrainingRun | null>;
  /** Newest first; of all models when `model` is null. */
  listRuns: (query: Readonly<{ model: string | null; limit: number }>) => Promise<readonly TrainingRun[]>;
  /** Queued or running, oldest first. */
  listOpenRuns: () => Promise<readonly TrainingRun[]>;
  /** Null when it has ended, when its host still speaks, or when another run is under way: one trains at a time. */
  claimRun: (input: ClaimInput) => Promise<RunClaim | null>;
  /** Says that the run lives, and what is new. "lost" when somebody else took it up, or it has ended. */
  tellRun: (runId: string, claim: number, word: RunWord) => Promise<"go on" | "cancel" | "lost">;
  /** Lets go of a run that is to be taken up by another at once. */
  releaseRun: (runId: string, claim: number) => Promise<void>;
  /** @returns false when the claim was lost; nothing is written then */
  endRun: (runId: string, claim: number, end: RunEnd) => Promise<boolean>;
  /** A queued run ends at once, a running one when its host looks next. @returns false when it has ended already */
  cancelRun: (runId: string, deed: Readonly<{ who: string; at: number }>) => Promise<boolean>;
  /** A key of a run counts once. */
  addTrials: (trials: readonly NewTrial[]) => Promise<void>;
  /** Newest first. */
  listTrials: (query: Readonly<{ model: string; runId: string | null; limit: number }>) => Promise<readonly Trial[]>;
  /** Of all runs but `exceptRun`. */
  countTrials: (model: string, exceptRun: string | null) => Promise<number>;
  /** What choosing among them may have cost; of all models when `model` is null. */
  tallyTrials: (model: string | null) => Promise<TrialTally>;
}>;
