/** Reads a tape in order and in constant memory: whole files, files that a crash cut, and raw tails. */
import { open, readFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@/server/domain/errors";
import type { TapeChunk, TapeHeader, TapeReading } from "@/server/ports/tape";
import { openArrowFile } from "./arrow-file";
import { loadArrow } from "./arrow-kit";
import { decodeFrames } from "./frames";
import { arrowName, type HourParts, hoursIn, INCOMPLETE, isAbsent } from "./layout";

/** @throws AppError not_found when nothing readable is there */
export async function readTape(tape: string, folder: string): Promise<TapeReading> {
  const hours = await hoursIn(folder);
  const losses: string[] = [];
  const incomplete = await readIncomplete(folder);
  if (incomplete) losses.push(incomplete);
  for (const hour of hours) {
    const header = await headerOf(folder, hour);
    if (header) return { header, losses, chunks: () => chunksOf(folder, hours, losses) };
  }
  throw new AppError("not_found", `there is no tape ${tape} here`);
}

async function* chunksOf(folder: string, hours: readonly HourParts[], losses: string[]): AsyncGenerator<TapeChunk> {
  let row = 0;
  for (const hour of hours) {
    for await (const chunk of hourChunks(folder, hour, losses)) {
      if (chunk.firstRow > row) losses.push(`rows ${row} to ${chunk.firstRow - 1} are missing (before ${hour.hour})`);
      row = chunk.firstRow + chunk.block.length;
      yield chunk;
    }
  }
}

/** A tail and the batch that was made of it begin at the same row: the longer of the two counts. */
export async function* hourChunks(folder: string, listed: HourParts, losses: string[]): AsyncGenerator<TapeChunk> {
  const { hour, tails } = await withTails(folder, listed);
  for await (const batch of batchesOf(folder, hour)) {
    // Tails of rows before this batch, which the Arrow file does not have.
    while (tails[0] && tails[0].firstRow < batch.firstRow) yield* decodedTail(tails.shift(), losses);
    const twin = tails[0]?.firstRow === batch.firstRow ? tails.shift() : undefined;
    const chunks = decodedTail(twin, []);
    const rows = chunks.reduce((sum, { block }) => sum + block.length, 0);
    if (rows >= batch.block.length) yield* chunks;
    else yield batch;
  }
  for (const tail of tails) yield* decodedTail(tail, losses);
}

type ReadTail = HourParts["tails"][number] & Readonly<{ bytes: Buffer }>;

/** A writer that is at work seals a tail a moment after it was listed: then its rows are in the Arrow file. */
const LOOKS_MAX = 20;

/** The tails come first: what is sealed after they were read is in the Arrow file as well, and counts once. */
async function withTails(folder: string, listed: HourParts): Promise<{ hour: HourParts; tails: ReadTail[] }> {
  let hour = listed;
  for (let look = 1; ; look++) {
    try {
      const tails = await Promise.all(
        hour.tails.map(async (tail) => ({ ...tail, bytes: await readFile(path.join(folder, tail.file)) })),
      );
      return { hour, tails };
    } catch (error) {
      if (!isAbsent(error) || look >= LOOKS_MAX) throw error;
      hour = (await hoursIn(folder)).find((one) => one.hour === listed.hour) ?? { ...hour, tails: [] };
    }
  }
}

async function* batchesOf(folder: string, { hour, hasArrow }: HourParts): AsyncGenerator<TapeChunk> {
  if (!hasArrow) return;
  const kit = await loadArrow();
  const handle = await open(path.join(folder, arrowName(hour)), "r");
  try {
    const file = await openArrowFile(kit, handle);
    if (file) yield* file.batches();
  } finally {
    await handle.close();
  }
}

function decodedTail(tail: ReadTail | undefined, losses: string[]): readonly TapeChunk[] {
  if (!tail) return [];
  const { chunks, lostBytes } = decodeFrames(tail.bytes);
  if (lostBytes > 0) losses.push(`${tail.file}: its last ${lostBytes} bytes are no whole rows and are lost`);
  return chunks;
}

async function headerOf(folder: string, listed: HourParts): Promise<TapeHeader | null> {
  const { hour, tails } = await withTails(folder, listed);
  if (hour.hasArrow) {
    const handle = await open(path.join(folder, arrowName(hour.hour)), "r");
    try {
      const file = await openArrowFile(await loadArrow(), handle);
      if (file) return file.header;
    } finally {
      await handle.close();
    }
  }
  for (const { bytes } of tails) {
    const { header } = decodeFrames(bytes);
    if (header) return header;
  }
  return null;
}

async function readIncomplete(folder: string): Promise<string | null> {
  try {
    const text = await readFile(path.join(folder, INCOMPLETE), "utf8");
    const { rows, reason } = JSON.parse(text) as Readonly<{ rows: number; reason: string }>;
    return `recording ended at row ${rows}: ${reason}`;
  } catch (error) {
    if (isAbsent(error)) return null;
    return "recording ended early, and the note that says why is damaged";
  }
}
