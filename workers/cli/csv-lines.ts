/** Lines of a text file, gzipped, zipped or neither. What can be read of a broken one is kept, and what broke is said. */
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { AppError } from "@/server/domain/errors";
import { ZIP_MAGIC, zipText } from "./zip-text";

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
  if (head.length > 3 && head.readUInt32BE(0) === ZIP_MAGIC)
    return { lines: zipLines(await readFile(file)), problem: null };
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

/** LEAN names the day in the file and counts milliseconds from its midnight, UTC: made whole times here. */
function zipLines(bytes: Buffer): readonly string[] {
  const { name, text } = zipText(bytes);
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)_/.exec(name) ?? [];
  if (year === undefined) return lines;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return lines.map((line) => line.replace(/^\d{1,8}(?=,)/, (millis) => String(midnight + Number(millis))));
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
