/** A training run small enough for a test, everything in memory. */
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { DEFAULT_GATES, type ModelRecipe } from "@/server/domain/models/recipe";
import type { TrainerMessage } from "@/server/domain/models/trainer-message";
import { modelFamilies } from "@/server/learning/families";
import { csvSource } from "@/server/services/training/csv-source";
import { train } from "@/server/services/training/train";
import type { TrainingDeps, TrainingOrder, WorkStore } from "@/server/services/training/training";
import type { TrainingReport } from "@/server/services/training/training-report";
import type { InstrumentHistory } from "@/server/services/training/training-source";

const MINUTE = 60_000_000;

export const smallRecipe = (histories: readonly InstrumentHistory[], more: Partial<ModelRecipe> = {}): ModelRecipe => ({
  featureSet: "bars-5m",
  instrumentIds: histories.map(({ spec }) => spec.id),
  label: { kind: "sign", horizonMicros: 15 * MINUTE },
  families: ["logistic"],
  folds: { trainDays: 8, validDays: 4, testDays: 3, stepDays: 3, walksMax: 2, combinatorial: null, embargoShare: 0.01 },
  search: { kind: "none", trialsMax: 1, budgetSeconds: 60 },
  calibration: "platt",
  trading: { probabilityMin: 0.55, confidenceMin: 0.6, interval: null, holdMicrosMax: 15 * MINUTE },
  seed: 1,
  ...more,
});

type SmallRun = Readonly<{
  histories: readonly InstrumentHistory[];
  recipe?: Partial<ModelRecipe>;
  control?: TrainingOrder["control"];
  work?: WorkStore;
  champion?: TrainingOrder["champion"];
}>;

export type SmallRunResult = Readonly<{
  report: TrainingReport;
  messages: readonly TrainerMessage[];
  files: ReadonlyMap<string, Uint8Array>;
}>;

export async function smallRun(of: SmallRun): Promise<SmallRunResult> {
  const messages: TrainerMessage[] = [];
  const files = new Map<string, Uint8Array>();
  const deps: TrainingDeps = {
    ...smallDeps(of),
    keep: (name, bytes) => {
      files.set(name, bytes);
      return name;
    },
    tell: (message) => void messages.push(message),
  };
  return { report: await train(smallOrder(of), deps), messages, files };
}

export const smallOrder = ({ histories, recipe, control = "none", champion = null }: SmallRun): TrainingOrder => ({
  runId: "run-1",
  model: "small",
  version: 1,
  recipe: smallRecipe(histories, recipe),
  gates: DEFAULT_GATES,
  trialsBefore: 0,
  codeVersion: "test",
  champion,
  control,
});

/** Each look at the clock is a millisecond later. */
export function smallDeps({ histories, work }: SmallRun): TrainingDeps {
  let now = 1_700_000_000_000_000;
  return {
    source: csvSource(histories, 1),
    families: modelFamilies,
    runtime: onnxRuntime,
    work: work ?? memoryWork(),
    keep: (name) => name,
    now: () => (now += 1_000),
    tell: () => {},
    signal: new AbortController().signal,
  };
}

export function memoryWork(): WorkStore {
  const kept = new Map<string, Uint8Array>();
  return {
    load: (key) => kept.get(key) ?? null,
    save: (key, bytes) => void kept.set(key, bytes),
    remove: (key) => void kept.delete(key),
  };
}
