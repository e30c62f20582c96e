/** Made-up rows whose truth is known. */
import { onTestFinished } from "vitest";
import type { Dataset, RowIndex } from "@/server/learning/dataset";
import type { FittedModel } from "@/server/learning/model-family";
import { type Random, randomOf } from "@/server/learning/random";

export const rows = (from: number, to: number): RowIndex =>
  Uint32Array.from({ length: Math.floor(to) - Math.floor(from) }, (_, i) => Math.floor(from) + i);

type Label = (x: readonly number[], random: Random) => number;

function made(count: number, label: Label, seed: number): Dataset {
  const random = randomOf(seed);
  const columns = ["a", "b", "c", "d"];
  const table = Array.from({ length: count }, () => columns.map(() => 2 * random() - 1));
  return {
    rows: count,
    columns,
    x: Float32Array.from(table.flat()),
    y: Float64Array.from(table, (x) => label(x, random)),
    weight: new Float64Array(count).fill(1),
    at: Float64Array.from({ length: count }, (_, i) => i * 60e6),
    endAt: Float64Array.from({ length: count }, (_, i) => (i + 1) * 60e6),
    instrument: new Uint16Array(count),
    runStart: new Uint32Array(count),
  };
}

/** Class 1 with probability 1 / (1 + e^−4(a − b/2)): what a logistic regression can know. */
export const trend = (count: number, seed: number): Dataset =>
  made(count, ([a = 0, b = 0], random) => (random() < 1 / (1 + Math.exp(-4 * (a - b / 2))) ? 1 : 0), seed);

/** Class 1 inside a ring: nothing that a line can part. */
export const noisyRing = (count: number, seed: number): Dataset =>
  made(count, ([a = 0, b = 0], random) => (a * a + b * b < 0.6 !== random() < 0.05 ? 1 : 0), seed);

/** Class 1 where column a is above what it was three rows before: what no single row shows. */
export function rising(count: number, seed: number): Dataset {
  const data = noisyRing(count, seed);
  const a = (row: number) => data.x[row * 4] ?? 0;
  return { ...data, y: Float64Array.from({ length: count }, (_, row) => (row >= 3 && a(row) > a(row - 3) ? 1 : 0)) };
}

/** Releases a model when its test is over. */
export function held(model: FittedModel): FittedModel {
  onTestFinished(model.release);
  return model;
}
