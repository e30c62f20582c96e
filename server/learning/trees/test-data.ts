/** Made-up tables for tests of what learns from them. */
import { Rng } from "@/server/domain/rng";
import type { Dataset, RowIndex } from "@/server/learning/dataset";

export type MadeUp = Readonly<{
  rows: number;
  columns: number;
  seed: number;
  /** Of cells, 0 to 1. */
  missingShare?: number;
  /** From a row and a uniform draw to its label. */
  label: (row: Float32Array, draw: number) => number;
}>;

export function madeUpData({ rows, columns, seed, missingShare = 0, label }: MadeUp): Dataset {
  const rng = Rng.derive(seed, "made-up data");
  const x = Float32Array.from({ length: rows * columns }, () => rng.next() * 2 - 1);
  const y = Float64Array.from({ length: rows }, (_, i) =>
    label(x.subarray(i * columns, (i + 1) * columns), rng.next()),
  );
  for (let i = 0; i < x.length; i++) if (rng.next() < missingShare) x[i] = Number.NaN;
  return {
    rows,
    columns: Array.from({ length: columns }, (_, i) => `c${i}`),
    x,
    y,
    weight: new Float64Array(rows).fill(1),
    at: Float64Array.from({ length: rows }, (_, i) => i),
    endAt: Float64Array.from({ length: rows }, (_, i) => i + 1),
    instrument: new Uint16Array(rows),
    runStart: new Uint32Array(rows),
  };
}

export const rowRange = (from: number, to: number): RowIndex =>
  Uint32Array.from({ length: to - from }, (_, i) => from + i);

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** Two columns that only matter together, one that matters alone, and chance. */
export const interacting = (row: Float32Array, draw: number): number =>
  draw < sigmoid(3 * Math.sign(row[0] as number) * (row[1] as number) + 1.5 * (row[2] as number)) ? 1 : 0;

/** Three classes: by thirds of a noisy sum. */
export function threeWay(row: Float32Array, draw: number): number {
  const value = (row[0] as number) + (row[1] as number) * (row[2] as number) + (draw - 0.5);
  return value < -0.35 ? 0 : value < 0.35 ? 1 : 2;
}
