/** Raw Binance recordings line by line: gzip or plain text, `<local time in ns or µs> <combined-stream JSON>`. */
import { open } from "node:fs/promises";
import { textLines } from "@/server/platform/text-lines";

export type RecordedLine = Readonly<{ atMicros: number; text: string }>;

/** A recording that cannot be played: which file, and why. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";

  constructor(file: string, reason: string, cause?: unknown) {
    super(`${file}: ${reason}`, { cause });
  }
}

const MICROS_DIGITS = 16;
const LFS_POINTER = "version https://git-lfs.github.com/spec/";

/**
 * Lines in the file's order, in constant memory. A damaged end does not take back what was readable.
 *
 * @param onDamage told once, with the reason, when the file breaks off
 * @throws RecordingError when not even the first line can be read
 */
export async function* recordedLines(file: string, onDamage: (reason: string) => void): AsyncGenerator<RecordedLine> {
  let count = 0;
  try {
    await refusePointer(file);
    for await (const line of textLines(file)) {
      const parsed = parseLine(line);
      if (parsed === null && count === 0) {
        const start = JSON.stringify(line.slice(0, 60));
        throw new RecordingError(file, `is no raw Binance recording: its first line is ${start}`);
      }
      if (parsed === null) continue;
      count += 1;
      yield parsed;
    }
  } catch (error) {
    if (error instanceof RecordingError) throw error;
    const reason = error instanceof Error ? error.message : "unreadable";
    if (count === 0) throw new RecordingError(file, `cannot be read (${reason})`, error);
    onDamage(`${file} breaks off after ${count} lines (${reason})`);
  }
}

/** @throws RecordingError for a pointer that stands where the data should be */
async function refusePointer(file: string): Promise<void> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LFS_POINTER.length), 0, LFS_POINTER.length, 0);
    if (buffer.subarray(0, bytesRead).toString("latin1") !== LFS_POINTER) return;
    throw new RecordingError(file, "is a Git LFS pointer and not the recording itself; fetch it with `git lfs pull`");
  } finally {
    await handle.close();
  }
}

function parseLine(line: string): RecordedLine | null {
  const space = line.indexOf(" ");
  if (space < MICROS_DIGITS || line[space + 1] !== "{") return null;
  const atMicros = Number(line.slice(0, MICROS_DIGITS));
  return Number.isSafeInteger(atMicros) ? { atMicros, text: line.slice(space + 1) } : null;
}

/** Several sorted sequences as one, by time; equal times in the order of the sequences. */
export async function* mergeLines<T extends Readonly<{ atMicros: number }>>(
  sources: readonly AsyncIterator<T>[],
): AsyncGenerator<T> {
  const heads = await Promise.all(sources.map((source) => source.next()));
  for (;;) {
    let earliest = -1;
    heads.forEach((head, i) => {
      const best = heads[earliest];
      if (!head.done && (best === undefined || best.done || head.value.atMicros < best.value.atMicros)) earliest = i;
    });
    const head = heads[earliest];
    const source = sources[earliest];
    if (head === undefined || head.done || source === undefined) return;
    yield head.value;
    heads[earliest] = await source.next();
  }
}
