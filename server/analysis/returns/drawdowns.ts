/** Under water: how far equity is below its highest so far, by every sample given, not by days' ends. */
import type { Micros } from "@/server/domain/micros";
import type { EquityPoint } from "./periods";

/** `depth` is a share of the peak: 0 at a new high, 0.2 a fifth below it, above 1 when equity is below zero. */
export type UnderWater = Readonly<{ at: Micros; depth: number }>;

export type Drawdown = Readonly<{
  depth: number;
  peakAt: Micros;
  peakEquity: number;
  troughAt: Micros;
  troughEquity: number;
  /** First sample back at the peak; null while it lasts. */
  recoveredAt: Micros | null;
  /** From the peak to the recovery, or to the last sample while it lasts, µs. */
  lengthMicros: number;
}>;

/** Peaks of nothing or less have no depth: those samples are left out. */
export function underWater(samples: readonly EquityPoint[]): UnderWater[] {
  let peak = Number.NEGATIVE_INFINITY;
  return samples.flatMap(({ at, equity }) => {
    peak = Math.max(peak, equity);
    return peak > 0 ? [{ at, depth: 1 - equity / peak }] : [];
  });
}

/** All falls from a high to the return to it, in order of time. */
export function drawdowns(samples: readonly EquityPoint[]): Drawdown[] {
  const found: Drawdown[] = [];
  let [peak, trough]: [EquityPoint | null, EquityPoint | null] = [null, null];
  const end = (at: Micros, isRecovered: boolean) => {
    if (!peak || !trough || peak.equity <= 0) return;
    found.push({
      depth: 1 - trough.equity / peak.equity,
      peakAt: peak.at,
      peakEquity: peak.equity,
      troughAt: trough.at,
      troughEquity: trough.equity,
      recoveredAt: isRecovered ? at : null,
      lengthMicros: at - peak.at,
    });
  };
  for (const sample of samples) {
    if (!peak || sample.equity >= peak.equity) {
      end(sample.at, true);
      [peak, trough] = [sample, null];
    } else if (!trough || sample.equity < trough.equity) trough = sample;
  }
  const last = samples.at(-1);
  if (last) end(last.at, false);
  return found;
}

/** The deepest; null when equity never fell. */
export const deepest = (all: readonly Drawdown[]): Drawdown | null =>
  all.reduce<Drawdown | null>((most, one) => (most && most.depth >= one.depth ? most : one), null);

export const worstDrawdowns = (all: readonly Drawdown[], count: number): Drawdown[] =>
  all.toSorted((a, b) => b.depth - a.depth).slice(0, count);
