/** What becomes of a candidate: checked like a file that somebody brings, registered, and moved as far as its gates allow. */
import { isAppError } from "@/server/domain/errors";
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { Candidate } from "@/server/domain/models/trainer-message";
import type { TrainingRun } from "@/server/domain/models/training-run";
import type { RunEnd } from "@/server/ports/training-store";
import { openModelFile } from "./check-model-file";
import { moveVersion } from "./move-version";
import { registerVersion } from "./register-version";
import type { RunTrainingDeps } from "./training-deps";

export async function settleCandidate(
  deps: RunTrainingDeps,
  run: TrainingRun,
  { manifest, gates, onnxPath, explainPath }: Candidate,
): Promise<Omit<RunEnd, "at">> {
  const { folders, runtime, findFeatureSet, clock } = deps;
  const onnx = await folders.read(run.id, onnxPath);
  const explain = explainPath === null ? null : await folders.read(run.id, explainPath);
  const featureSet = findFeatureSet(manifest.featureSet.name);
  await (await openModelFile({ runtime, manifest, onnx, featureSet })).release();
  const version = await registerVersion(
    deps,
    { model: run.model, origin: "trained", runId: run.id, manifest, gates, onnx, explain },
    { who: run.who, why: `run ${run.id}, ${run.cause}`, at: clock.nowMicros() },
  );
  return settleVersion(deps, run, version);
}

/** Also of a version that a worker registered and then died: it goes on from where that came. */
export async function settleVersion(
  deps: RunTrainingDeps,
  run: TrainingRun,
  { version, state, gates }: ModelVersion,
): Promise<Omit<RunEnd, "at">> {
  const missed = gates.filter(({ passed }) => !passed);
  if (missed.length > 0) {
    const words = missed.map(({ text }) => text).join("; ");
    return { state: "done", text: `Version ${version} stays a candidate: ${words}`, version };
  }
  return { state: "done", text: await advance(deps, run, { version, state }), version };
}

/** A version whose gates hold trades nothing as a shadow; whether it then rules by itself is the model's setting. */
async function advance(
  deps: RunTrainingDeps,
  run: TrainingRun,
  { version, state }: Pick<ModelVersion, "version" | "state">,
): Promise<string> {
  if (state === "champion" || state === "retired") return `Version ${version} is ${state}`;
  const of = { model: run.model, who: "tapedeck" };
  const why = `all gates hold (run ${run.id})`;
  if (state === "candidate") await moveVersion(deps, of, { kind: "shadow", version, why });
  const model = await deps.models.findModel(run.model);
  if (model?.promotion !== "when-better") return `Version ${version} is a shadow: all gates hold`;
  try {
    await moveVersion(deps, of, { kind: "promote", version, why });
    return `Version ${version} is champion: all gates hold`;
  } catch (error) {
    if (isAppError(error) && error.code === "refused") return `Version ${version} is a shadow: ${error.message}`;
    throw error;
  }
}
