/** The models' service on what every process has. */

import type { FeatureSet } from "@/server/features/sets/feature-set";
import { FEATURE_SETS } from "@/server/features/sets/registry";
import type { GraphRuntime } from "@/server/learning/graph-runtime";
import type { Bus } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { JobQueue } from "@/server/ports/job-queue";
import type { InstrumentStore } from "@/server/ports/market-store";
import type { ModelFiles } from "@/server/ports/model-files";
import type { ModelStore } from "@/server/ports/model-store";
import type { PredictionStore } from "@/server/ports/prediction-store";
import type { TrainerAccess } from "@/server/ports/trainer-access";
import type { TrainingStore } from "@/server/ports/training-store";
import { createModelService, type ModelService } from "./model-service";
import { quarantineWords } from "./quarantine-words";
import { knownParts, recipeOptions } from "./recipe-options";
import { reschedule } from "./reschedule";

export type OpenModelServiceDeps = Readonly<{
  stores: Readonly<{
    models: ModelStore;
    training: TrainingStore;
    predictions: PredictionStore;
    instruments: InstrumentStore;
    trainerAccess: TrainerAccess;
  }>;
  modelFiles: ModelFiles;
  runtime: GraphRuntime;
  bus: Bus;
  queue: JobQueue;
  clock: Clock;
}>;

/** Null for a set that this code does not have. */
export const findFeatureSet = (name: string): FeatureSet | null =>
  FEATURE_SETS.find((set) => set.name === name) ?? null;

export function openModelService({ stores, modelFiles, ...deps }: OpenModelServiceDeps): ModelService {
  const { instruments, trainerAccess } = stores;
  const quarantineOf = async (instrumentId: string | null): Promise<string> =>
    quarantineWords(instrumentId === null ? [] : await trainerAccess.quarantine([instrumentId]));
  return createModelService({
    ...deps,
    models: stores.models,
    training: stores.training,
    predictions: stores.predictions,
    files: modelFiles,
    findFeatureSet,
    known: () => knownParts({ instruments }),
    options: () => recipeOptions({ instruments, quarantineOf }),
    reschedule: (model) => reschedule(deps.queue, model),
  });
}
