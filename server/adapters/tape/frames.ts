/**
 * The raw tail beside an Arrow file: frames of rows as they lie in memory, each with its length and a
 * checksum, so that a file cut anywhere gives all frames before the cut and nothing that was not written.
 *
 * A frame: magic, rows, bytes of text, CRC-32 of what follows (u32 each), place of its first row (f64),
 * the columns one after the other, then its texts as JSON. A frame of no rows is the tape's header.
 */
import { crc32 } from "node:zlib";
import { columnsOf } from "@/server/domain/market-block";
import { decodeWire, encodeWire } from "@/server/domain/wire";
import type { TapeChunk, TapeHeader } from "@/server/ports/tape";

const MAGIC = 0x31_46_50_54;
const HEAD_BYTES = 24;
const ROW_BYTES = 5 * 8 + 2 + 3;

export function encodeHeader(header: TapeHeader): Buffer {
  return frame([Buffer.from(encodeWire(header))], { rows: 0, firstRow: 0 });
}

export function encodeRows({ firstRow, block, payloads }: TapeChunk): Buffer {
  const text = payloads.size === 0 ? "" : JSON.stringify([...payloads]);
  const columns = columnsOf(block).map((column) => Buffer.from(column.buffer, column.byteOffset, column.byteLength));
  return frame([...columns, Buffer.from(text)], { rows: block.length, firstRow });
}

function frame(parts: readonly Buffer[], { rows, firstRow }: Readonly<{ rows: number; firstRow: number }>): Buffer {
  const whole = Buffer.concat([Buffer.alloc(HEAD_BYTES), ...parts]);
  whole.writeUInt32LE(MAGIC, 0);
  whole.writeUInt32LE(rows, 4);
  whole.writeUInt32LE(whole.length - HEAD_BYTES - rows * ROW_BYTES, 8);
  whole.writeDoubleLE(firstRow, 16);
  whole.writeUInt32LE(crc32(whole.subarray(16)), 12);
  return whole;
}

export type DecodedFrames = Readonly<{
  header: TapeHeader | null;
  chunks: readonly TapeChunk[];
  /** Bytes at the end that are no whole frame. */
  lostBytes: number;
}>;

/** Everything up to the first frame that is not whole. */
export function decodeFrames(bytes: Buffer): DecodedFrames {
  let header: TapeHeader | null = null;
  const chunks: TapeChunk[] = [];
  let at = 0;
  for (let end = frameEnd(bytes, at); end !== null; end = frameEnd(bytes, at)) {
    if (bytes.readUInt32LE(at + 4) === 0) header = decodeWire(bytes.toString("utf8", at + HEAD_BYTES, end));
    else chunks.push(decodeRows(bytes.subarray(at, end)));
    at = end;
  }
  return { header, chunks, lostBytes: bytes.length - at };
}

/** Where the whole frame at `at` ends; null when there is none. */
function frameEnd(bytes: Buffer, at: number): number | null {
  if (bytes.length - at < HEAD_BYTES || bytes.readUInt32LE(at) !== MAGIC) return null;
  const end = at + HEAD_BYTES + bytes.readUInt32LE(at + 4) * ROW_BYTES + bytes.readUInt32LE(at + 8);
  if (end > bytes.length || crc32(bytes.subarray(at + 16, end)) !== bytes.readUInt32LE(at + 12)) return null;
  return end;
}

function decodeRows(frameBytes: Buffer): TapeChunk {
  const rows = frameBytes.readUInt32LE(4);
  // A copy of its own begins at an address that wide columns may lie at.
  const body = new Uint8Array(frameBytes.subarray(HEAD_BYTES)).buffer;
  const wide = (place: number) => new Float64Array(body, place * 8 * rows, rows);
  const narrow = (place: number) => new Uint8Array(body, (42 + place) * rows, rows);
  const text = Buffer.from(body, rows * ROW_BYTES).toString("utf8");
  return {
    firstRow: frameBytes.readDoubleLE(16),
    block: {
      length: rows,
      exchangeAt: wide(0),
      receivedAt: wide(1),
      seq: wide(2),
      priceTicks: wide(3),
      sizeLots: wide(4),
      instrument: new Uint16Array(body, 40 * rows, rows),
      kind: narrow(0),
      side: narrow(1),
      flags: narrow(2),
    },
    payloads: new Map(text === "" ? [] : (JSON.parse(text) as [number, string][])),
  };
}
