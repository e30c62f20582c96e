import { hostname } from "node:os";
import path from "node:path";
import { createRunFolders } from "@/server/adapters/model-files/run-folders";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { env } from "@/server/platform/env";
import { findFeatureSet } from "@/server/services/models/open-model-service";
import { runTraining } from "@/server/services/models/run-training";
import { codeVersion } from "@/workers/code-version";
import { startTrainer } from "@/workers/trainer-process";
import type { Processor } from "@/workers/worker-context";

/** Trains in a process of its own. A run that is done, or under way elsewhere, is left alone. */
export const trainModel: Processor<"model.train"> = async ({ container }, { runId }, signal) => {
  const { stores, modelFiles: files, bus, clock } = container;
  const folders = createRunFolders({ root: path.resolve(env().TAPEDECK_DATA_DIR, "training") });
  const onDefect = (error: unknown, what: string): void => void container.recordError(what, error);
  const host = `${hostname()} ${process.pid}`;
  await runTraining(
    {
      ...stores,
      access: stores.trainerAccess,
      files,
      folders,
      startTrainer,
      runtime: onnxRuntime,
      findFeatureSet,
      bus,
      clock,
      host,
      codeVersion: codeVersion(),
      onDefect,
    },
    runId,
    signal,
  );
};
