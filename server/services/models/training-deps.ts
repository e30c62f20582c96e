import type { FeatureSet } from "@/server/features/sets/feature-set";
import type { GraphRuntime } from "@/server/learning/graph-runtime";
import type { Bus } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { ModelFiles } from "@/server/ports/model-files";
import type { ModelStore } from "@/server/ports/model-store";
import type { TrainerAccess } from "@/server/ports/trainer-access";
import type { RunFolders, StartTrainer } from "@/server/ports/trainer-process";
import type { TrainingStore } from "@/server/ports/training-store";

export type RunTrainingDeps = Readonly<{
  models: ModelStore;
  training: TrainingStore;
  access: TrainerAccess;
  files: ModelFiles;
  folders: RunFolders;
  startTrainer: StartTrainer;
  runtime: GraphRuntime;
  findFeatureSet: (name: string) => FeatureSet | null;
  bus: Bus;
  /** Wall time. */
  clock: Clock;
  /** Who holds the run: machine and process. */
  host: string;
  codeVersion: string;
  onDefect: (error: unknown, what: string) => void;
}>;
