/**
 * Whether new risk settings let more risk through than the old ones, number by number. What cannot be compared (another
 * method, another sector) counts as looser: it is for a quiet moment, not for one in which a breaker is open.
 */

import { type SizingSettings, VOLATILITY_REGIMES } from "@/server/domain/sizing";
import { SIZING_FIELDS, type SizingKey } from "@/server/domain/sizing-fields";
import { RISK_FIELDS } from "./risk-fields";
import { BREAKER_KINDS, type Rearm, type RiskKey, type RiskSettings, type StrategyRisk } from "./risk-settings";

const DAY_MICROS = 86_400_000_000;

/** Of the sizing's numbers, those of which a smaller one makes larger sizes. */
const SIZING_DOWN: ReadonlySet<string> = new Set(["kellyTradesMin", "atrMultipleMilli", "correlationCutPpm"]);

/** Paths of what is looser in `to`, as a diff names them: "positionCapPpm", "rearm.daily_loss", "sizing.regimePpm.high". */
export function looserPaths(from: RiskSettings, to: RiskSettings): readonly string[] {
  const limits = (Object.keys(RISK_FIELDS) as RiskKey[]).filter((key) =>
    RISK_FIELDS[key].looser === "up" ? to[key] > from[key] : to[key] < from[key],
  );
  const rearms = BREAKER_KINDS.filter((kind) => mayBeFaster(from.rearm[kind], to.rearm[kind]));
  return [
    ...limits,
    ...(from.exitMethod === to.exitMethod ? [] : ["exitMethod"]),
    ...rearms.map((kind) => `rearm.${kind}`),
    ...sizingPaths(from.sizing, to.sizing),
    ...changedKeys(from.sectors, to.sectors).map((base) => `sectors.${base}`),
    ...strategyPaths(from, to),
  ];
}

/** By hand is the slowest. A day may end in a second, or last 24 hours: whatever might be faster counts as it. */
function mayBeFaster(from: Rearm, to: Rearm): boolean {
  if (to.kind === "by_hand" || from.kind === to.kind) {
    return to.kind === "after" && from.kind === "after" && to.micros < from.micros;
  }
  if (from.kind === "by_hand") return true;
  return to.kind === "next_day" || to.micros < DAY_MICROS;
}

function sizingPaths(from: SizingSettings, to: SizingSettings): string[] {
  const paths: string[] = from.method === to.method ? [] : ["sizing.method"];
  for (const key of Object.keys(SIZING_FIELDS) as SizingKey[]) {
    if (SIZING_DOWN.has(key) ? to[key] < from[key] : to[key] > from[key]) paths.push(`sizing.${key}`);
  }
  const regimes = VOLATILITY_REGIMES.filter((regime) => to.regimePpm[regime] > from.regimePpm[regime]);
  return [...paths, ...regimes.map((regime) => `sizing.regimePpm.${regime}`)];
}

/** A strategy that is named no more may use what the desk may. */
function strategyPaths(from: RiskSettings, to: RiskSettings): string[] {
  return keysOf(from.strategies, to.strategies).flatMap((name) => {
    const before: StrategyRisk | undefined = from.strategies[name];
    const after: StrategyRisk | undefined = to.strategies[name];
    const path = `strategies.${name}`;
    const methods = [before?.method ?? from.sizing.method, after?.method ?? to.sizing.method];
    const isOther = methods[0] !== methods[1] && before?.method !== after?.method;
    const method = isOther ? [`${path}.method`] : [];
    if (!after) return [path];
    if (!before) return method;
    return [
      ...(after.budgetPpm > before.budgetPpm ? [`${path}.budgetPpm`] : []),
      ...(after.dailyLossPpm > before.dailyLossPpm ? [`${path}.dailyLossPpm`] : []),
      ...method,
    ];
  });
}

const changedKeys = (from: Readonly<Record<string, unknown>>, to: Readonly<Record<string, unknown>>): string[] =>
  keysOf(from, to).filter((key) => from[key] !== to[key]);

/** Sorted, for a database gives the keys back in another order, and a refusal names the first of them. */
const keysOf = (from: object, to: object): string[] =>
  [...new Set([...Object.keys(from), ...Object.keys(to)])].toSorted();
