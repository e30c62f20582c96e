import { describe, expect, test } from "vitest";
import { SIDE } from "@/server/domain/market-block";
import { ABC, EngineRun, testExecution, testSettings } from "@/server/testing/engine-run";
import { Impact } from "./impact";

const MINUTE = 60_000_000;
/** Y = 0.7, 4 % a day, 10,000 ABC (a million lots) a day, halving every five minutes. */
const settings = {
  yPpm: 700_000,
  halfLifeMicros: 5 * MINUTE,
  instruments: [{ instrumentId: ABC.id, sigmaDailyPpm: 40_000, volumeDailyLots: 1_000_000 }],
};
/** 0.7 × 0.04 × √(100 / 1,000,000) = 0.00028 of a mid of 10,000 ticks: 2.8 ticks. */
const moved = (side: number = SIDE.buy) => {
  const impact = new Impact(settings, ABC.id);
  impact.add({ side, lots: 100, midHalfTicks: 20_000, at: 0 });
  return impact;
};

describe("the square-root law by hand", () => {
  test.each([
    ["at once, 2.8", 0, 3],
    ["after a half-life, 1.4", 5, 1],
    ["after two, 0.7", 10, 1],
    ["after three, 0.35", 15, 0],
  ])("%s ticks against the same side", (_, minutes, ticks) => {
    expect(moved().againstTicks(SIDE.buy, minutes * MINUTE)).toBe(ticks);
  });

  test("four times the size moves twice as far", () => {
    const impact = new Impact(settings, ABC.id);
    impact.add({ side: SIDE.buy, lots: 400, midHalfTicks: 20_000, at: 0 });
    expect(impact.save().microTicks).toBe(5_600_000);
  });

  test("impacts add up from what is left of the earlier ones, and the other side's takes off", () => {
    const impact = moved();
    impact.add({ side: SIDE.buy, lots: 100, midHalfTicks: 20_000, at: 5 * MINUTE });
    expect(impact.save().microTicks).toBe(1_400_000 + 2_800_000);
    impact.add({ side: SIDE.sell, lots: 400, midHalfTicks: 20_000, at: 5 * MINUTE });
    expect(impact.save().microTicks).toBe(-1_400_000);
    expect(impact.againstTicks(SIDE.buy, 5 * MINUTE)).toBe(0);
    expect(impact.againstTicks(SIDE.sell, 5 * MINUTE)).toBe(1);
  });

  test("nobody is helped by their own impact", () => {
    expect(moved().againstTicks(SIDE.sell, 0)).toBe(0);
    expect(moved(SIDE.sell).againstTicks(SIDE.buy, 0)).toBe(0);
  });

  test("an instrument without numbers, or a desk without the setting, has none", () => {
    for (const impact of [new Impact(settings, "test:XYZ/USDT"), new Impact(null, ABC.id)]) {
      impact.add({ side: SIDE.buy, lots: 1_000_000, midHalfTicks: 20_000, at: 0 });
      expect(impact.againstTicks(SIDE.buy, 0)).toBe(0);
    }
  });
});

const BOOK = {
  bids: [["99.99", "9"]],
  asks: [
    ["100.01", "9"],
    ["100.02", "9"],
  ],
} as const;
const FAR = { bids: [["90.00", "1"]] } as const;
const opened = (impact: typeof settings | null = settings) =>
  new EngineRun(testSettings({ execution: testExecution({ impact }) })).feed((m) => m.at(0).snapshot(BOOK));

describe("on a desk", () => {
  test("a later taker fill pays for the earlier one, and says by how much", () => {
    const run = opened();
    run.submit(1, { side: "buy", size: "1" });
    run.timer(500);
    run.submit(501, { side: "buy", size: "1" });
    run.timer(1_000);
    const [first, second] = run.fills();
    expect(first).toMatchObject({ priceTicks: 10_001, impactTicks: 0 });
    // 2.8 ticks, half a second later 2.797: three.
    expect(second).toMatchObject({ priceTicks: 10_004, impactTicks: 3, notionalAtoms: 10_004n * 100n * 10_000n });
    run.submit(1_001, { side: "sell", size: "1" });
    run.timer(1_500);
    expect(run.fills()[2]).toMatchObject({ priceTicks: 9_999, impactTicks: 0 });
  });

  test("without the setting both pay what is displayed", () => {
    const run = opened(null);
    run.submit(1, { side: "buy", size: "1" });
    run.timer(500);
    run.submit(501, { side: "buy", size: "1" });
    run.timer(1_000);
    expect(run.fills().map(({ priceTicks, impactTicks }) => [priceTicks, impactTicks])).toEqual([
      [10_001, 0],
      [10_001, 0],
    ]);
  });

  test("a limit at the displayed price takes nothing while we have moved it, and no book row gives it for less", () => {
    const run = opened();
    run.submit(1, { side: "buy", size: "1" });
    run.timer(500);
    const id = run.submit(501, { side: "buy", size: "1", price: "100.03" });
    // The ask of 100.01 costs us 100.04.
    run.feed((m) => m.at(1_000).book(FAR).at(60_000).book(FAR));
    expect(run.order(id).state).toBe("ACCEPTED");
    expect(run.fills(id)).toEqual([]);
    // 2.8 / 2^(2/5) = 2.1 ticks after two minutes: it costs 100.03.
    run.feed((m) => m.at(120_000).book(FAR)).timer(121_000);
    expect(run.fills(id)).toMatchObject([{ priceTicks: 10_003, rule: "level_passed", sizeLots: 100 }]);
  });

  test("a market buy never spends more than was set aside for it", () => {
    const huge = {
      ...settings,
      instruments: [{ instrumentId: ABC.id, sigmaDailyPpm: 10_000_000, volumeDailyLots: 100 }],
    };
    const run = opened(huge);
    run.submit(1, { side: "buy", size: "1" });
    run.timer(500);
    const id = run.submit(501, { side: "buy", size: "1" });
    run.timer(1_000);
    // 0.7 × 10 × √1 = 7 mids on top, half a second later 7 × 2^(−0.5/300): a lot costs 7.99 and 0.1 %, of the 102 set aside.
    expect(run.order(id)).toMatchObject({ state: "CANCELLED", filledLots: 12, reason: { rule: "cash" } });
    expect(run.fills(id)).toMatchObject([{ priceTicks: 79_920, impactTicks: 69_919 }]);
  });
});

test.each([
  ["the impact's half-life in µs", { ...settings, halfLifeMicros: 0 }],
  [
    "the daily volume of test:ABC/USDT in lots must be a whole number from 1",
    { ...settings, instruments: [{ instrumentId: ABC.id, sigmaDailyPpm: 1, volumeDailyLots: 0 }] },
  ],
])("settings are refused: %s", (message, impact) => {
  expect(() => opened(impact)).toThrow(message);
});
