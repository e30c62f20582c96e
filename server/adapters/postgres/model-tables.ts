/** How models, runs and predictions lie in their tables. */
import type { DriftReport } from "@/server/domain/models/drift";
import type { Model, ModelEvent, ModelVersion } from "@/server/domain/models/model-version";
import type { ModelRecipe } from "@/server/domain/models/recipe";
import type { NewTrial } from "@/server/domain/models/trainer-message";
import type { TrainingRun } from "@/server/domain/models/training-run";
import type { StoredPrediction } from "@/server/ports/prediction-store";
import { columnsOf } from "./columns";
import { predictionColumns } from "./tables";

export const modelColumns = columnsOf<Omit<Model, "championVersion">>({
  name: "text",
  title: "text",
  recipe: "json",
  gates: "json",
  schedules: "json",
  promotion: "text",
  createdAt: "micros",
});

export const versionColumns = columnsOf<ModelVersion>({
  model: "text",
  version: "integer",
  state: "text",
  origin: "text",
  createdAt: "micros",
  stateSince: "micros",
  manifest: "json",
  gates: "json",
  runId: "text",
});

export const modelEventColumns = columnsOf<Omit<ModelEvent, "id">>({
  model: "text",
  version: "integer",
  at: "micros",
  kind: "text",
  from: "text",
  to: "text",
  who: "text",
  why: "text",
});

export const runColumns = columnsOf<TrainingRun>({
  id: "text",
  model: "text",
  state: "text",
  cause: "text",
  who: "text",
  queuedAt: "micros",
  startedAt: "micros",
  endedAt: "micros",
  resumes: "integer",
  progress: "json",
  text: "text",
  quarantine: "text",
  version: "integer",
});

/** What only whoever holds the run needs. */
type ClaimRow = Readonly<{ claim: number; recipe: ModelRecipe; seesUntil: number | null }>;
export const claimColumns = columnsOf<ClaimRow>({ claim: "integer", recipe: "json", seesUntil: "micros" });

export const trialColumns = columnsOf<NewTrial>({
  key: "text",
  runId: "text",
  model: "text",
  at: "micros",
  kind: "text",
  family: "text",
  fold: "text",
  params: "json",
  seed: "integer",
  seconds: "float",
  logLoss: "float",
  sharpe: "float",
  text: "text",
});

export const storedPredictionColumns = columnsOf<StoredPrediction>({
  ...predictionColumns.kinds,
  id: "integer",
  deskId: "text",
  outcome: "integer",
  scoredAt: "micros",
});

type DriftRow = Pick<DriftReport, "model" | "version" | "at" | "level"> & Readonly<{ body: DriftReport }>;
export const driftColumns = columnsOf<DriftRow>({
  model: "text",
  version: "integer",
  at: "micros",
  level: "text",
  body: "json",
});
