/** Lines of a text file, gzipped or not. What can be read of a broken one is kept, and what broke is said. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { AppError } from "@/server/domain/errors";

export type FileLines = Readonly<{
  lines: readonly string[] /** Null when it was read to its end. */;
  problem: string | null;
}>;

const GZIP_MAGIC = 0x1f8b;
const LFS_POINTER = "version https://git-lfs";

/** @throws AppError invalid when nothing of it is a text of lines */
export async function csvLines(file: string): Promise<FileLines> {
  const head = await headOf(file);
  const isGzip = head.length > 1 && head.readUInt16BE(0) === GZIP_MAGIC;
  if (head.toString("latin1").startsWith(LFS_POINTER)) {
    throw new AppError("invalid", `${file} is a Git LFS pointer, not the file itself`);
  }
  const raw = createReadStream(file);
  const source = isGzip ? raw.pipe(createGunzip()) : raw;
  const lines: string[] = [];
  let problem: string | null = null;
  source.once("error", (error: Error) => (problem = error.message));
  try {
    for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) lines.push(line);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  raw.destroy();
  // The last line of what broke off is cut somewhere.
  const kept = problem === null ? lines : lines.slice(0, -1);
  if (problem !== null && kept.length === 0) throw new AppError("invalid", `${file} cannot be read: ${problem}`);
  return { lines: kept, problem };
}

async function headOf(file: string): Promise<Buffer> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new AppError("not_found", `${file} cannot be opened: ${cause instanceof Error ? cause.message : "unknown"}`, {
      cause,
    });
  }
}
