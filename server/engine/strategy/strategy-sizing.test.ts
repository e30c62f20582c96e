import { describe, expect, test } from "vitest";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import type { SizingResult } from "@/server/domain/sizing/size-position";
import { draft, EngineRun, testSettings } from "@/server/testing/engine-run";
import { T0 } from "@/server/testing/market-builder";
import { ScriptedStrategy } from "@/server/testing/scripted-strategy";
import { WIDE_RISK } from "@/server/testing/wide-risk";
import type { StrategyContext } from "./strategy";

const REQUEST = { side: "buy", limitTicks: null, strengthPpm: 1_000_000, stopTicks: null } as const;
const INTENT = { side: "buy", confidencePpm: 700_000 } as const;

/** ABC around `price`, 50 a side. */
const book = (price: number) =>
  ({ bids: [[(price - 0.01).toFixed(2), "50"]], asks: [[(price + 0.01).toFixed(2), "50"]] }) as const;

function opened(risk: Partial<RiskSettings> = {}) {
  const strategy = new ScriptedStrategy();
  const settings = testSettings({
    risk: { ...WIDE_RISK, ...risk },
    strategies: [{ name: strategy.name, enabled: true, params: {} }],
  });
  const run = new EngineRun(settings, [strategy]).feed((m) => m.at(0).snapshot(book(100)));
  const act = <T>(deed: (ctx: StrategyContext) => T): T => {
    let answer: T | undefined;
    strategy.onNextRow = (ctx) => {
      answer = deed(ctx);
    };
    const millis = (run.engine.now() - T0) / 1_000 + 50;
    run.feed((m) => m.at(millis).book({ bids: [["90.00", "1"]] }));
    return answer as T;
  };
  const at = (price: number) => run.feed((m) => m.at((run.engine.now() - T0) / 1_000 + 50).snapshot(book(price)));
  return { run, act, at };
}

const text = (result: SizingResult | null) => result?.note.lines.map(({ label, value }) => `${label} | ${value}`);

describe("a strategy's size", () => {
  test("is by the desk's method, at the best price of the other side", () => {
    const result = opened().act((ctx) => ctx.size(0, REQUEST));
    // 10,000 x 0.02 x 1 x 0.25 = 50 at 100.01: 0.49 in lots of 0.01.
    expect(result).toMatchObject({ lots: 49, refusal: null, note: { method: "signal" } });
    expect(text(result)).toContain("÷ price 100.01 | 0.49995 ABC");
  });

  test("is by the method that the settings name for it", () => {
    const terms = { budgetPpm: 1_000_000, dailyLossPpm: 1_000_000, method: "fixed_fractional" } as const;
    const { act } = opened({ strategies: { scripted: terms } });
    const result = act((ctx) => ctx.size(0, { ...REQUEST, limitTicks: 10_000, stopTicks: 9_500 }));
    // 100 at risk, 5 a coin: 20 coins.
    expect(result).toMatchObject({ lots: 2_000, note: { method: "fixed_fractional" } });
  });

  test("by Kelly goes by its own closed trades, not by those by hand", () => {
    const sizing = { ...WIDE_RISK.sizing, method: "kelly", kellyTradesMin: 1 } as const;
    const { run, act, at } = opened({ sizing });
    act((ctx) => ctx.submit(draft({ side: "buy", size: "1" }), "in"));
    at(110);
    act((ctx) => ctx.submit(draft({ side: "sell", size: "1" }), "out"));
    at(110);
    run.submit((run.engine.now() - T0) / 1_000 + 10, { side: "buy", size: "1" });
    at(100);
    run.submit((run.engine.now() - T0) / 1_000 + 10, { side: "sell", size: "1" });
    at(100).timer((run.engine.now() - T0) / 1_000 + 1_000);
    expect(run.engine.riskView().records).toMatchObject([
      { origin: "strategy:scripted", wins: 1, losses: 0 },
      { origin: "manual", wins: 0, losses: 1 },
    ]);
    expect(text(act((ctx) => ctx.size(0, REQUEST)))).toContain("Closed trades | 1: 1 won");
  });
});

// Guarantee: what sizing caps, the checks let pass, to the lot; one lot more they refuse.
test("a size that the limits cap is as large as they allow, and no order of it is refused", () => {
  const sizing = { ...WIDE_RISK.sizing, method: "fixed_fractional" } as const;
  const { act } = opened({ sizing, positionCapPpm: 250_000 });
  const request = { ...REQUEST, limitTicks: 9_999, stopTicks: 9_990 };
  const price = "99.99";
  const size = (lots: number) => (lots / 100).toFixed(2);
  const sized = act((ctx) => ctx.size(0, request));
  // 1 % at risk over 0.09 would be 1,111 coins; 25 % of 10,000 are 25.002 of them, cut to 25.00.
  expect(sized?.lots).toBe(2_500);
  expect(text(sized)).toContain("Capped by what the 25 % position limit leaves | 2\u202f500.00 USDT");
  const states = (lots: number) =>
    act((ctx) => {
      const id = ctx.submit(draft({ side: "buy", size: size(lots), price }), "in");
      return ctx.working(0).some((order) => order.id === id);
    });
  expect(states(2_501)).toBe(false);
  expect(states(2_500)).toBe(true);
  expect(act((ctx) => ctx.size(0, request))).toMatchObject({ lots: 0, refusal: "0.25 USDT is less than one lot" });
});

describe("leave to enter", () => {
  test("is given while every check would let the smallest order pass", () => {
    expect(opened().act((ctx) => ctx.entryRefusal(0, INTENT))).toBeNull();
  });

  test.each<[string, Partial<RiskSettings>]>([
    ["min_confidence", { minConfidencePpm: 700_001 }],
    ["spread", { spreadMaxPpm: 100 }],
    ["position_cap", { positionCapPpm: 500 }],
  ])("is refused by %s, with its numbers", (rule, risk) => {
    expect(opened(risk).act((ctx) => ctx.entryRefusal(0, INTENT))).toMatchObject({
      rule,
      limit: expect.any(String) as string,
      value: expect.any(String) as string,
    });
  });

  test("keeps the spacing of entries, while what works may go on", () => {
    const { run, act } = opened({ entrySpacingMicros: 60_000_000 });
    act((ctx) => ctx.submit(draft({ side: "buy", size: "1" }), "in"));
    run.timer(1_000);
    const [refusal, isOpen] = act((ctx) => [ctx.entryRefusal(0, INTENT), ctx.isOpen(0)] as const);
    expect(refusal).toMatchObject({ rule: "entry_spacing" });
    expect(isOpen).toBe(true);
    run.feed((m) => m.at(61_000).snapshot(book(100)));
    expect(act((ctx) => ctx.entryRefusal(0, INTENT))).toBeNull();
  });

  test("asking changes nothing", () => {
    const ask = (ctx: StrategyContext) => [ctx.entryRefusal(0, INTENT), ctx.size(0, REQUEST)];
    const [asked, silent] = [opened(), opened()];
    for (let i = 0; i < 3; i++) {
      asked.act(ask);
      silent.act(() => null);
    }
    expect(asked.run.engine.digest()).toBe(silent.run.engine.digest());
  });
});
