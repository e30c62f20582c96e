import { AppError } from "@/server/domain/errors";
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import type { GraphRuntime } from "@/server/learning/graph-runtime";
import { loadExplainer } from "@/server/learning/trees/explain-file";
import type { ModelFiles } from "@/server/ports/model-files";
import { openModelFile } from "@/server/services/models/check-model-file";
import type { Explain, PredictorDeps } from "./predictor";

export type OpenVersionDeps = Readonly<{
  files: Pick<ModelFiles, "read">;
  runtime: GraphRuntime;
  /** Null for a set that this code does not have. */
  setOf: (name: string) => FeatureSet | null;
}>;

/** Reads a version's files and proves them: hash, shapes, opset, feature set, an answer to a sample. */
export const openVersionWith =
  ({ files, runtime, setOf }: OpenVersionDeps): PredictorDeps["open"] =>
  async (version) => {
    const { manifest } = version;
    const onnx = await files.read(version, "model.onnx", manifest.sha256);
    const featureSet = setOf(manifest.featureSet.name);
    const session = await openModelFile({ runtime, manifest, onnx, featureSet });
    try {
      return { session, explain: await explainOf(files, version) };
    } catch (error) {
      await session.release();
      throw error;
    }
  };

async function explainOf(files: Pick<ModelFiles, "read">, version: ModelVersion): Promise<Explain | null> {
  const { explain, input, model } = version.manifest;
  if (explain === null) return null;
  const bytes = await files.read(version, "explain.json", explain.sha256);
  const { columns, shap } = loadExplainer(new TextDecoder().decode(bytes));
  if (columns.join() === input.columns.join()) return shap;
  throw new AppError("refused", `Version ${version.version} of ${model} is refused: its trees are of other columns`);
}
