/**
 * The numbers that a desk's risk is held by (DOMAIN.md 5). They are part of the engine's state: a command changes them
 * (`setRisk`), each change is a version with its reason, and a tape repeats it.
 */

import type { SizingMethod, SizingSettings } from "@/server/domain/sizing";
import type { Sector } from "./sectors";

export const RISK_PROFILES = ["conservative_day_trader", "swing_trader", "aggressive_scalper"] as const;
export type RiskProfile = (typeof RISK_PROFILES)[number];

/** What stops taking new risk, or closes what there is, when a number is passed. */
export const BREAKER_KINDS = [
  "daily_loss",
  "drawdown_reduce",
  "drawdown_close",
  "consecutive_losses",
  "volatility",
  "data",
  "heartbeat",
] as const;
export type BreakerKind = (typeof BREAKER_KINDS)[number];

/** When an open breaker arms itself again; `after` and `next_day` only once what opened it is over. */
export type Rearm =
  | Readonly<{ kind: "after"; micros: number }>
  /** At the next 00:00 UTC. */
  | Readonly<{ kind: "next_day" }>
  | Readonly<{ kind: "by_hand" }>;

/** All of them whole numbers. Ppm of equity unless said otherwise; 250_000 is 25 %. */
export type RiskLimits = Readonly<{
  /** Largest position per instrument, with what working orders may still add. */
  positionCapPpm: number;
  /** Long and short of one sector added up. */
  sectorCapPpm: number;
  /** All long and short exposure added up, and their difference. */
  grossCapPpm: number;
  netCapPpm: number;
  /** Instruments that move together: each cluster's exposure, and from which correlation (ppm) on they belong to one. */
  clusterCapPpm: number;
  clusterCorrelationPpm: number;
  openPositionsMax: number;
  ordersPerMinuteMax: number;
  /** Orders that work at once. */
  openOrdersMax: number;
  /** Between entries of strategies into one instrument. */
  entrySpacingMicros: number;
  /** Least confidence of a strategy's entry, ppm. */
  minConfidencePpm: number;
  /** No event of an instrument for so long: no new orders on it. */
  staleFeedMicros: number;
  /** Book older than this while trades print: no new orders on it. */
  staleBookMicros: number;
  /** Least data quality of the last full minute, 0 to 100 (DOMAIN.md 1). */
  qualityMin: number;
  /** Widest spread that new risk is taken at, ppm of the mid. */
  spreadMaxPpm: number;
  /** Loss of a position against its average entry price at which it is closed, ppm of that price. */
  stopPpm: number;
  /** Gain at which it is closed. */
  targetPpm: number;
  /** Instead of `stopPpm` and `targetPpm` when `exitMethod` is "atr": stop at so many thousandths of an ATR(14), target at `atrTargetMilli` times that far, thousandths. */
  atrStopMilli: number;
  atrTargetMilli: number;
  /** Gain from which the stop follows the best price, and how far behind it. */
  trailActivationPpm: number;
  trailPpm: number;
  /** Longest time that a position is held. */
  holdingMicrosMax: number;
  /** Loss since 00:00 UTC that opens the breaker. */
  dailyLossPpm: number;
  /** Fall from the highest equity: no new risk from the first on, everything is closed at the second. */
  drawdownReducePpm: number;
  drawdownClosePpm: number;
  consecutiveLossesMax: number;
  /** Realised volatility of 5 min over its 24 h median, thousandths. */
  volatilityFactorMilli: number;
  /** No sign of life from the collector for so long. */
  heartbeatMicros: number;
}>;

export type RiskKey = keyof RiskLimits;

/** What one strategy may use of the desk, and how it sizes. Null: as the desk. */
export type StrategyRisk = Readonly<{
  /** Exposure that it may have opened, ppm of equity. */
  budgetPpm: number;
  /** Its loss since 00:00 UTC that stops it, ppm of the desk's equity. */
  dailyLossPpm: number;
  method: SizingMethod | null;
}>;

export type RiskSettings = RiskLimits &
  Readonly<{
    /** The profile that it started from; the numbers may have been changed since. */
    profile: RiskProfile;
    exitMethod: "percent" | "atr";
    rearm: Readonly<Record<BreakerKind, Rearm>>;
    sizing: SizingSettings;
    /** By base asset, where the built-in table is not meant. */
    sectors: Readonly<Record<string, Sector>>;
    /** By strategy; one that is not named may use what the desk may. */
    strategies: Readonly<Record<string, StrategyRisk>>;
  }>;

/** One version. Version 1 is what the desk was made with. */
export type RiskSettingsChange = Readonly<{
  version: number;
  at: number;
  /** Null of version 1. */
  commandId: string | null;
  why: string;
  settings: RiskSettings;
  /** What differs from the version before, e.g. `{ path: "rearm.daily_loss", from: "next_day", to: "by_hand" }`. */
  diff: readonly Readonly<{ path: string; from: string; to: string }>[];
}>;
