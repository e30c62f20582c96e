/** Raw Binance recordings line by line: gzip text, `<local time in ns or µs> <combined-stream JSON>`. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

export type RecordedLine = Readonly<{ atMicros: number; text: string }>;

/** A recording that cannot be played: which file, and why. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";

  constructor(file: string, reason: string, cause?: unknown) {
    super(`${file}: ${reason}`, { cause });
  }
}

const MICROS_DIGITS = 16;

/**
 * Lines in the file's order, in constant memory. A damaged end does not take back what was readable.
 *
 * @param onDamage told once, with the reason, when the file breaks off
 * @throws RecordingError when not even the first line can be read
 */
export async function* recordedLines(file: string, onDamage: (reason: string) => void): AsyncGenerator<RecordedLine> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  let failure: unknown = null;
  const end = (error: unknown) => {
    failure ??= error;
    lines.close();
  };
  const lines = createInterface({
    input: source.on("error", end).pipe(gunzip).on("error", end),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let count = 0;
  try {
    for await (const line of lines) {
      const parsed = parseLine(line);
      if (parsed === null && failure !== null) break;
      if (parsed === null && count === 0)
        throw new RecordingError(
          file,
          `is no raw Binance recording: its first line is ${JSON.stringify(line.slice(0, 60))}`,
        );
      if (parsed === null) continue;
      count += 1;
      yield parsed;
    }
  } finally {
    lines.close();
    source.destroy();
  }
  if (failure === null) return;
  const reason = failure instanceof Error ? failure.message : "unreadable";
  if (count === 0) throw new RecordingError(file, `cannot be read (${reason})`, failure);
  onDamage(`${file} breaks off after ${count} lines (${reason})`);
}

function parseLine(line: string): RecordedLine | null {
  const space = line.indexOf(" ");
  if (space < MICROS_DIGITS || line[space + 1] !== "{") return null;
  const atMicros = Number(line.slice(0, MICROS_DIGITS));
  return Number.isSafeInteger(atMicros) ? { atMicros, text: line.slice(space + 1) } : null;
}

/** Several sorted sequences as one, by time; equal times in the order of the files. */
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
