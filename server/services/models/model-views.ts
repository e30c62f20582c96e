/** What pages see of models. */
import type { DriftReport } from "@/server/domain/models/drift";
import type { Model, ModelEvent, ModelVersion, RefreshSchedule } from "@/server/domain/models/model-version";
import type { GateCheck, Gates, ModelRecipe } from "@/server/domain/models/recipe";
import type { ClassScores, ModelScores } from "@/server/domain/models/scores";
import type { TrainingRun } from "@/server/domain/models/training-run";
import type { StoredPrediction } from "@/server/ports/prediction-store";

/** How a version did on what it foresaw live, over its newest predictions with a known outcome. */
export type LiveScores = Readonly<{
  /** Asked within the window, refused ones included. */
  asked: number;
  refused: number;
  scored: number;
  from: number | null;
  to: number | null;
  /** Null with fewer than 30 outcomes. Base rates are those of training. */
  classes: ClassScores | null;
}>;

/** A version without its curves and folds. */
export type VersionSummary = Readonly<
  Pick<ModelVersion, "model" | "version" | "state" | "origin" | "createdAt" | "stateSince" | "runId"> & {
    family: string;
    /** Null for a file that was brought along without. */
    scores: Pick<ModelScores, "overall" | "trading" | "pbo" | "trials"> | null;
    live: LiveScores;
    /** Null before the first look. */
    drift: Pick<DriftReport, "level" | "at" | "texts"> | null;
    gates: readonly GateCheck[];
    /** As they would be judged now: all must pass for a promotion. */
    gatesNow: readonly GateCheck[];
  }
>;

/** `nextAt` is null when it is off. */
export type ScheduleView = RefreshSchedule & Readonly<{ nextAt: number | null }>;

export type ModelView = Readonly<{
  model: Model;
  schedules: readonly ScheduleView[];
  /** Newest first. */
  versions: readonly VersionSummary[];
  /** Queued or under way. */
  run: TrainingRun | null;
  lastRun: TrainingRun | null;
}>;

export type ModelDetail = ModelView & Readonly<{ events: readonly ModelEvent[]; trials: number }>;

export type VersionDetail = Readonly<{
  version: ModelVersion;
  summary: VersionSummary;
  drift: DriftReport | null;
  events: readonly ModelEvent[];
  predictions: readonly StoredPrediction[];
  /** Why its file cannot be opened any more; null when it is the registered one. */
  fileProblem: string | null;
}>;

export type VersionComparison = Readonly<{
  a: VersionDetail;
  b: VersionDetail;
  /** Over questions that both were asked: how often the likeliest class was the same. */
  agreement: Readonly<{ rows: number; share: number | null }>;
}>;

/** What a new recipe can be made of, with defaults that fit the present market. */
export type RecipeOptions = Readonly<{
  families: readonly Readonly<{ name: string; title: string; explanation: string }>[];
  featureSets: readonly Readonly<{ name: string; version: number; columns: number; grid: string }>[];
  instruments: readonly Readonly<{ id: string; symbol: string }>[];
  recipe: ModelRecipe;
  gates: Gates;
  schedules: readonly RefreshSchedule[];
  /** How much of the newest past training will not see. */
  quarantine: string;
}>;
