// Guarantee: what the page measures is what the checks refuse by.
import { expect, test } from "vitest";
import { limitViews } from "@/server/domain/risk/risk-limits";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { draft, EngineRun, testSettings, testSpec } from "@/server/testing/engine-run";
import { LINEAR } from "@/server/testing/perpetuals";
import { ScriptedStrategy } from "@/server/testing/scripted-strategy";

const free = { makerFeePpm: 0, takerFeePpm: 0 };
const AAA = testSpec({ ...free, symbol: "AAA/USDT", venueSymbol: "AAAUSDT", base: "AAA" });
const PERP = { ...LINEAR, ...free };
const ALL = [AAA, PERP];
const BOOK = { bids: [["99.99", "500"]], asks: [["100.01", "500"]] } as const;

/** A strategy's 10 AAA, a person's 5, 20 more bid for; 15 of the perpetual short, 5 on their way back. */
function busy(change: Partial<RiskSettings> = {}) {
  const strategy = new ScriptedStrategy("ofi");
  const risk = {
    ...testSettings().risk,
    ...change,
    strategies: { ofi: { budgetPpm: 900_000, dailyLossPpm: 900_000, method: null } },
  };
  const settings = testSettings({ instruments: ALL, risk, strategies: [{ name: "ofi", enabled: true, params: {} }] });
  const run = new EngineRun(settings, [strategy]);
  run.feed((m) => ALL.forEach((_, i) => m.on(i).at(0).snapshot(BOOK)));
  strategy.onNextRow = (ctx) => ctx.submit(draft({ side: "buy", size: "10", spec: AAA }), "entry");
  run.feed((m) =>
    m
      .on(1)
      .at(1)
      .book({ bids: [["99.98", "500"]] }),
  );
  run.submit(2, { side: "buy", size: "5", spec: AAA });
  run.submit(3, { side: "sell", size: "15", spec: PERP });
  run.timer(1_000);
  run.submit(1_001, { side: "buy", size: "20", price: "99.00", spec: AAA });
  run.submit(1_002, { side: "buy", size: "5", price: "99.00", spec: PERP });
  return run.timer(2_000);
}

const units = (text: string) => BigInt(text) * 100_000_000n;

test("exposure, what works, orders, entries, spread and strategies are told as they are", () => {
  const run = busy();
  const { measures } = run.engine.riskView();
  const [spot, perp] = measures.instruments;
  expect(spot).toMatchObject({
    sizeLots: 1_500,
    exposureAtoms: units("1500"),
    workingBuyAtoms: units("1980"),
    workingSellAtoms: 0n,
    spreadPpm: 200,
    lastEntryAt: run.fills()[0]?.knownAt,
  });
  expect(perp).toMatchObject({ sizeLots: -15_000, exposureAtoms: -units("1500"), workingBuyAtoms: units("495") });
  expect(perp?.lastEntryAt).toBeNull();
  expect(measures.ordersLastMinute).toBe(5);
  const [own] = measures.strategies;
  expect(own).toMatchObject({ strategy: "ofi", exposureAtoms: units("1000") });
  // Bought at the ask, valued at the mid: 10 × 0.01.
  expect(own?.dayAtoms).toBe(-10_000_000n);
  run.timer(61_002);
  expect(run.engine.riskView().measures.ordersLastMinute).toBe(0);
});

test("a refusal's value is the bar's with the order added", () => {
  const settings = { grossCapPpm: 400_000 };
  const run = busy({ grossCapPpm: 1_000_000_000 });
  run.command(2_001, {
    kind: "setRisk",
    settings: { ...run.engine.riskView().settings, ...settings },
    baseVersion: 1,
    why: "a test",
  });
  const view = run.engine.riskView();
  const gross = limitViews({ ...view, instruments: ALL }).find(({ path }) => path === "grossCapPpm");
  // Long 1,500 with 1,980 bid for, short 1,500.
  expect(gross).toMatchObject({ valueAtoms: units("4980"), isViolated: true });
  const { reason } = run.command(2_002, {
    kind: "submit",
    order: draft({ side: "buy", size: "1", price: "100.00", spec: AAA }),
  });
  expect(reason).toMatchObject({ rule: "gross_cap", value: "5,080.00 USDT" });
});
