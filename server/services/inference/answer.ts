/** What a graph gave, in the whole numbers that decide. */
import { createHash } from "node:crypto";
import type { Prediction } from "@/server/domain/models/prediction";
import { confidenceOf } from "@/server/learning/scores/certainty";

const PPM = 1_000_000;
const REASONS_MAX = 8;

export type Answer = Pick<
  Prediction,
  "featuresHash" | "probabilitiesPpm" | "upPpm" | "confidencePpm" | "refusal" | "reasons" | "latencyMicros"
>;

/** First 16 hexadecimal digits of the sha256 of the row's bytes. */
export const hashOf = (row: Float32Array): string =>
  createHash("sha256")
    .update(new Uint8Array(row.buffer, row.byteOffset, row.byteLength))
    .digest("hex")
    .slice(0, 16);

export const notAsked = (row: Float32Array, refusal: string): Answer => ({
  featuresHash: hashOf(row),
  probabilitiesPpm: null,
  upPpm: null,
  confidencePpm: null,
  refusal,
  reasons: [],
  latencyMicros: 0,
});

/** @param probabilities  of the classes, down first and up last */
export function inWholeNumbers(
  probabilities: ArrayLike<number>,
  certainty: readonly number[] | null,
): Pick<Prediction, "probabilitiesPpm" | "upPpm" | "confidencePpm"> {
  const probabilitiesPpm = Array.from(probabilities, (share) => Math.round(share * PPM));
  const [down, up] = [probabilitiesPpm[0] ?? 0, probabilitiesPpm.at(-1) ?? 0];
  const upPpm = down + up > 0 ? Math.round((up * PPM) / (down + up)) : PPM / 2;
  // By the same rule as in the backtests that the thresholds were judged by.
  return { probabilitiesPpm, upPpm, confidencePpm: Math.round(confidenceOf(certainty, upPpm / PPM) * PPM) };
}

/** The columns that moved the log-odds most, greatest first. */
export function reasonsOf(
  row: Float32Array,
  columns: readonly string[],
  effects: ArrayLike<number>,
): Prediction["reasons"] {
  return columns
    .map((column, i) => {
      const value = row[i] ?? Number.NaN;
      return { column, value: Number.isFinite(value) ? value : null, effectPpm: Math.round((effects[i] ?? 0) * PPM) };
    })
    .filter(({ effectPpm }) => effectPpm !== 0)
    .toSorted((a, b) => Math.abs(b.effectPpm) - Math.abs(a.effectPpm))
    .slice(0, REASONS_MAX);
}
