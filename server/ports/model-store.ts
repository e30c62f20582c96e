/** Models and their versions: rows that move by rules, each move with who and why. */
import type { DriftReport } from "@/server/domain/models/drift";
import type { Model, ModelEvent, ModelVersion, VersionState } from "@/server/domain/models/model-version";

/** What of a model may be edited. */
export type ModelEdit = Partial<Pick<Model, "title" | "recipe" | "gates" | "schedules" | "promotion">>;
export type Deed = Readonly<{ who: string; why: string; at: number }>;

/** One step of a version; a promotion that retires a champion is two. */
export type VersionMove = Readonly<{
  version: number;
  from: VersionState;
  to: VersionState;
  kind: ModelEvent["kind"];
  why: string;
}>;

export type NewVersion = Readonly<{
  model: string;
  origin: ModelVersion["origin"];
  runId: string | null;
  /**
   * Called with the version's number inside the transaction: puts its files in place and says what it is.
   * When it throws, there is no version.
   */
  make: (version: number) => Promise<Pick<ModelVersion, "manifest" | "gates">>;
}>;

export type ModelStore = Readonly<{
  /** In order of creation. */
  listModels: () => Promise<readonly Model[]>;
  findModel: (name: string) => Promise<Model | null>;
  /** @throws AppError conflict when there is one of that name */
  createModel: (model: Omit<Model, "championVersion">, deed: Deed) => Promise<void>;
  /** @throws AppError not_found */
  editModel: (name: string, edit: ModelEdit, deed: Deed) => Promise<void>;
  /** Newest first. */
  listVersions: (model: string) => Promise<readonly ModelVersion[]>;
  findVersion: (model: string, version: number) => Promise<ModelVersion | null>;
  /** Champions and shadows of all models. */
  listLive: () => Promise<readonly ModelVersion[]>;
  /** A run's second registration gives back the first. @throws AppError not_found; what `make` throws */
  addVersion: (version: NewVersion, deed: Deed) => Promise<ModelVersion>;
  /**
   * Plans on the versions as they are, nobody else moving them meanwhile, and makes all moves with their events and
   * audit entries, or none.
   */
  move: (
    model: string,
    plan: (versions: readonly ModelVersion[]) => readonly VersionMove[],
    deed: Pick<Deed, "who" | "at">,
  ) => Promise<readonly VersionMove[]>;
  /** For what was refused and changed nothing. */
  saveEvent: (event: Omit<ModelEvent, "id">) => Promise<void>;
  /** Newest first. */
  listEvents: (model: string, limit: number) => Promise<readonly ModelEvent[]>;
  saveDrift: (report: DriftReport) => Promise<void>;
  /** The newest of each version of the model. */
  listDrift: (model: string) => Promise<readonly DriftReport[]>;
}>;
