/**
 * Risk settings that a desk cannot live by, whoever sends them. How far a person may turn a number is narrower and is
 * the form's and the procedure's (`RISK_FIELDS`); a test may go beyond that, but not beyond sense.
 */

import { SIZING_METHODS, VOLATILITY_REGIMES } from "@/server/domain/sizing";
import { SIZING_FIELDS, type SizingKey } from "@/server/domain/sizing-fields";
import { RISK_FIELDS } from "./risk-fields";
import { BREAKER_KINDS, RISK_PROFILES, type RiskKey, type RiskSettings } from "./risk-settings";
import { SECTORS } from "./sectors";

/** @returns what is wrong in words, e.g. "drawdownClosePpm must be above drawdownReducePpm (150000), was 100000"; null when it is sound */
export function unsoundRisk(settings: RiskSettings): string | null {
  return limitsWrong(settings) ?? rearmWrong(settings) ?? sizingWrong(settings) ?? mapsWrong(settings);
}

function limitsWrong(settings: RiskSettings): string | null {
  for (const key of Object.keys(RISK_FIELDS) as RiskKey[]) {
    const wrong = wholeWrong(key, settings[key]);
    if (wrong) return wrong;
  }
  const { profile, exitMethod, drawdownReducePpm, drawdownClosePpm, qualityMin, minConfidencePpm } = settings;
  if (!RISK_PROFILES.includes(profile)) return `there is no profile ${String(profile)}`;
  if (exitMethod !== "percent" && exitMethod !== "atr") return `there is no exit method ${String(exitMethod)}`;
  if (drawdownClosePpm <= drawdownReducePpm) {
    return `drawdownClosePpm must be above drawdownReducePpm (${drawdownReducePpm}), was ${drawdownClosePpm}`;
  }
  if (qualityMin > 100) return `qualityMin must be at most 100, was ${qualityMin}`;
  return minConfidencePpm > 1_000_000 ? `minConfidencePpm must be at most 1000000, was ${minConfidencePpm}` : null;
}

function rearmWrong({ rearm }: RiskSettings): string | null {
  for (const kind of BREAKER_KINDS) {
    const how = rearm[kind];
    if (how?.kind === "next_day" || how?.kind === "by_hand") continue;
    if (how?.kind !== "after") return `rearm.${kind} must be after a time, at the next day or by hand`;
    const wrong = wholeWrong(`rearm.${kind}`, how.micros);
    if (wrong) return wrong;
  }
  return null;
}

function sizingWrong({ sizing }: RiskSettings): string | null {
  const { method, regimePpm, correlationFromPpm, correlationToPpm, correlationCutPpm } = sizing;
  if (!SIZING_METHODS.includes(method)) return `there is no sizing method ${String(method)}`;
  for (const key of Object.keys(SIZING_FIELDS) as SizingKey[]) {
    const wrong = wholeWrong(`sizing.${key}`, sizing[key]);
    if (wrong) return wrong;
  }
  for (const regime of VOLATILITY_REGIMES) {
    const wrong = wholeWrong(`sizing.regimePpm.${regime}`, regimePpm[regime]);
    if (wrong) return wrong;
  }
  if (correlationToPpm < correlationFromPpm) {
    return `sizing.correlationToPpm must be at least correlationFromPpm (${correlationFromPpm}), was ${correlationToPpm}`;
  }
  return correlationCutPpm > 1_000_000
    ? `sizing.correlationCutPpm must be at most 1000000, was ${correlationCutPpm}`
    : null;
}

function mapsWrong({ sectors, strategies }: RiskSettings): string | null {
  for (const [base, sector] of inOrder(sectors)) {
    if (!SECTORS.includes(sector)) return `sectors.${base}: there is no sector ${String(sector)}`;
  }
  for (const [name, { budgetPpm, dailyLossPpm, method }] of inOrder(strategies)) {
    const path = `strategies.${name}`;
    const wrong = wholeWrong(`${path}.budgetPpm`, budgetPpm) ?? wholeWrong(`${path}.dailyLossPpm`, dailyLossPpm);
    if (wrong) return wrong;
    if (method !== null && !SIZING_METHODS.includes(method)) return `${path}: there is no method ${String(method)}`;
  }
  return null;
}

const wholeWrong = (name: string, value: number): string | null =>
  Number.isSafeInteger(value) && value >= 0 ? null : `${name} must be a whole number of at least 0, was ${value}`;

/** By name, for a database gives keys back in another order, and the first that is wrong is told. */
const inOrder = <T>(map: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1));
