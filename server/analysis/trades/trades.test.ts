import { describe, expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import { micros } from "@/server/domain/micros";
import { timeInMarket, timeWeightedMean, turnover } from "./exposure";
import { type ClosedTrip, tradeMetrics } from "./trade-metrics";

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;

const trip = (pnl: string, closedHour: number, change: Partial<ClosedTrip> = {}): ClosedTrip => ({
  openedAt: micros((closedHour - 1) * HOUR),
  closedAt: micros(closedHour * HOUR),
  pnlAtoms: parseAtoms(pnl),
  ...change,
});

describe("round trips", () => {
  // Six trips by hand, given out of order: +100, −50, −25, 0, −30, +200.
  const trips = [trip("200", 6), trip("100", 1), trip("-50", 2), trip("-25", 3), trip("0", 4), trip("-30", 5)];
  const metrics = tradeMetrics(trips);

  test("are counted and summed exactly", () => {
    expect(metrics).toMatchObject({ trips: 6, wins: 2, losses: 3, evens: 1 });
    expect([metrics.pnlAtoms, metrics.wonAtoms, metrics.lostAtoms]).toEqual(["195", "300", "105"].map(parseAtoms));
  });

  test.each([
    ["win rate: 2 of 6", metrics.winRate, 2 / 6],
    ["profit factor: 300 / 105", metrics.profitFactor, 300 / 105],
    ["expectancy: 195 / 6", metrics.expectancy, 32.5],
    ["average win: 300 / 2", metrics.averageWin, 150],
    ["average loss: 105 / 3", metrics.averageLoss, 35],
    ["payoff ratio: 150 / 35", metrics.payoffRatio, 150 / 35],
    ["holding: an hour each", metrics.averageHoldingMicros, HOUR],
  ])("%s", (_, { value }, expected) => {
    expect(value).toBeCloseTo(expected, 12);
  });

  test("expectancy is win rate times average win less loss rate times average loss", () => {
    const value = (2 / 6) * 150 - (3 / 6) * 35;
    expect(metrics.expectancy.value).toBeCloseTo(value, 12);
  });

  test("streaks go by closing time; a trip of nothing ends them", () => {
    expect([metrics.longestLosingStreak, metrics.longestWinningStreak]).toEqual([2, 1]);
  });

  // Van Tharp's R multiples: 1 R is what would have been lost at the first stop.
  test("expectancy in R is of the trips with a stop", () => {
    const risky = [
      trip("100", 1, { riskAtoms: parseAtoms("50") }),
      trip("-50", 2, { riskAtoms: parseAtoms("50") }),
      trip("7", 3, { riskAtoms: null }),
    ];
    expect(tradeMetrics(risky).expectancyR.value).toBe(0.5);
    expect(metrics.expectancyR.reason).toBe("No trip had a stop");
  });

  test("what cannot be said is not", () => {
    const none = tradeMetrics([]);
    for (const one of [none.winRate, none.profitFactor, none.expectancy, none.averageHoldingMicros]) {
      expect(one).toEqual({ value: null, reason: "No trip has closed" });
    }
    const won = tradeMetrics([trip("1", 1)]);
    expect([won.profitFactor.reason, won.payoffRatio.reason]).toEqual(["No trip has lost", "No trip has lost"]);
    expect(tradeMetrics([trip("-1", 1)]).payoffRatio.reason).toBe("No trip has won");
  });
});

describe("exposure", () => {
  const window = { from: micros(0), to: micros(10 * HOUR) };
  const span = (from: number, to: number | null) => ({
    from: micros(from * HOUR),
    to: to === null ? null : micros(to * HOUR),
  });

  test("time with two positions counts once, and nothing outside of the window", () => {
    // Held 0 to 2 (began before), 4 to 7 by two that overlap, and from 9 on.
    const holdings = [span(5, 7), span(-3, 2), span(4, 6), span(9, null), span(11, 12)];
    expect(timeInMarket(holdings, window).value).toBeCloseTo(6 / 10, 12);
    expect(timeInMarket([], window).value).toBe(0);
    expect(timeInMarket([], { from: window.to, to: window.to }).value).toBeNull();
  });

  test("means are by time: 1 for four hours and 3 for two", () => {
    const steps = [
      { at: micros(4 * HOUR), value: 1 },
      { at: micros(8 * HOUR), value: 3 },
    ];
    expect(timeWeightedMean(steps, window).value).toBeCloseTo(10 / 6, 12);
    expect(timeWeightedMean([], window).reason).toBe("Nothing is known of this window");
  });

  test("turnover is traded notional over mean equity", () => {
    const equity = [{ at: micros(0), value: 10_000 }];
    const tenDays = { from: micros(0), to: micros(10 * DAY) };
    const { inWindow, annual } = turnover(parseAtoms("20000"), equity, tenDays);
    expect([inWindow.value, annual.value]).toEqual([2, 73]);
    expect(turnover(1n, [{ at: micros(0), value: 0 }], window).inWindow.reason).toBe("Mean equity is not above zero");
  });
});
