import { DEFAULT_RISK } from "@/server/domain/risk/risk-profiles";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";

const VERY_WIDE = 1_000_000_000;

/** Every rule is on and none is met by chance: what a test wants of them it says. */
export const WIDE_RISK: RiskSettings = {
  ...DEFAULT_RISK,
  positionCapPpm: VERY_WIDE,
  sectorCapPpm: VERY_WIDE,
  grossCapPpm: VERY_WIDE,
  netCapPpm: VERY_WIDE,
  clusterCapPpm: VERY_WIDE,
  openPositionsMax: 1_000,
  entrySpacingMicros: 0,
  minConfidencePpm: 0,
  qualityMin: 0,
  spreadMaxPpm: VERY_WIDE,
  stopPpm: VERY_WIDE,
  targetPpm: VERY_WIDE,
  trailActivationPpm: VERY_WIDE,
  holdingMicrosMax: 1_000 * 86_400 * 1_000_000,
  dailyLossPpm: VERY_WIDE,
  drawdownReducePpm: VERY_WIDE - 1,
  drawdownClosePpm: VERY_WIDE,
  consecutiveLossesMax: 1_000_000,
  volatilityFactorMilli: VERY_WIDE,
  heartbeatMicros: 1_000 * 86_400 * 1_000_000,
};
