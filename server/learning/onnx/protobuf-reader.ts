/** Reads protocol buffers of unknown origin: every length is checked before it is believed. */
import { AppError } from "@/server/domain/errors";

/** Bytes of a field that has a length; a whole number of one that is a varint; null for fixed numbers, which are skipped. */
export type ProtobufField = Readonly<{ field: number; bytes: Uint8Array | null; value: number | null }>;

/** Fields one after the other. @throws AppError invalid that names the place */
export function* readProtobuf(bytes: Uint8Array): Generator<ProtobufField> {
  let at = 0;
  while (at < bytes.length) {
    const key = readVarint(bytes, at);
    at = key.next;
    const field = Math.floor(key.value / 8);
    if (field < 1) throw broken(`field ${field} at byte ${at}`);
    const wire = key.value % 8;
    if (wire === 0) {
      const { value, next } = readVarint(bytes, at);
      at = next;
      yield { field, bytes: null, value };
    } else if (wire === 2) {
      const { value: length, next } = readVarint(bytes, at);
      at = next + length;
      if (at > bytes.length) throw broken(`field ${field} of ${length} bytes ends after the file`);
      yield { field, bytes: bytes.subarray(next, at), value: null };
    } else if (wire === 5 || wire === 1) {
      at += wire === 5 ? 4 : 8;
      if (at > bytes.length) throw broken(`field ${field} ends after the file`);
      yield { field, bytes: null, value: null };
    } else {
      throw broken(`field ${field} of wire type ${wire} at byte ${at}`);
    }
  }
}

/** Whole numbers of a packed field. */
export function readPacked(bytes: Uint8Array): number[] {
  const values: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { value, next } = readVarint(bytes, at);
    values.push(value);
    at = next;
  }
  return values;
}

const VARINT_BYTES_MAX = 10;

/** Exact up to 2^53; negative numbers, which take ten bytes, come out as −1. */
function readVarint(bytes: Uint8Array, from: number): Readonly<{ value: number; next: number }> {
  let value = 0;
  for (let i = 0; i < VARINT_BYTES_MAX; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) throw broken(`a number at byte ${from} ends after the file`);
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return { value: i === VARINT_BYTES_MAX - 1 ? -1 : value, next: from + i + 1 };
  }
  throw broken(`a number at byte ${from} is longer than ${VARINT_BYTES_MAX} bytes`);
}

const broken = (what: string): AppError => new AppError("invalid", `This is no ONNX file: ${what}`);
