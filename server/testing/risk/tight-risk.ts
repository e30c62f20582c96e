/** Risk settings that a random desk keeps running into: each number is tight or wide, drawn from the seed. */
import { BREAKER_KINDS, type BreakerKind, type Rearm, type RiskSettings } from "@/server/domain/risk/risk-settings";
import { SECTORS } from "@/server/domain/risk/sectors";
import type { Rng } from "@/server/domain/rng";
import { WIDE_RISK } from "@/server/testing/wide-risk";

const SECOND = 1_000_000;

/** Share of the numbers that are tight: with all of them at once nothing would ever be traded. */
const TIGHT_SHARE = 0.45;

/** @param names  strategies that may be given budgets */
export function tightRisk(rng: Rng, names: readonly string[] = ["restless"]): RiskSettings {
  const below = (bound: number) => Math.floor(rng.next() * bound);
  const between = (from: number, to: number) => from + below(to - from);
  const draw = (wide: number, tight: () => number) => (rng.next() < TIGHT_SHARE ? tight() : wide);
  const cap = () => draw(WIDE_RISK.grossCapPpm, () => between(5_000, 900_000));
  const drawdownReducePpm = draw(WIDE_RISK.drawdownReducePpm, () => between(300, 6_000));
  return {
    ...WIDE_RISK,
    positionCapPpm: cap(),
    sectorCapPpm: cap(),
    grossCapPpm: cap(),
    netCapPpm: cap(),
    clusterCapPpm: cap(),
    clusterCorrelationPpm: between(300_000, 1_000_000),
    openPositionsMax: draw(10, () => 1 + below(2)),
    ordersPerMinuteMax: draw(10_000, () => between(3, 60)),
    openOrdersMax: draw(12, () => between(1, 6)),
    entrySpacingMicros: draw(0, () => below(3 * SECOND)),
    minConfidencePpm: draw(0, () => below(900_000)),
    staleFeedMicros: draw(60 * SECOND, () => between(SECOND, 4 * SECOND)),
    qualityMin: draw(0, () => below(90)),
    spreadMaxPpm: draw(WIDE_RISK.spreadMaxPpm, () => between(150, 600)),
    stopPpm: draw(WIDE_RISK.stopPpm, () => between(200, 8_000)),
    targetPpm: draw(WIDE_RISK.targetPpm, () => between(200, 8_000)),
    exitMethod: rng.next() < 0.3 ? "atr" : "percent",
    trailActivationPpm: draw(WIDE_RISK.trailActivationPpm, () => between(200, 3_000)),
    trailPpm: between(200, 2_000),
    holdingMicrosMax: draw(WIDE_RISK.holdingMicrosMax, () => between(SECOND, 6 * SECOND)),
    dailyLossPpm: draw(WIDE_RISK.dailyLossPpm, () => between(200, 5_000)),
    drawdownReducePpm,
    drawdownClosePpm: Math.min(drawdownReducePpm * 2, WIDE_RISK.drawdownClosePpm) + 1,
    consecutiveLossesMax: draw(1_000, () => between(1, 5)),
    volatilityFactorMilli: draw(WIDE_RISK.volatilityFactorMilli, () => between(1_000, 4_000)),
    heartbeatMicros: draw(WIDE_RISK.heartbeatMicros, () => between(SECOND, 5 * SECOND)),
    rearm: Object.fromEntries(BREAKER_KINDS.map((kind) => [kind, anyRearm(rng)])) as Record<BreakerKind, Rearm>,
    sectors: rng.next() < 0.5 ? {} : { ABC: SECTORS[below(SECTORS.length)] ?? "other" },
    strategies: Object.fromEntries(
      names
        .filter(() => rng.next() < 0.4)
        .map((name) => [name, { budgetPpm: between(5_000, 300_000), dailyLossPpm: between(100, 4_000), method: null }]),
    ),
  };
}

function anyRearm(rng: Rng): Rearm {
  const roll = rng.next();
  if (roll < 0.6) return { kind: "after", micros: Math.floor((0.2 + 3 * rng.next()) * SECOND) };
  return { kind: roll < 0.8 ? "next_day" : "by_hand" };
}
