/**
 * Risk settings while somebody edits them: one text per leaf, under the path by which the history's diff names it. Flat,
 * so that changes can be counted, taken back one by one, and carried over to a version that came in between.
 */

import { type Bounds, fieldText, readValue } from "@/components/risk/values";
import { RISK_FIELDS } from "@/server/domain/risk/risk-fields";
import {
  BREAKER_KINDS,
  type BreakerKind,
  type Rearm,
  RISK_PROFILES,
  type RiskKey,
  type RiskSettings,
  type StrategyRisk,
} from "@/server/domain/risk/risk-settings";
import { SECTORS, type Sector } from "@/server/domain/risk/sectors";
import { SIZING_METHODS, type SizingMethod, type SizingSettings, VOLATILITY_REGIMES } from "@/server/domain/sizing";
import {
  REARM_AFTER,
  REGIME_SHARE,
  SIZING_FIELDS,
  type SizingKey,
  STRATEGY_FIELDS,
} from "@/server/domain/sizing-fields";

export type Draft = Readonly<Record<string, string>>;

export const RISK_KEYS = Object.keys(RISK_FIELDS) as RiskKey[];
export const SIZING_KEYS = Object.keys(SIZING_FIELDS) as SizingKey[];
/** A strategy that sizes as the desk does. */
export const AS_DESK = "as the desk";

export const REARM_BOUNDS: Bounds = { label: "The wait", unit: "micros", ...REARM_AFTER };

/** What stands in a wait that was none before. */
const FIRST_WAIT_MICROS = 3_600_000_000;

export function toDraft(settings: RiskSettings): Draft {
  const draft: Record<string, string> = { profile: settings.profile, exitMethod: settings.exitMethod };
  for (const key of RISK_KEYS) draft[key] = fieldText(RISK_FIELDS[key].unit, settings[key]);
  for (const kind of BREAKER_KINDS) {
    const rearm = settings.rearm[kind];
    draft[`rearm.${kind}.kind`] = rearm.kind;
    // Shown, and read, only while it counts.
    draft[`rearm.${kind}.micros`] = fieldText("micros", rearm.kind === "after" ? rearm.micros : FIRST_WAIT_MICROS);
  }
  draft["sizing.method"] = settings.sizing.method;
  for (const key of SIZING_KEYS) draft[`sizing.${key}`] = fieldText(SIZING_FIELDS[key].unit, settings.sizing[key]);
  for (const regime of VOLATILITY_REGIMES)
    draft[`sizing.regimePpm.${regime}`] = fieldText("ppm", settings.sizing.regimePpm[regime]);
  for (const [asset, sector] of Object.entries(settings.sectors)) draft[`sectors.${asset}`] = sector;
  for (const [name, strategy] of Object.entries(settings.strategies))
    Object.assign(draft, strategyDraft(name, strategy));
  return draft;
}

/** The leaves of one strategy's part. */
export const strategyDraft = (name: string, { budgetPpm, dailyLossPpm, method }: StrategyRisk): Draft => ({
  [`strategies.${name}.budgetPpm`]: fieldText("ppm", budgetPpm),
  [`strategies.${name}.dailyLossPpm`]: fieldText("ppm", dailyLossPpm),
  [`strategies.${name}.method`]: method ?? AS_DESK,
});

export type DraftReading = Readonly<{
  /** Null while anything is wrong. */
  settings: RiskSettings | null;
  /** By path, what is wrong in words. */
  problems: ReadonlyMap<string, string>;
}>;

