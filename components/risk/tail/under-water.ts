/** How far the equity stood below its highest so far, sample by sample. */
import { toUnits } from "@/server/domain/atoms";

export type WaterPoint = Readonly<{
  /** Seconds since the epoch. */
  time: number;
  /** Per cent below the highest so far; zero or less. */
  value: number;
}>;

export type UnderWater = Readonly<{
  points: readonly WaterPoint[];
  /** The lowest of them, and when; null without samples. */
  deepest: WaterPoint | null;
  /** Longest time from a peak until it was reached again, or until now, µs. */
  longestMicros: number;
  /** Whether that time still runs. */
  isLongestRunning: boolean;
}>;

type Sample = Readonly<{ at: number; equityAtoms: bigint }>;

/** @param samples in order of time */
export function underWater(samples: readonly Sample[]): UnderWater {
  const points: WaterPoint[] = [];
  let [peak, peakAt, hasFallen] = [0n, 0, false];
  let longest = { micros: 0, isRunning: false };
  for (const { at, equityAtoms } of samples) {
    const isPeak = points.length === 0 || equityAtoms >= peak;
    const micros = at - peakAt;
    if (isPeak) {
      if (hasFallen && micros >= longest.micros) longest = { micros, isRunning: false };
      [peak, peakAt, hasFallen] = [equityAtoms, at, false];
    } else {
      hasFallen = true;
      if (micros > longest.micros) longest = { micros, isRunning: true };
    }
    points.push({ time: at / 1e6, value: isPeak ? 0 : below(equityAtoms, peak) });
  }
  const deepest = points.reduce<WaterPoint | null>(
    (low, point) => (low === null || point.value < low.value ? point : low),
    null,
  );
  return { points, deepest, longestMicros: longest.micros, isLongestRunning: longest.isRunning };
}

const below = (equity: bigint, peak: bigint): number => (peak <= 0n ? 0 : (toUnits(equity) / toUnits(peak) - 1) * 100);
