import { expect, test } from "vitest";
import type { LimitView } from "@/server/domain/risk/limit-view";
import type { RiskKey } from "@/server/domain/risk/risk-settings";
import { limitSections, toneOf, usedText } from "./limit-sections";
import { directionOf, TrendLog, trendPath } from "./trend-log";

const SECOND = 1_000_000;

const limit = (key: RiskKey, used: number, name = ""): LimitView => ({
  id: `${key}:${name}`,
  path: key,
  key,
  subject: { kind: "desk" },
  name,
  label: key,
  unit: "ppm",
  value: used,
  limit: 1,
  valueAtoms: null,
  limitAtoms: null,
  used,
  isViolated: used > 1,
  valueText: "",
  limitText: "",
});

test("the closest comes first, in its group and among those of one setting", () => {
  const sections = limitSections([
    limit("positionCapPpm", 0.2, "ETH"),
    limit("dailyLossPpm", 0.1),
    limit("positionCapPpm", 0.7, "BTC"),
    limit("grossCapPpm", 0.4),
    limit("sectorCapPpm", 1.1, "L1"),
  ]);
  expect(sections.map(({ group, families }) => [group, families.map(({ path }) => path)])).toEqual([
    ["exposure", ["sectorCapPpm", "positionCapPpm", "grossCapPpm"]],
    ["breakers", ["dailyLossPpm"]],
  ]);
  const [, position] = sections[0]?.families ?? [];
  expect([position?.closest.name, position?.others.map(({ name }) => name)]).toEqual(["BTC", ["ETH"]]);
});

test("near and beyond look different, and neither a target reached nor a wait between entries is an alarm", () => {
  expect([0.2, 0.8, 1.2].map((used) => toneOf(limit("grossCapPpm", used)))).toEqual(["calm", "near", "beyond"]);
  expect(toneOf(limit("targetPpm", 1.2))).toBe("good");
  expect(toneOf(limit("entrySpacingMicros", 6))).toBe("near");
  expect([0.124, 9.99, 9.998, 999].map(usedText)).toEqual(["12 %", "999 %", "> 999 %", "> 999 %"]);
});

test("a trend remembers ten minutes and forgets what is no longer measured", () => {
  const log = new TrendLog();
  for (let s = 0; s < 700; s++) log.record(s * SECOND, [{ id: "a", used: s / 1_000 }]);
  log.record(699 * SECOND, [{ id: "a", used: 9 }]);
  expect(log.of("a")).toHaveLength(600);
  expect(log.of("a").at(-1)).toEqual({ at: 699 * SECOND, used: 0.699 });
  log.record(700 * SECOND, [{ id: "b", used: 0 }]);
  expect(log.of("a")).toEqual([]);
});

test("an arrow looks back a minute", () => {
  const rising = Array.from({ length: 120 }, (_, s) => ({ at: s * SECOND, used: s < 59 ? 0.9 : s / 200 }));
  expect(directionOf(rising)).toBe("nearer");
  expect(directionOf(rising.map(({ at, used }) => ({ at, used: 1 - used })))).toBe("farther");
  expect(directionOf([{ at: 0, used: 0.5 }])).toBe("level");
});

test("a curve fills its box from the first to the last point", () => {
  expect(trendPath([{ at: 0, used: 0.1 }])).toBe("");
  const path = trendPath([
    { at: 0, used: 0 },
    { at: 5, used: 0.5 },
    { at: 10, used: 1 },
  ]);
  expect(path).toBe("M0.0000 1.0000L0.5000 0.5000L1.0000 0.0000");
});
