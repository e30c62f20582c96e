/** One limit with what it is compared with, ready to be shown. */
import { RISK_FIELDS, type RiskUnit } from "./risk-fields";
import type { RiskKey } from "./risk-settings";
import { riskText } from "./risk-text";
import type { Sector } from "./sectors";

export type LimitSubject =
  | Readonly<{ kind: "desk" }>
  | Readonly<{ kind: "instrument"; instrumentId: string }>
  | Readonly<{ kind: "sector"; sector: Sector }>
  | Readonly<{ kind: "cluster"; instrumentIds: readonly string[] }>
  | Readonly<{ kind: "strategy"; strategy: string }>;

export type LimitView = Readonly<{
  /** Unique among them: the setting's path and whom it is for. */
  id: string;
  /** The number of the settings, e.g. "sectorCapPpm", "strategies.ofi.budgetPpm". */
  path: string;
  /** Null of a strategy's own. */
  key: RiskKey | null;
  subject: LimitSubject;
  /** What the subject is called: "L1", "BTC/USDT"; empty of the whole desk. */
  name: string;
  label: string;
  unit: RiskUnit;
  value: number;
  limit: number;
  /** In the desk's currency, of limits that are money. */
  valueAtoms: bigint | null;
  limitAtoms: bigint | null;
  /** Share of the limit in use: 0 nothing, 1 at the number, more is beyond. */
  used: number;
  /** The rule would refuse new risk, close, or open its breaker. */
  isViolated: boolean;
  valueText: string;
  limitText: string;
}>;

export type Whose = Readonly<{ subject: LimitSubject; name: string }>;
export const OF_DESK: Whose = { subject: { kind: "desk" }, name: "" };

type Numbers = Readonly<{ value: number; limit: number }>;

/** Beyond this nothing is drawn. */
const USED_MAX = 999;

/** `at`: violated at the number; `beyond`: only past it; `below`: the number is the least that is asked for. */
export type Trips = "at" | "beyond" | "below";

export function limitOf(
  key: RiskKey,
  { value, limit }: Numbers,
  { trips, ...whose }: Whose & { trips: Trips },
): LimitView {
  const { label, unit } = RISK_FIELDS[key];
  const isBelow = trips === "below";
  return {
    ...whose,
    id: `${key}:${idOf(whose)}`,
    path: key,
    key,
    label,
    unit,
    value,
    limit,
    valueAtoms: null,
    limitAtoms: null,
    used: isBelow ? shareOf(limit, value) : shareOf(value, limit),
    isViolated: isBelow ? value < limit : trips === "at" ? value >= limit : value > limit,
    valueText: riskText(unit, value),
    limitText: riskText(unit, limit),
  };
}

type Money = Readonly<{ valueAtoms: bigint; ofAtoms: bigint; limitPpm: number }>;
type Named = Whose & Readonly<{ trips: "at" | "beyond"; path: string; label: string; key: RiskKey | null }>;

/** A share of something, e.g. of equity. Whether it is violated is decided in whole atoms. */
export function shareLimit(
  { valueAtoms, ofAtoms, limitPpm }: Money,
  { trips, path, label, key, ...whose }: Named,
): LimitView {
  const limitAtoms = (ofAtoms * BigInt(limitPpm)) / 1_000_000n;
  const value = ppmOf(valueAtoms, ofAtoms);
  return {
    ...whose,
    id: `${path}:${idOf(whose)}`,
    path,
    key,
    label,
    unit: "ppm",
    value,
    limit: limitPpm,
    valueAtoms,
    limitAtoms,
    used: shareOf(Number(valueAtoms), Number(limitAtoms)),
    isViolated: trips === "at" ? valueAtoms >= limitAtoms && limitAtoms > 0n : valueAtoms > limitAtoms,
    valueText: riskText("ppm", value),
    limitText: riskText("ppm", limitPpm),
  };
}

/** Parts per million, rounded down; of nothing or of debts as much as can be. */
export function ppmOf(part: bigint, whole: bigint): number {
  if (part === 0n) return 0;
  if (whole <= 0n) return part > 0n ? USED_MAX * 1_000_000 : 0;
  return Number((part * 1_000_000n) / whole);
}

function shareOf(part: number, whole: number): number {
  if (part <= 0) return 0;
  return whole <= 0 ? USED_MAX : Math.min(part / whole, USED_MAX);
}

function idOf({ subject }: Pick<Whose, "subject">): string {
  if (subject.kind === "desk") return "";
  if (subject.kind === "instrument") return subject.instrumentId;
  if (subject.kind === "sector") return subject.sector;
  return subject.kind === "cluster" ? subject.instrumentIds.join("+") : subject.strategy;
}
