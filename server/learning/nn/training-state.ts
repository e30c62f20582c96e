/** Where a fit stands, and its bytes: a fit that was killed goes on from them to the same bits. */
import type { FitProgress } from "@/server/learning/model-family";

export type TrainingState = {
  p: Float32Array;
  m: Float32Array;
  v: Float32Array;
  /** Parameters of the least validation loss so far. */
  best: Float32Array;
  bestLoss: number;
  bestEpoch: number;
  /** Updates so far. */
  step: number;
  epoch: number;
  /** First row of the epoch's order that is not yet learned from. */
  row: number;
  /** Sums over this epoch's batches. */
  lossSum: number;
  weightSum: number;
  curve: FitProgress[];
};

const MAGIC = 0x7f17ac01;
const HEAD_BYTES = 16;
const VECTORS = ["p", "m", "v", "best"] as const;

/** @param of  what the fit is of: bytes of another fit are not taken up */
export function toBytes({ p, m, v, best, ...rest }: TrainingState, of: string): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify({ of, ...rest, bestLoss: String(rest.bestLoss) }));
  const padded = Math.ceil(text.length / 4) * 4;
  const bytes = new Uint8Array(HEAD_BYTES + padded + VECTORS.length * p.byteLength);
  const head = new Uint32Array(bytes.buffer, 0, 4);
  head.set([MAGIC, text.length, p.length, 0]);
  bytes.set(text, HEAD_BYTES);
  for (const [i, vector] of [p, m, v, best].entries()) {
    bytes.set(
      new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength),
      HEAD_BYTES + padded + i * p.byteLength,
    );
  }
  head[3] = checksum(bytes.subarray(HEAD_BYTES));
  return bytes;
}

/** @returns null for bytes that are cut off, changed, or of another fit: the fit begins anew */
export function fromBytes(given: Uint8Array, of: string): TrainingState | null {
  if (given.length < HEAD_BYTES) return null;
  const bytes = given.slice();
  const [magic, textLength = 0, size = 0, sum] = new Uint32Array(bytes.buffer, 0, 4);
  const vectorsAt = HEAD_BYTES + Math.ceil(textLength / 4) * 4;
  if (magic !== MAGIC || bytes.length !== vectorsAt + VECTORS.length * size * 4) return null;
  if (checksum(bytes.subarray(HEAD_BYTES)) !== sum) return null;
  const text = new TextDecoder().decode(bytes.subarray(HEAD_BYTES, HEAD_BYTES + textLength));
  const {
    of: was,
    bestLoss,
    ...rest
  } = JSON.parse(text) as Omit<TrainingState, "bestLoss"> & { of: string; bestLoss: string };
  if (was !== of) return null;
  const vector = (i: number) => new Float32Array(bytes.buffer, vectorsAt + i * size * 4, size);
  return { ...rest, bestLoss: Number(bestLoss), p: vector(0), m: vector(1), v: vector(2), best: vector(3) };
}

/** FNV-1a over 32 bits: against half-written files, not against people. */
export function checksum(...parts: readonly Uint8Array[]): number {
  let hash = 0x811c9dc5;
  for (const bytes of parts) for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
