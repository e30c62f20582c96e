/** What the trainer and the process that started it say to each other (`server/jobs/trainer-messages.ts` reads it). */
import type { AppErrorCode } from "@/server/domain/errors";
import type { ModelManifest } from "./manifest";
import type { GateCheck, Gates, ModelRecipe } from "./recipe";
import type { RunProgress, Trial } from "./training-run";

/** Given to the trainer as one line of JSON on its standard input. */
export type TrainerTask = Readonly<{
  runId: string;
  model: string;
  /** The number that the candidate will have. */
  version: number;
  recipe: ModelRecipe;
  gates: Gates;
  /** Where the first start of this run found the quarantine, µs, so that one taken up again sees the same; null at first. */
  seesUntil: number | null;
  /** Of the trainer's own role: it cannot see past the quarantine, nor any paper table. */
  databaseUrl: string;
  /** A directory of this run alone, kept over restarts: checkpoints in `work`, the candidate's files in `candidate`. */
  runDir: string;
  /** The present champion's files, to be compared with; null when there is none. */
  champion: Readonly<{ manifest: ModelManifest; onnxPath: string }> | null;
  /** Backtests and fits that this model has had before: the deflated Sharpe ratio counts them. */
  trialsBefore: number;
  codeVersion: string;
}>;

/** One line of JSON each on its standard output. */
export type TrainerMessage =
  | Readonly<{ kind: "progress"; progress: RunProgress }>
  | Readonly<{ kind: "trial"; trial: NewTrial }>
  /** What it was not allowed to see, in words, with the end of what it saw, µs. */
  | Readonly<{ kind: "quarantine"; from: number; text: string }>
  | Readonly<{ kind: "candidate"; candidate: Candidate }>
  /** An expected end, for people. */
  | Readonly<{ kind: "failed"; code: AppErrorCode | null; text: string }>
  /** The last word; what follows is an exit with 0. */
  | Readonly<{ kind: "done"; text: string }>;

/** The ledger gives the id. `key` is the same when a resumed run says a trial again. */
export type NewTrial = Omit<Trial, "id"> & Readonly<{ key: string }>;

export type Candidate = Readonly<{
  manifest: ModelManifest;
  gates: readonly GateCheck[];
  /** Relative to the run's directory; their sha256 stand in the manifest. */
  onnxPath: string;
  explainPath: string | null;
}>;
