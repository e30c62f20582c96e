/** A new version: files and row together or neither, whatever fails between. */
import type { ModelManifest } from "@/server/domain/models/manifest";
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { GateCheck } from "@/server/domain/models/recipe";
import type { ModelFileName, ModelFiles } from "@/server/ports/model-files";
import type { Deed, ModelStore } from "@/server/ports/model-store";

export type Registration = Readonly<{
  model: string;
  origin: ModelVersion["origin"];
  runId: string | null;
  manifest: ModelManifest;
  gates: readonly GateCheck[];
  onnx: Uint8Array;
  explain: Uint8Array | null;
}>;

type RegisterDeps = Readonly<{ models: ModelStore; files: ModelFiles }>;

/** The file has been checked against its manifest before. The number is given here; the manifest then says it. */
export function registerVersion(
  { models, files }: RegisterDeps,
  registration: Registration,
  deed: Deed,
): Promise<ModelVersion> {
  const { model, origin, runId, gates, onnx, explain } = registration;
  return models.addVersion(
    {
      model,
      origin,
      runId,
      async make(version) {
        const manifest: ModelManifest = { ...registration.manifest, model, version };
        const written: Partial<Record<ModelFileName, Uint8Array>> = {
          "model.onnx": onnx,
          "manifest.json": new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`),
          ...(explain ? { "explain.json": explain } : {}),
        };
        await files.install({ model, version }, written);
        return { manifest, gates };
      },
    },
    deed,
  );
}
