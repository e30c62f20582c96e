import { expect, test } from "vitest";
import { PROFILES } from "@/server/domain/risk/risk-profiles";
import { RISK_PROFILES, type RiskSettings } from "@/server/domain/risk/risk-settings";
import { settingsDiff } from "@/server/domain/risk/settings-diff";
import { readDraft, strategyNames, toDraft } from "./draft";
import { changedPaths, rebase } from "./rebase";
import { diffLines } from "./words";

const SWING = PROFILES.swing_trader;
const RICH: RiskSettings = {
  ...SWING,
  exitMethod: "atr",
  sectors: { LINK: "other" },
  strategies: { "my.strategy": { budgetPpm: 200_000, dailyLossPpm: 10_000, method: null } },
};

test("an untouched draft is the settings it was made from", () => {
  for (const profile of RISK_PROFILES)
    expect(readDraft(toDraft(PROFILES[profile]))).toEqual({ settings: PROFILES[profile], problems: new Map() });
  expect(readDraft(toDraft(RICH)).settings).toEqual(RICH);
  expect(strategyNames(toDraft(RICH))).toEqual(["my.strategy"]);
});

test("what is wrong is named where it is, and nothing can be sent", () => {
  const { settings, problems } = readDraft({ ...toDraft(RICH), positionCapPpm: "", "sizing.kellyTradesMin": "2" });
  expect(settings).toBeNull();
  expect([...problems.keys()]).toEqual(["positionCapPpm", "sizing.kellyTradesMin"]);
});

test("the drawdowns must lie in order", () => {
  const { settings, problems } = readDraft({ ...toDraft(SWING), drawdownClosePpm: "15" });
  expect(settings).toBeNull();
  expect(problems.get("drawdownClosePpm")).toMatch(/beyond/);
});

test("one's own changes are laid over a version that came in between", () => {
  const base = toDraft(SWING);
  const mine = { ...base, positionCapPpm: "30", stopPpm: "4" };
  const theirs = toDraft({ ...SWING, stopPpm: 30_000, targetPpm: 80_000 });
  const { draft, conflicts } = rebase({ base, mine, theirs });
  expect(readDraft(draft).settings).toEqual({ ...SWING, positionCapPpm: 300_000, stopPpm: 40_000, targetPpm: 80_000 });
  expect(conflicts).toEqual(["stopPpm"]);
  expect(changedPaths(theirs, draft)).toEqual(["positionCapPpm", "stopPpm"]);
});

test("what was taken out stays out", () => {
  const base = toDraft(RICH);
  const { "sectors.LINK": _gone, ...mine } = base;
  const theirs = toDraft({ ...RICH, stopPpm: 30_000 });
  expect(readDraft(rebase({ base, mine, theirs }).draft).settings?.sectors).toEqual({});
});

test("a diff reads like a change list", () => {
  const next: RiskSettings = {
    ...RICH,
    positionCapPpm: 300_000,
    rearm: { ...RICH.rearm, daily_loss: { kind: "after", micros: 3_600e6 } },
    strategies: { "my.strategy": { budgetPpm: 100_000, dailyLossPpm: 10_000, method: "kelly" } },
    sectors: {},
  };
  expect(diffLines(settingsDiff(RICH, next)).map(({ label, from, to }) => `${label}: ${from} → ${to}`)).toEqual([
    "Position: 25 % → 30 %",
    "Daily loss re-arms: at 00:00 UTC → after a time",
    "Daily loss re-arms after: – → 1 h",
    "Sector of LINK: other → –",
    "my.strategy: Budget: 20 % → 10 %",
    "my.strategy: sizing: as the desk → Kelly",
  ]);
});