export function readDraft(draft: Draft): DraftReading {
  const problems = new Map<string, string>();
  const number = (path: string, bounds: Bounds): number => {
    const read = readValue(bounds, draft[path] ?? "");
    if ("value" in read) return read.value;
    problems.set(path, read.problem);
    return Number.NaN;
  };
  const settings: RiskSettings = {
    ...(Object.fromEntries(RISK_KEYS.map((key) => [key, number(key, RISK_FIELDS[key])])) as Record<RiskKey, number>),
    profile: oneOf(RISK_PROFILES, draft["profile"]),
    exitMethod: draft["exitMethod"] === "atr" ? "atr" : "percent",
    rearm: Object.fromEntries(BREAKER_KINDS.map((kind) => [kind, readRearm(draft, kind, number)])) as Record<
      BreakerKind,
      Rearm
    >,
    sizing: readSizing(draft, number),
    sectors: readSectors(draft),
    strategies: readStrategies(draft, number),
  };
  for (const [path, problem] of orderProblems(settings)) if (!problems.has(path)) problems.set(path, problem);
  return { settings: problems.size === 0 ? settings : null, problems };
}

type ReadNumber = (path: string, bounds: Bounds) => number;

/** Numbers that must lie in order: each is fine by itself, together they are not. */
function orderProblems({ drawdownReducePpm, drawdownClosePpm, sizing }: RiskSettings): readonly [string, string][] {
  const problems: [string, string][] = [];
  if (drawdownReducePpm >= drawdownClosePpm)
    problems.push(["drawdownClosePpm", "Must lie beyond the drawdown from which no new risk is taken"]);
  if (sizing.correlationFromPpm > sizing.correlationToPpm)
    problems.push(["sizing.correlationToPpm", "Must not lie below the correlation that the cut begins at"]);
  return problems;
}

function readRearm(draft: Draft, kind: BreakerKind, number: ReadNumber): Rearm {
  const wanted = draft[`rearm.${kind}.kind`];
  if (wanted === "after") return { kind: wanted, micros: number(`rearm.${kind}.micros`, REARM_BOUNDS) };
  return wanted === "next_day" ? { kind: wanted } : { kind: "by_hand" };
}

const readSizing = (draft: Draft, number: ReadNumber): SizingSettings => ({
  ...(Object.fromEntries(SIZING_KEYS.map((key) => [key, number(`sizing.${key}`, SIZING_FIELDS[key])])) as Record<
    SizingKey,
    number
  >),
  method: oneOf(SIZING_METHODS, draft["sizing.method"]),
  regimePpm: Object.fromEntries(
    VOLATILITY_REGIMES.map((regime) => [regime, number(`sizing.regimePpm.${regime}`, REGIME_SHARE)]),
  ) as SizingSettings["regimePpm"],
});

const readSectors = (draft: Draft): Record<string, Sector> =>
  Object.fromEntries(under(draft, "sectors").map((asset) => [asset, oneOf(SECTORS, draft[`sectors.${asset}`])]));

function readStrategies(draft: Draft, number: ReadNumber): Record<string, StrategyRisk> {
  return Object.fromEntries(
    strategyNames(draft).map((name) => {
      const path = `strategies.${name}`;
      const method = draft[`${path}.method`];
      return [
        name,
        {
          budgetPpm: number(`${path}.budgetPpm`, STRATEGY_FIELDS.budgetPpm),
          dailyLossPpm: number(`${path}.dailyLossPpm`, STRATEGY_FIELDS.dailyLossPpm),
          method: SIZING_METHODS.find((one): one is SizingMethod => one === method) ?? null,
        },
      ];
    }),
  );
}

/** Strategies that have numbers of their own, in the order of the draft. */
export const strategyNames = (draft: Draft): string[] => [
  ...new Set(under(draft, "strategies").map((rest) => rest.slice(0, rest.lastIndexOf(".")))),
];
export const sectorAssets = (draft: Draft): string[] => under(draft, "sectors");

const under = (draft: Draft, part: string): string[] =>
  Object.keys(draft)
    .filter((path) => path.startsWith(`${part}.`))
    .map((path) => path.slice(part.length + 1));

const oneOf = <T extends string>(all: readonly [T, ...T[]], text: string | undefined): T =>
  all.find((one) => one === text) ?? all[0];
