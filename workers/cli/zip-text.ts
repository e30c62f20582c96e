/**
 * The text of a ZIP archive's only file (PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16), as minutes of LEAN come. Its
 * directory stands at the end, so the archive is read whole; encryption is not read.
 */
import { crc32, inflateRawSync } from "node:zlib";
import { AppError } from "@/server/domain/errors";

export const ZIP_MAGIC = 0x504b0304;
const END_MAGIC = 0x06054b50;
const ENTRY_MAGIC = 0x02014b50;
const END_BYTES = 22;
const COMMENT_MAX = 65_535;
/** Unpacked, bytes: a small file may claim to hold anything. */
const TEXT_MAX = 1_000_000_000;
const ZIP64_FIELD = 0x0001;
const FULL = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;

export type ZipText = Readonly<{ name: string; text: string }>;

/** @throws AppError invalid that says what is wrong with the archive */
export function zipText(bytes: Buffer): ZipText {
  const end = bytes.subarray(-END_BYTES - COMMENT_MAX).lastIndexOf(littleEndian(END_MAGIC));
  if (end < 0) throw broken("its directory is missing, so it was cut");
  const tail = bytes.subarray(Math.max(0, bytes.length - END_BYTES - COMMENT_MAX) + end);
  const count = tail.readUInt16LE(10);
  if (count !== 1) throw broken(`it holds ${count} files, one is read`);
  const at = tail.readUInt32LE(16);
  if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY_MAGIC) throw broken("its directory is damaged");
  const entry = bytes.subarray(at);
  const name = entry.subarray(46, 46 + entry.readUInt16LE(28)).toString("utf8");
  const [method, sum] = [entry.readUInt16LE(10), entry.readUInt32LE(16)];
  const { size, packed, header } = placeOf(entry);
  if (size > TEXT_MAX) throw broken(`${name} has ${size} bytes unpacked, at most ${TEXT_MAX} are read`);
  if (header + 30 > bytes.length) throw broken("its directory is damaged");
  const from = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
  const data = unpacked(bytes.subarray(from, from + packed), method, name);
  if (data.length !== size || crc32(data) !== sum) throw broken(`${name} is not what its checksum says`);
  return { name, text: data.toString("utf8") };
}

/** In 32 bits, or where those are full in the ZIP64 field (4.5.3), which holds only what did not fit, in this order. */
function placeOf(entry: Buffer): Readonly<{ size: number; packed: number; header: number }> {
  const from = 46 + entry.readUInt16LE(28);
  const extra = entry.subarray(from, from + entry.readUInt16LE(30));
  let field = extra.subarray(0, 0);
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === ZIP64_FIELD) field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  let next = 0;
  const whole = (value: number): number => {
    if (value !== FULL) return value;
    if (next + 8 > field.length) throw broken("its directory is damaged");
    next += 8;
    return Number(field.readBigUInt64LE(next - 8));
  };
  return {
    size: whole(entry.readUInt32LE(24)),
    packed: whole(entry.readUInt32LE(20)),
    header: whole(entry.readUInt32LE(42)),
  };
}

function unpacked(data: Buffer, method: number, name: string): Buffer {
  if (method === STORED) return data;
  if (method !== DEFLATED) throw broken(`${name} is packed by method ${method}, only stored and deflated are read`);
  try {
    return inflateRawSync(data, { maxOutputLength: TEXT_MAX });
  } catch (cause) {
    throw broken(`${name} cannot be unpacked: ${cause instanceof Error ? cause.message : "unknown"}`);
  }
}

const broken = (what: string): AppError => new AppError("invalid", `the archive cannot be read: ${what}`);

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
