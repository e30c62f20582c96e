/** What the settings' parts are called, and their diffs in words. */

import { spanText, valueText } from "@/components/risk/values";
import { RISK_FIELDS, type RiskGroup, type RiskUnit } from "@/server/domain/risk/risk-fields";
import type { BreakerKind, Rearm, RiskKey, RiskProfile, RiskSettingsChange } from "@/server/domain/risk/risk-settings";
import type { SizingMethod, VolatilityRegime } from "@/server/domain/sizing";
import { SIZING_FIELDS, type SizingKey, STRATEGY_FIELDS } from "@/server/domain/sizing-fields";

export const GROUP_NAMES: Readonly<Record<RiskGroup, string>> = {
  exposure: "Exposure",
  orders: "Orders",
  market: "Market",
  exits: "Exits",
  breakers: "Breakers",
};

export const PROFILE_NAMES: Readonly<Record<RiskProfile, string>> = {
  conservative_day_trader: "Conservative day trader",
  swing_trader: "Swing trader",
  aggressive_scalper: "Aggressive scalper",
};

export const BREAKER_NAMES: Readonly<Record<BreakerKind, string>> = {
  daily_loss: "Daily loss",
  drawdown_reduce: "Drawdown, no new risk",
  drawdown_close: "Drawdown, close everything",
  consecutive_losses: "Losses in a row",
  volatility: "Volatility",
  data: "Data",
  heartbeat: "Dead man's handle",
};

export const METHOD_NAMES: Readonly<Record<SizingMethod, string>> = {
  signal: "Signal",
  kelly: "Kelly",
  fixed_fractional: "Fixed fractional",
  volatility: "Volatility",
  atr: "ATR",
};

export const REGIME_NAMES: Readonly<Record<VolatilityRegime, string>> = {
  low: "Low",
  normal: "Normal",
  high: "High",
  extreme: "Extreme",
};

export const REARM_NAMES: Readonly<Record<Rearm["kind"], string>> = {
  after: "After a time",
  next_day: "At 00:00 UTC",
  by_hand: "By hand",
};

export function rearmText(rearm: Rearm): string {
  if (rearm.kind === "after") return `after ${spanText(rearm.micros)}`;
  return rearm.kind === "next_day" ? "at the next 00:00 UTC" : "by hand";
}

export type DiffLine = Readonly<{ path: string; label: string; from: string; to: string }>;

/** A line per leaf that differs; what is not there is a dash. */
export const diffLines = (diff: RiskSettingsChange["diff"]): readonly DiffLine[] =>
  diff.map(({ path, from, to }) => {
    const { label, unit } = leafOf(path);
    return { path, label, from: leafText(unit, from), to: leafText(unit, to) };
  });

type Leaf = Readonly<{ label: string; unit: RiskUnit | null }>;

const isKeyOf = <K extends string>(table: Readonly<Record<K, unknown>>, key: string): key is K =>
  Object.hasOwn(table, key);

function leafOf(path: string): Leaf {
  if (isKeyOf(RISK_FIELDS, path)) return RISK_FIELDS[path];
  const [part = "", name = "", last = ""] = splitPath(path);
  if (part === "rearm" && isKeyOf(BREAKER_NAMES, name)) {
    const label = `${BREAKER_NAMES[name]} re-arms`;
    return last === "micros" ? { label: `${label} after`, unit: "micros" } : { label, unit: null };
  }
  if (part === "sizing") return sizingLeaf(name, last);
  if (part === "sectors") return { label: `Sector of ${name}`, unit: null };
  if (part === "strategies") {
    if (isKeyOf(STRATEGY_FIELDS, last)) return { label: `${name}: ${STRATEGY_FIELDS[last].label}`, unit: "ppm" };
    return { label: `${name}: sizing`, unit: null };
  }
  return { label: path === "exitMethod" ? "Exits by" : path === "profile" ? "Profile" : path, unit: null };
}

function sizingLeaf(name: string, last: string): Leaf {
  if (isKeyOf(SIZING_FIELDS, name)) return SIZING_FIELDS[name satisfies SizingKey];
  if (name === "regimePpm" && isKeyOf(REGIME_NAMES, last))
    return { label: `Size in ${REGIME_NAMES[last].toLowerCase()} volatility`, unit: "ppm" };
  return { label: "Sizing", unit: null };
}

/** The middle may hold dots itself: a strategy is named by whoever wrote it. */
function splitPath(path: string): readonly string[] {
  const first = path.indexOf(".");
  if (first === -1) return [path];
  const part = path.slice(0, first);
  const rest = path.slice(first + 1);
  const last = rest.lastIndexOf(".");
  return last === -1 || part === "sectors" ? [part, rest] : [part, rest.slice(0, last), rest.slice(last + 1)];
}

const NAMES: Readonly<Record<string, string>> = {
  ...PROFILE_NAMES,
  ...METHOD_NAMES,
  after: "after a time",
  next_day: "at 00:00 UTC",
  by_hand: "by hand",
  percent: "per cent",
  atr: "ATR",
  null: "as the desk",
};

function leafText(unit: RiskUnit | null, text: string): string {
  if (text === "") return "–";
  if (unit === null) return NAMES[text] ?? text;
  return valueText(unit, Number(text));
}

/** The breaker whose number a setting is. */
export const BREAKER_OF_SETTING: Partial<Readonly<Record<RiskKey, BreakerKind>>> = {
  dailyLossPpm: "daily_loss",
  drawdownReducePpm: "drawdown_reduce",
  drawdownClosePpm: "drawdown_close",
  consecutiveLossesMax: "consecutive_losses",
  volatilityFactorMilli: "volatility",
  heartbeatMicros: "heartbeat",
};
