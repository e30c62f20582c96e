/**
 * Messages as notifications: PostgreSQL carries 7,999 bytes at once, so that a longer message is cut
 * and put together again. Each frame names its message, also because PostgreSQL delivers two equal
 * notifications of one transaction only once.
 */
const FRAME_BYTES_MAX = 7_900;
const HEADER = /^([a-z0-9]+)\.(\d+)\.(\d+)\.(\d+)\|/;

/**
 * @param message  of one publisher: its id (a-z, 0-9) and a number that rises with every message
 * @returns        frames in order, at most 7,900 bytes each
 */
export function toFrames(message: Readonly<{ publisher: string; number: number; payload: string }>): readonly string[] {
  const bytes = Buffer.from(message.payload);
  const chunks: string[] = [];
  let start = 0;
  do {
    const end = cut(bytes, Math.min(start + FRAME_BYTES_MAX - 64, bytes.length));
    chunks.push(bytes.toString("utf8", start, end));
    start = end;
  } while (start < bytes.length);
  return chunks.map((chunk, i) => `${message.publisher}.${message.number}.${i}.${chunks.length}|${chunk}`);
}

/** The last place at or before `end` where no character is split. */
function cut(bytes: Buffer, end: number): number {
  let place = end;
  while (place < bytes.length && ((bytes[place] ?? 0) & 0xc0) === 0x80) place -= 1;
  return place;
}

type Partial = { number: number; chunks: string[] };

/**
 * Puts messages together again. Frames of a publisher arrive in order; what is incomplete when its
 * next message begins (we came in the middle) is let go, so that at most one per publisher waits.
 */
export class FrameJoiner {
  #open = new Map<string, Partial>();

  /** @returns the message when this frame completes it, else null */
  push(frame: string): string | null {
    const match = HEADER.exec(frame);
    if (!match) return null;
    const [header, publisher = "", number, part, parts] = match;
    const chunk = frame.slice(header.length);
    if (Number(parts) === 1) return chunk;
    if (Number(part) === 0) this.#open.set(publisher, { number: Number(number), chunks: [] });
    const open = this.#open.get(publisher);
    if (open?.number !== Number(number) || open.chunks.length !== Number(part)) return null;
    open.chunks.push(chunk);
    if (open.chunks.length < Number(parts)) return null;
    this.#open.delete(publisher);
    return open.chunks.join("");
  }
}
