/** ModelFiles on a disk: a folder that is whole is renamed to its place, so that a version is there or is not. */
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { AppError } from "@/server/domain/errors";
import type { ModelFiles, VersionPlace } from "@/server/ports/model-files";

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

export function createFileModels({ root }: Readonly<{ root: string }>): ModelFiles {
  const folderOf = ({ model, version }: VersionPlace): string => {
    if (!NAME.test(model) || !Number.isSafeInteger(version) || version < 1) {
      throw new AppError("invalid", `There is no place for version ${version} of ${JSON.stringify(model)}`);
    }
    return path.join(root, model, String(version));
  };
  return {
    async install(place, files) {
      const target = folderOf(place);
      const parent = path.dirname(target);
      const made = path.join(parent, `.new-${randomBytes(6).toString("hex")}`);
      try {
        await fs.mkdir(made, { recursive: true });
        for (const [name, bytes] of Object.entries(files)) await writeDurably(path.join(made, name), bytes);
        await syncFolder(made);
        await fs.rm(target, { recursive: true, force: true });
        await fs.rename(made, target);
        await syncFolder(parent);
      } catch (error) {
        await fs.rm(made, { recursive: true, force: true }).catch(() => {});
        throw translated(error, root);
      }
    },
    async read(place, file, sha256) {
      const name = `${place.model}/${place.version}/${file}`;
      const bytes = await fs.readFile(path.join(folderOf(place), file)).catch((cause: unknown) => {
        throw new AppError("not_found", `The file ${name} cannot be read: ${wordsOf(cause)}`, { cause });
      });
      const found = createHash("sha256").update(bytes).digest("hex");
      if (sha256 !== null && found !== sha256) {
        throw new AppError(
          "refused",
          `The file ${name} is not the one that was registered: its sha256 is ${found.slice(0, 12)}…, registered ${sha256.slice(0, 12)}…`,
          { facts: { ...place, file, found, sha256 } },
        );
      }
      return bytes;
    },
    pathOf: (place, file) => path.resolve(folderOf(place), file),
  };
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await fs.open(file, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Names are on disk only once their folder is. Windows cannot, and need not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await fs.open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const SPACE: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the disk is read-only",
  EACCES: "it may not be written",
};

function translated(error: unknown, root: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const words = SPACE[code];
  if (words === undefined) return error;
  return new AppError("unavailable", `The model's files cannot be kept under ${root}: ${words}`, { cause: error });
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
