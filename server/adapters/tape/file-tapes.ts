/** Tapes as folders of Arrow files. */
import { renameSync, rmSync } from "node:fs";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Clock } from "@/server/ports/clock";
import type { TapeFile, TapeHeader, Tapes } from "@/server/ports/tape";
import { HourFile } from "./hour-file";
import { arrowName, folderOf, type HourParts, hoursIn, isAbsent, tapesBelow } from "./layout";
import { hourChunks, readTape } from "./tape-reader";
import { FileTapeWriter } from "./tape-writer";

export type FileTapesOptions = Readonly<{
  /** Folder of all tapes; made when needed. */
  root: string;
  /** Wall time. */
  clock: Clock;
  /** Rows of a batch; fewer in tests. */
  batchRows?: number;
}>;

const END_MAGIC = "ARROW1";

export function createFileTapes({ root, clock, batchRows }: FileTapesOptions): Tapes {
  return {
    create(tape, header, events) {
      const folder = folderOf(root, tape);
      setAside(folder);
      return new FileTapeWriter({ tape, folder, header, events, clock, ...(batchRows ? { batchRows } : {}) });
    },
    list: (under) => tapesBelow(root, under),
    read: (tape) => readTape(tape, folderOf(root, tape)),
    seal: (tape) => sealTape(tape, folderOf(root, tape)),
    remove: (tape) => rm(folderOf(root, tape), { recursive: true, force: true }),
    async sweep(writtenBefore) {
      const swept: string[] = [];
      for (const tape of await tapesBelow(root, "")) {
        if ((await writtenAt(folderOf(root, tape))) >= writtenBefore) continue;
        await rm(folderOf(root, tape), { recursive: true, force: true });
        swept.push(tape);
      }
      return swept;
    },
  };
}

/** A tape of this name from another life of the database (restored from a backup) is kept out of the way. */
function setAside(folder: string): void {
  try {
    rmSync(`${folder}~old`, { recursive: true, force: true });
    renameSync(folder, `${folder}~old`);
  } catch (error) {
    // What else is wrong with the folder the writer will find, and say.
    if (!isAbsent(error)) return;
  }
}

async function sealTape(tape: string, folder: string): Promise<readonly TapeFile[]> {
  const open = [];
  for (const hour of await hoursIn(folder)) if (!(await isClosed(folder, hour))) open.push(hour);
  if (open.length === 0) return [];
  const { header } = await readTape(tape, folder);
  const sealed: TapeFile[] = [];
  for (const hour of open) {
    const file = await rewrite({ tape, folder, header }, hour);
    if (file) sealed.push(file);
  }
  return sealed;
}

/** µs; the latest of all its files. */
async function writtenAt(folder: string): Promise<number> {
  const times = await Promise.all((await readdir(folder)).map((name) => stat(path.join(folder, name))));
  return Math.max(0, ...times.map(({ mtimeMs }) => mtimeMs * 1_000));
}

type Place = Readonly<{ tape: string; folder: string; header: TapeHeader }>;

/** Into a file beside it that takes its place: whoever is cut off in between finds the one or the other. */
async function rewrite({ tape, folder, header }: Place, hour: HourParts): Promise<TapeFile | null> {
  const scratch = `${hour.hour}.sealing`;
  let fresh: HourFile | null = null;
  for await (const chunk of hourChunks(folder, hour, [])) {
    fresh ??= new HourFile({ tape, folder, header, file: scratch, firstRow: chunk.firstRow });
    await fresh.add(chunk);
  }
  const file = (await fresh?.close()) ?? null;
  if (file) await rename(path.join(folder, scratch), path.join(folder, arrowName(hour.hour)));
  for (const tail of hour.tails) await rm(path.join(folder, tail.file), { force: true });
  return file && { ...file, file: arrowName(hour.hour) };
}

async function isClosed(folder: string, { hour, hasArrow, tails }: HourParts): Promise<boolean> {
  if (!hasArrow || tails.length > 0) return false;
  const handle = await open(path.join(folder, arrowName(hour)), "r");
  try {
    const { size } = await handle.stat();
    const end = Buffer.alloc(END_MAGIC.length);
    const { bytesRead } = await handle.read(end, 0, end.length, Math.max(0, size - end.length));
    return bytesRead === end.length && end.toString("latin1") === END_MAGIC;
  } finally {
    await handle.close();
  }
}
