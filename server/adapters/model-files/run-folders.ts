/** RunFolders on a disk. */
import fs from "node:fs/promises";
import path from "node:path";
import { AppError } from "@/server/domain/errors";
import type { RunFolders } from "@/server/ports/trainer-process";

const NAME = /^[\w.-]{1,120}$/;

export function createRunFolders({ root }: Readonly<{ root: string }>): RunFolders {
  const folderOf = (runId: string): string => {
    if (!NAME.test(runId) || runId.startsWith("."))
      throw new AppError("invalid", `There is no folder for run ${runId}`);
    return path.join(root, runId);
  };
  return {
    async make(runId) {
      const folder = folderOf(runId);
      try {
        await fs.mkdir(folder, { recursive: true });
      } catch (cause) {
        const words = cause instanceof Error ? cause.message : String(cause);
        const isFull = /ENOSPC|EDQUOT/.test(words);
        throw new AppError(isFull ? "unavailable" : "refused", `The run's folder cannot be made: ${words}`, { cause });
      }
      return folder;
    },
    async read(runId, file) {
      const folder = folderOf(runId);
      const wanted = path.resolve(folder, file);
      if (!wanted.startsWith(`${path.resolve(folder)}${path.sep}`)) {
        throw new AppError("refused", `The trainer named a file outside of its folder: ${file}`);
      }
      return fs.readFile(wanted).catch((cause: unknown) => {
        throw new AppError("refused", `The trainer's file ${file} cannot be read: ${String(cause)}`, { cause });
      });
    },
    remove: (runId) => fs.rm(folderOf(runId), { recursive: true, force: true }),
  };
}
