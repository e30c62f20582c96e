/**
 * What the desk knows of its instruments' past: reckoned from stored candles by an hourly job, told to the engine by a
 * command, so that it is on the tape like anything else that decides.
 */
import type { Micros } from "@/server/domain/micros";

export const MARKET_REGIMES = ["bull", "bear", "ranging", "volatile", "crash"] as const;
export type MarketRegime = (typeof MARKET_REGIMES)[number];

/** Realised volatility of 5 minutes (root of the summed squares of five 1-minute returns), ppm. */
export type VolatilityFacts = Readonly<{
  /** Median of the last 24 h; what the volatility breaker goes by. */
  median24hPpm: number;
  /** Mean, and percentiles of the last 90 days or of what there is. */
  averagePpm: number;
  p25Ppm: number;
  p75Ppm: number;
  p95Ppm: number;
}>;

export type InstrumentFacts = Readonly<{
  instrumentId: string;
  /** Hours of history that it was reckoned from. */
  hours: number;
  /** Null while there is less than a day of history. */
  volatility: VolatilityFacts | null;
  /** ATR(14) of 1 h bars (Wilder), in half ticks; null with less than 15 bars. */
  atrHalfTicks: number | null;
  /** Standard deviation of 1-day returns, ppm; null with less than 10 days. */
  dailyVolatilityPpm: number | null;
  /** Null with too little history to say. */
  regime: MarketRegime | null;
}>;

/** Of 1 h returns over 30 days. A pair without enough common bars is not there, and counts as 1 within its sector. */
export type Correlation = Readonly<{ a: string; b: string; ppm: number; bars: number }>;

export type MarketFacts = Readonly<{
  /** Market time that it was reckoned for: nothing later is in it. */
  at: Micros;
  instruments: readonly InstrumentFacts[];
  /** Each pair once. */
  correlations: readonly Correlation[];
}>;
