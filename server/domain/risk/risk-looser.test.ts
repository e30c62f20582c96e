// Guarantee: while a breaker is open no change goes through that might let more risk through, whichever number it is.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RISK_FIELDS } from "./risk-fields";
import { looserPaths } from "./risk-looser";
import { DEFAULT_RISK, PROFILES } from "./risk-profiles";
import type { Rearm, RiskKey, RiskSettings } from "./risk-settings";
import { unsoundRisk } from "./risk-soundness";

const HOUR = 3_600_000_000;
const KEYS = Object.keys(RISK_FIELDS) as RiskKey[];

test("every number loosens in exactly one direction", () => {
  fc.assert(
    fc.property(fc.constantFrom(...KEYS), fc.integer({ min: 1, max: 1_000_000 }), (key, by) => {
      const up = { ...DEFAULT_RISK, [key]: DEFAULT_RISK[key] + by };
      const [looser, tighter] = RISK_FIELDS[key].looser === "up" ? [up, DEFAULT_RISK] : [DEFAULT_RISK, up];
      expect(looserPaths(tighter, looser)).toEqual([key]);
      expect(looserPaths(looser, tighter)).toEqual([]);
    }),
  );
});

const sized = (sizing: Partial<RiskSettings["sizing"]>): RiskSettings => ({
  ...DEFAULT_RISK,
  sizing: { ...DEFAULT_RISK.sizing, ...sizing },
});
const named = (budgetPpm: number, dailyLossPpm: number, method: "kelly" | null = null): RiskSettings => ({
  ...DEFAULT_RISK,
  strategies: { ofi: { budgetPpm, dailyLossPpm, method } },
});

test.each<[string, RiskSettings, RiskSettings, string[]]>([
  ["more base share", DEFAULT_RISK, sized({ baseSharePpm: 20_001 }), ["sizing.baseSharePpm"]],
  [
    "a closer ATR stop makes larger sizes",
    DEFAULT_RISK,
    sized({ atrMultipleMilli: 1_999 }),
    ["sizing.atrMultipleMilli"],
  ],
  ["less of a cut", DEFAULT_RISK, sized({ correlationCutPpm: 0 }), ["sizing.correlationCutPpm"]],
  ["another method", DEFAULT_RISK, sized({ method: "kelly" }), ["sizing.method"]],
  [
    "more in one regime",
    DEFAULT_RISK,
    sized({ regimePpm: { ...DEFAULT_RISK.sizing.regimePpm, extreme: 300_000 } }),
    ["sizing.regimePpm.extreme"],
  ],
  ["a sector that was another one", DEFAULT_RISK, { ...DEFAULT_RISK, sectors: { BTC: "other" } }, ["sectors.BTC"]],
  ["a strategy gets a budget", DEFAULT_RISK, named(100_000, 10_000), []],
  ["its budget goes", named(100_000, 10_000), DEFAULT_RISK, ["strategies.ofi"]],
  ["its budget grows", named(100_000, 10_000), named(200_000, 10_000), ["strategies.ofi.budgetPpm"]],
  ["it may lose more", named(100_000, 10_000), named(50_000, 20_000), ["strategies.ofi.dailyLossPpm"]],
  ["it sizes otherwise", named(100_000, 10_000), named(1_000, 1_000, "kelly"), ["strategies.ofi.method"]],
  ["another exit method", DEFAULT_RISK, { ...DEFAULT_RISK, exitMethod: "atr" }, ["exitMethod"]],
  ["another name for the same numbers", DEFAULT_RISK, { ...DEFAULT_RISK, profile: "aggressive_scalper" }, []],
])("%s", (...[, from, to, paths]) => {
  expect(looserPaths(from, to)).toEqual(paths);
});

const BY_HAND: Rearm = { kind: "by_hand" };
const NEXT_DAY: Rearm = { kind: "next_day" };
const after = (micros: number): Rearm => ({ kind: "after", micros });

describe("re-arming", () => {
  test.each<[Rearm, Rearm, boolean]>([
    [after(HOUR), BY_HAND, false],
    [NEXT_DAY, BY_HAND, false],
    [BY_HAND, NEXT_DAY, true],
    [BY_HAND, after(1_000 * HOUR), true],
    [after(HOUR), after(2 * HOUR), false],
    [after(2 * HOUR), after(HOUR), true],
    // A day may have a second left.
    [after(HOUR), NEXT_DAY, true],
    [NEXT_DAY, after(24 * HOUR), false],
    [NEXT_DAY, after(24 * HOUR - 1), true],
    [NEXT_DAY, NEXT_DAY, false],
  ])("from %o to %o", (from, to, isLooser) => {
    const settings = (rearm: Rearm): RiskSettings => ({
      ...DEFAULT_RISK,
      rearm: { ...DEFAULT_RISK.rearm, data: rearm },
    });
    expect(looserPaths(settings(from), settings(to))).toEqual(isLooser ? ["rearm.data"] : []);
  });
});

test("the scalper's numbers are looser than the swing trader's, and no profile is looser than itself", () => {
  expect(looserPaths(PROFILES.swing_trader, PROFILES.aggressive_scalper)).toContain("grossCapPpm");
  for (const settings of Object.values(PROFILES)) expect(looserPaths(settings, settings)).toEqual([]);
});

test("what is named first does not hang on the order of keys, which a database changes", () => {
  const other = (settings: RiskSettings): RiskSettings => ({
    ...settings,
    sizing: turned(settings.sizing),
    sectors: turned(settings.sectors),
    strategies: turned(settings.strategies),
  });
  const own = { budgetPpm: 1, dailyLossPpm: 1, method: null };
  const from: RiskSettings = { ...DEFAULT_RISK, sectors: { A: "L1", B: "L1" }, strategies: { a: own, b: own } };
  const to = { ...sized({ baseSharePpm: 30_000, signalKellyPpm: 300_000 }), sectors: {}, strategies: {} };
  expect(looserPaths(from, to)).toHaveLength(6);
  expect(looserPaths(other(from), to)).toEqual(looserPaths(from, to));
  const wrong: RiskSettings = {
    ...sized({ baseSharePpm: -1, signalKellyPpm: -1 }),
    strategies: { a: { ...own, budgetPpm: -1 }, b: { ...own, budgetPpm: -2 } },
  };
  expect(unsoundRisk(other(wrong))).toBe(unsoundRisk(wrong));
  const named = { ...wrong, sizing: DEFAULT_RISK.sizing };
  expect(unsoundRisk(other(named))).toBe(unsoundRisk(named));
});

const turned = <T extends object>(record: T): T => Object.fromEntries(Object.entries(record).toReversed()) as T;
