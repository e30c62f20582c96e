/** What every step of a training run has at hand. */
import { createHash } from "node:crypto";
import { classesOf } from "@/server/domain/models/label";
import type { ModelManifest } from "@/server/domain/models/manifest";
import type { FoldScore } from "@/server/domain/models/scores";
import type { NewTrial, TrainerMessage, TrainerTask } from "@/server/domain/models/trainer-message";
import type { RunProgress, RunStage } from "@/server/domain/models/training-run";
import type { GraphRuntime } from "@/server/learning/graph-runtime";
import type { HyperParams, ModelFamily } from "@/server/learning/model-family";
import type { Sample } from "./sample";
import type { TrainingSource } from "./training-source";

/** What is asked for; where the bytes lie is the caller's business. */
export type TrainingOrder = Readonly<
  Pick<TrainerTask, "runId" | "model" | "version" | "recipe" | "gates" | "trialsBefore" | "codeVersion"> & {
    champion: Readonly<{ manifest: ModelManifest; onnx: Uint8Array }> | null;
    /** `shuffled` permutes the labels that models learn from: what then scores better than chance is a leak. */
    control: "none" | "shuffled";
  }
>;

/** Finished work by key, kept over restarts of the same run. */
export type WorkStore = Readonly<{
  load: (key: string) => Uint8Array | null;
  /** @throws AppError unavailable when the disk is full */
  save: (key: string, bytes: Uint8Array) => void;
  remove: (key: string) => void;
}>;

export type TrainingDeps = Readonly<{
  source: TrainingSource;
  families: readonly ModelFamily[];
  runtime: GraphRuntime;
  work: WorkStore;
  /** Writes a file of the candidate. @returns its path within the run's directory */
  keep: (name: string, bytes: Uint8Array) => string;
  /** Wall clock, µs. */
  now: () => number;
  tell: (message: TrainerMessage) => void;
  signal: AbortSignal;
}>;

export type Training = Readonly<{
  order: TrainingOrder;
  deps: TrainingDeps;
  sample: Sample;
  classes: number;
  /** Of recipe, data and code: what finished work is valid for. */
  identity: string;
  reporter: Reporter;
}>;

export type Reporter = Readonly<{
  stage: (stage: RunStage, text: string) => void;
  /** Of the present stage. */
  progress: (more: Partial<Pick<RunProgress, "share" | "text" | "family" | "curve">>) => void;
  fold: (score: FoldScore) => void;
  trial: (trial: Omit<NewTrial, "runId" | "model" | "at" | "key" | "seed">) => void;
  /** Distinct trials so far, and the Sharpe ratios (per year) of those that traded. */
  trials: () => Readonly<{ count: number; sharpes: readonly number[] }>;
}>;

export function identityOf(order: TrainingOrder, sample: Sample): string {
  const { recipe, control, codeVersion } = order;
  return hashOf({ recipe, control, codeVersion, set: sample.set.hash, data: sample.lineage });
}

export const hashOf = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

export const paramsKey = (params: HyperParams): string =>
  hashOf(Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1))).slice(0, 12);

export const classesIn = (order: TrainingOrder): number => classesOf(order.recipe.label);
