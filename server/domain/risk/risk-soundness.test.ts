import { expect, test } from "vitest";
import { WIDE_RISK } from "@/server/testing/wide-risk";
import { PROFILES } from "./risk-profiles";
import type { RiskSettings } from "./risk-settings";
import { unsoundRisk } from "./risk-soundness";

const SOUND = PROFILES.swing_trader;

test("all profiles are sound", () => {
  for (const settings of [...Object.values(PROFILES), WIDE_RISK]) expect(unsoundRisk(settings)).toBeNull();
});

test.each<[Partial<RiskSettings>, string]>([
  [{ positionCapPpm: 0.5 }, "positionCapPpm must be a whole number of at least 0, was 0.5"],
  [{ grossCapPpm: -1 }, "grossCapPpm must be a whole number of at least 0, was -1"],
  [{ drawdownClosePpm: 150_000 }, "drawdownClosePpm must be above drawdownReducePpm (150000), was 150000"],
  [{ qualityMin: 101 }, "qualityMin must be at most 100, was 101"],
  [{ minConfidencePpm: 1_000_001 }, "minConfidencePpm must be at most 1000000, was 1000001"],
  [{ exitMethod: "hope" as never }, "there is no exit method hope"],
  [
    { rearm: { ...SOUND.rearm, data: { kind: "after", micros: Number.NaN } } },
    "rearm.data must be a whole number of at least 0, was NaN",
  ],
  [
    { rearm: { ...SOUND.rearm, data: undefined as never } },
    "rearm.data must be after a time, at the next day or by hand",
  ],
  [
    { sizing: { ...SOUND.sizing, correlationToPpm: 0 } },
    "sizing.correlationToPpm must be at least correlationFromPpm (300000), was 0",
  ],
  [{ sizing: { ...SOUND.sizing, method: "guess" as never } }, "there is no sizing method guess"],
  [{ sectors: { BTC: "gold" as never } }, "sectors.BTC: there is no sector gold"],
  [
    { strategies: { ofi: { budgetPpm: 1, dailyLossPpm: -1, method: null } } },
    "strategies.ofi.dailyLossPpm must be a whole number of at least 0, was -1",
  ],
])("%o is refused in words", (change, text) => {
  expect(unsoundRisk({ ...SOUND, ...change })).toBe(text);
});
