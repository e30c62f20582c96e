/** What a training run has finished, one file a key, each written whole or not at all. */
import fs from "node:fs";
import path from "node:path";
import { AppError } from "@/server/domain/errors";

export function createWorkStore(folder: string) {
  fs.mkdirSync(folder, { recursive: true });
  const pathOf = (name: string) => path.join(folder, name);
  return {
    /** @returns null when there is none */
    load(name: string): Uint8Array | null {
      try {
        return fs.readFileSync(pathOf(name));
      } catch {
        return null;
      }
    },
    /** @throws AppError unavailable when the disk takes no more */
    save(name: string, bytes: Uint8Array): void {
      // A trainer whose worker was killed may live for a while beside the next one.
      const part = `${pathOf(name)}.${process.pid}.part`;
      try {
        const file = fs.openSync(part, "w");
        fs.writeFileSync(file, bytes);
        fs.fsyncSync(file);
        fs.closeSync(file);
        fs.renameSync(part, pathOf(name));
      } catch (cause) {
        const isFull = cause instanceof Error && /ENOSPC|EDQUOT/.test(cause.message);
        const words = isFull ? "the disk is full" : String(cause);
        throw new AppError("unavailable", `The run's work cannot be kept: ${words}`, { cause });
      }
    },
    remove(name: string): void {
      fs.rmSync(pathOf(name), { force: true });
    },
  };
}
