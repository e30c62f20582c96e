/** The last 24 hours of an instrument, from hourly candles. */
import type { Candle } from "@/server/domain/candle";

export type DayStats = {
  /** Price to compare with: 24 h ago, or the first one known when the data is younger. */
  readonly referenceTicks: number;
  /** Market time of that price, µs. */
  readonly since: number;
  /** The data goes back less than 24 h. */
  readonly isPartial: boolean;
  readonly highTicks: number;
  readonly lowTicks: number;
  readonly volumeLots: number;
};

const DAY_MICROS = 24 * 3600 * 1_000_000;
const HOUR_MICROS = 3600 * 1_000_000;

/**
 * @param hours 1h candles, oldest first, the one under way last
 * @param now market time, µs
 * @returns null without any candle
 */
export function toDayStats(hours: readonly Candle[], now: number): DayStats | null {
  const within = hours.filter((hour) => hour.openAt + HOUR_MICROS > now - DAY_MICROS);
  const first = within[0];
  if (first === undefined) return null;
  return {
    referenceTicks: first.openTicks,
    since: first.openAt,
    isPartial: first.openAt > now - DAY_MICROS + HOUR_MICROS,
    highTicks: Math.max(...within.map((hour) => hour.highTicks)),
    lowTicks: Math.min(...within.map((hour) => hour.lowTicks)),
    volumeLots: within.reduce((sum, hour) => sum + hour.volumeLots, 0),
  };
}

/** 0.012 when `ticks` is 1.2 % above the reference. */
export const changeRatio = (stats: DayStats, ticks: number): number => ticks / stats.referenceTicks - 1;
