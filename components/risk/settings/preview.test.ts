import { expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import { micros } from "@/server/domain/micros";
import { violations } from "@/server/domain/risk/risk-limits";
import { DEFAULT_RISK } from "@/server/domain/risk/risk-profiles";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { aMeasure, aSpot, someMeasures } from "@/server/domain/risk/risk-testing";
import type { Breaker, RiskView } from "@/server/domain/risk/risk-view";
import { previewOf } from "./preview";

const BTC = aSpot("BTC");

/** 2,000 of 10,000 held in BTC. */
function viewOf(breakers: readonly Partial<Breaker>[] = []): RiskView {
  return {
    deskId: "d",
    at: micros(0),
    version: 1,
    settings: DEFAULT_RISK,
    tradingState: "ACTIVE",
    handState: "ACTIVE",
    stateCause: "",
    measures: someMeasures({ instruments: [aMeasure(BTC.id, { sizeLots: 1, exposureAtoms: parseAtoms("2000") })] }),
    breakers: breakers as readonly Breaker[],
    records: [],
    facts: null,
  };
}

const preview = (change: Partial<RiskSettings>, view: RiskView | null = viewOf()) =>
  previewOf({ from: DEFAULT_RISK, to: { ...DEFAULT_RISK, ...change } }, view, [BTC]);

test("what today's positions would violate is told before it is sent", () => {
  const { lines, violated } = preview({ positionCapPpm: 100_000 });
  expect(lines).toEqual([{ path: "positionCapPpm", label: "Position", from: "25 %", to: "10 %", isLooser: false }]);
  expect(violated.map(({ limit, isNew }) => [limit.path, limit.valueText, isNew])).toEqual([
    ["positionCapPpm", "20 %", true],
  ]);
  expect(preview({ positionCapPpm: 200_000 }).violated).toEqual([]);
});

test("a wait between two entries is nothing that the desk would be beyond", () => {
  const measure = aMeasure(BTC.id, { lastEntryAt: someMeasures({}).at });
  const view = { ...viewOf(), measures: someMeasures({ instruments: [measure] }) };
  const settings = { ...DEFAULT_RISK, entrySpacingMicros: 600_000_000 };
  const all = violations({ measures: view.measures, facts: null, settings, instruments: [BTC] });
  expect(all.map(({ key }) => key)).toEqual(["entrySpacingMicros"]);
  expect(preview({ entrySpacingMicros: 600_000_000 }, view).violated).toEqual([]);
});

test("nothing is claimed of a desk that nobody hosts", () => {
  expect(preview({ positionCapPpm: 100_000 }, null).violated).toEqual([]);
});

test("while a breaker is open the page says what the engine would refuse, and lets what is tighter through", () => {
  const open = viewOf([{ id: "daily_loss", kind: "daily_loss", state: "open", text: "lost" }]);
  const looser = preview({ positionCapPpm: 300_000, stopPpm: 40_000 }, open);
  expect(looser.refusal).toMatch(/A breaker is open: what is looser is refused .* \(Position\)/);
  expect(preview({ stopPpm: 40_000 }, open).refusal).toBeNull();
  expect(preview({ positionCapPpm: 300_000 }, viewOf([{ state: "armed" }])).refusal).toBeNull();
});

test("a faster re-arming is looser, on the line that names it", () => {
  const rearm = { ...DEFAULT_RISK.rearm, drawdown_close: { kind: "after", micros: 60e6 } } as const;
  expect(preview({ rearm }).lines.map(({ path, isLooser }) => [path, isLooser])).toEqual([
    ["rearm.drawdown_close.kind", true],
    ["rearm.drawdown_close.micros", true],
  ]);
});
