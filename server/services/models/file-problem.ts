/** Whether a version could still be opened: a desk that cannot goes on without it, and pages should say why. */
import { isAppError } from "@/server/domain/errors";
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { ModelFiles } from "@/server/ports/model-files";

/** @returns what is wrong with the file that should be asked, in words; null when it is the registered one */
export async function fileProblemOf(
  files: Pick<ModelFiles, "read">,
  { model, version, manifest }: Pick<ModelVersion, "model" | "version" | "manifest">,
): Promise<string | null> {
  try {
    await files.read({ model, version }, "model.onnx", manifest.sha256);
    return null;
  } catch (error) {
    if (isAppError(error)) return error.message;
    throw error;
  }
}
