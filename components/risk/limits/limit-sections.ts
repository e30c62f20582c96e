/** The limits as the page lists them: by group, the closest first, those of one setting under its closest. */
import { groupBy } from "@/components/ui/group-by";
import type { LimitView } from "@/server/domain/risk/limit-view";
import { RISK_FIELDS, type RiskGroup } from "@/server/domain/risk/risk-fields";

export type LimitFamily = Readonly<{ path: string; closest: LimitView; others: readonly LimitView[] }>;
export type LimitSection = Readonly<{ group: RiskGroup; families: readonly LimitFamily[] }>;

export function limitSections(limits: readonly LimitView[]): readonly LimitSection[] {
  const families = groupBy(limits, ({ path }) => path).flatMap(([path, all]): LimitFamily[] => {
    const [closest, ...others] = all.toSorted(byCloseness);
    return closest === undefined ? [] : [{ path, closest, others }];
  });
  return ORDER.map((group) => ({
    group,
    families: families
      .filter(({ closest }) => groupOf(closest) === group)
      .toSorted((a, b) => byCloseness(a.closest, b.closest)),
  })).filter(({ families: some }) => some.length > 0);
}

const ORDER: readonly RiskGroup[] = ["exposure", "breakers", "exits", "orders", "market"];

/** A strategy's own numbers stand with what they limit. */
const groupOf = ({ key, path }: LimitView): RiskGroup => {
  if (key !== null) return RISK_FIELDS[key].group;
  return path.endsWith("dailyLossPpm") ? "breakers" : "exposure";
};

/** Violated ones first, then by share; the id decides between equals, so that nothing jumps about. */
const byCloseness = (a: LimitView, b: LimitView): number =>
  Number(b.isViolated) - Number(a.isViolated) || b.used - a.used || a.id.localeCompare(b.id);

export type LimitTone = "calm" | "near" | "beyond" | "good";

/** From here on a limit is near. */
const NEAR = 0.75;

/** To come near a target is what a position is for; between two entries time simply has to pass. */
export function toneOf({ used, isViolated, key }: Pick<LimitView, "used" | "isViolated" | "key">): LimitTone {
  if (key === "targetPpm") return "good";
  if (isViolated) return key === "entrySpacingMicros" ? "near" : "beyond";
  return used >= NEAR ? "near" : "calm";
}

/** `12 %`, `> 999 %`: how much of it is in use. */
export const usedText = (used: number): string => (used >= 9.995 ? "> 999 %" : `${Math.round(used * 100)} %`);
