/** Everything that pages may do with models. */
import type { Model, ModelVersion } from "@/server/domain/models/model-version";
import type { TrainingRun, Trial } from "@/server/domain/models/training-run";
import type { ModelFileName } from "@/server/ports/model-files";
import type { VersionMove } from "@/server/ports/model-store";
import type { StoredPrediction } from "@/server/ports/prediction-store";
import { createModel, type EditModelDeps, editModel, type ModelChange, type NewModel } from "./edit-model";
import type { ModelDetail, ModelView, RecipeOptions, VersionComparison, VersionDetail } from "./model-views";
import { type MoveDeps, moveVersion } from "./move-version";
import {
  compareVersions,
  getModelDetail,
  getVersion,
  getVersionDetail,
  listModelViews,
  type ReadModelsDeps,
} from "./read-models";
import { cancelRun, getRun, requestRun, type TrainingDeskDeps } from "./training-desk";
import { type Upload, type UploadDeps, uploadModel } from "./upload-model";
import type { MoveRequest } from "./version-moves";

type Of = Readonly<{ model: string; version: number }>;

export type ModelService = Readonly<{
  list: () => Promise<readonly ModelView[]>;
  /** @throws AppError not_found, as all that name a model, version or run */
  get: (model: string) => Promise<ModelDetail>;
  version: (of: Of) => Promise<VersionDetail>;
  compare: (input: Readonly<{ model: string; a: number; b: number }>) => Promise<VersionComparison>;
  /** Newest first. */
  predictions: (input: Of & Readonly<{ limit: number; scored: boolean }>) => Promise<readonly StoredPrediction[]>;
  /** Has the version asked of its instruments now; the answers are among its predictions a few seconds later. */
  ask: (of: Of) => Promise<void>;
  /** What a new recipe can be made of, for the present market. */
  options: () => Promise<RecipeOptions>;
  create: (model: NewModel, who: string) => Promise<Model>;
  edit: (change: ModelChange, who: string) => Promise<Model>;
  /** @throws AppError refused with the rule that stands in the way */
  move: (model: string, request: MoveRequest, who: string) => Promise<readonly VersionMove[]>;
  /** @throws AppError conflict while a run of it is queued or under way */
  refresh: (model: string, who: string) => Promise<TrainingRun>;
  cancel: (runId: string, who: string) => Promise<TrainingRun>;
  runs: (input: Readonly<{ model: string | null; limit: number }>) => Promise<readonly TrainingRun[]>;
  run: (runId: string) => Promise<TrainingRun>;
  trials: (input: Readonly<{ model: string; runId: string | null; limit: number }>) => Promise<readonly Trial[]>;
  upload: (upload: Upload, who: string) => Promise<ModelVersion>;
  /** The bytes as they were registered. @throws AppError refused when they are others by now */
  file: (of: Of, name: ModelFileName) => Promise<Uint8Array>;
}>;

export type ModelServiceDeps = ReadModelsDeps &
  EditModelDeps &
  MoveDeps &
  TrainingDeskDeps &
  UploadDeps &
  Readonly<{ options: () => Promise<RecipeOptions> }>;

export function createModelService(deps: ModelServiceDeps): ModelService {
  const { predictions, training, files } = deps;
  return {
    list: () => listModelViews(deps),
    get: (model) => getModelDetail(deps, model),
    async ask(of) {
      const { model, version } = await getVersion(deps, of);
      const second = Math.floor(deps.clock.nowMicros() / 1_000_000);
      await deps.queue.ensure("inference.score", {
        slot: `ask-${model}-${version}-${second}`,
        ask: { model, version },
      });
    },
    version: (of) => getVersionDetail(deps, of),
    compare: (input) => compareVersions(deps, input),
    predictions: (input) => predictions.list({ ...input, from: 0 }),
    options: deps.options,
    create: (model, who) => createModel(deps, model, who),
    edit: (change, who) => editModel(deps, change, who),
    move: (model, request, who) => moveVersion(deps, { model, who }, request),
    async refresh(model, who) {
      const run = await requestRun(deps, { model, cause: "by hand", who });
      if (!run) throw new Error(`the run of ${model} was asked for and is not there`);
      return run;
    },
    cancel: (runId, who) => cancelRun(deps, runId, who),
    runs: (input) => training.listRuns(input),
    run: (runId) => getRun(deps, runId),
    trials: (input) => training.listTrials(input),
    upload: (upload, who) => uploadModel(deps, upload, who),
    async file(of, name) {
      const { manifest } = await getVersion(deps, of);
      const hashes = { "model.onnx": manifest.sha256, "explain.json": manifest.explain?.sha256 ?? null };
      return files.read(of, name, name === "manifest.json" ? null : hashes[name]);
    },
  };
}
