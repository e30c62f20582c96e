import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "@/server/analysis/seeded-random";
import { backtestVar } from "./backtest-var";
import { christoffersen, conditionalCoverage, kupiec, trafficLight } from "./coverage-tests";
import { historicalRisk, horizonReturns, tailOf } from "./historical-risk";
import { simulateRisk } from "./simulate-risk";

const RETURNS = [
  0.012, -0.008, 0.005, 0.021, -0.015, 0.003, -0.002, 0.009, -0.031, 0.018, 0.004, 0, -0.011, 0.027, -0.006, 0.013,
  -0.019, 0.008, 0.002, -0.004, 0.016, -0.023, 0.011, 0.007, -0.001,
];

describe("historical risk", () => {
  // Computed with empyrical-reloaded 0.7.1: value_at_risk and conditional_value_at_risk, with the sign turned.
  test.each([
    [0.95, 0.022199999999999998, 0.027],
    [0.9, 0.0174, 0.024333333333333332],
  ])("VaR and CVaR at %f are empyrical's", (level, valueAtRisk, shortfall) => {
    const risk = historicalRisk(RETURNS, level);
    expect(risk.var.value).toBeCloseTo(valueAtRisk, 12);
    expect(risk.cvar.value).toBeCloseTo(shortfall, 12);
  });

  test("the shortfall is never less than the VaR, and both shift with the returns", () => {
    const any = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 20, maxLength: 80 });
    fc.assert(
      fc.property(any, (returns) => {
        const { var: atRisk, cvar } = historicalRisk(returns);
        expect(cvar.value ?? 0).toBeGreaterThanOrEqual((atRisk.value ?? 0) - 1e-12);
        const shifted = historicalRisk(returns.map((value) => value + 0.1));
        expect(shifted.var.value).toBeCloseTo((atRisk.value ?? 0) - 0.1, 9);
      }),
    );
  });

  test("needs one return beyond the level", () => {
    expect(historicalRisk(RETURNS.slice(0, 19)).var.reason).toBe("Needs 20 returns, has 19");
    expect(historicalRisk(RETURNS, 0.99).cvar.reason).toBe("Needs 100 returns, has 25");
  });

  test("longer horizons compound, from each day on", () => {
    const twice = horizonReturns([0.1, -0.5, 1], 2);
    expect(twice.map((value) => value.toFixed(6))).toEqual(["-0.450000", "0.000000"]);
    expect(horizonReturns([0.1], 2)).toEqual([]);
  });
});

describe("coverage", () => {
  // Kupiec 1995, as in Jorion, "Value at Risk", 2nd ed., table 6-2: counts of exceedances for which a model is not
  // rejected at 5 %, open intervals. Of 255 days at 1 % the table says N < 7 alone; by its own ratio 0 goes too (5.13).
  test.each([
    [0.01, 255, 0, 7],
    [0.01, 510, 1, 11],
    [0.01, 1_000, 4, 17],
    [0.025, 255, 2, 12],
    [0.025, 510, 6, 21],
    [0.025, 1_000, 15, 36],
    [0.05, 255, 6, 21],
    [0.05, 510, 16, 36],
    [0.05, 1_000, 37, 65],
    [0.1, 255, 16, 36],
    [0.1, 1_000, 81, 120],
  ])("Kupiec's table: share %f of %i days, %i < N < %i", (...[share, days, low, high]) => {
    const kept = Array.from({ length: days }, (_, n) => n).filter((n) => kupiec(n, days, share).pValue > 0.05);
    expect([(kept[0] ?? 0) - 1, (kept.at(-1) ?? 0) + 1]).toEqual([low, high]);
  });

  // Computed with scipy 1.17.1 from scipy.stats.binom.logpmf and chi2.sf.
  test.each([
    [20, 255, 0.05, 3.7272138634253906, 0.05353261789867209],
    [0, 100, 0.05, 10.258658877510108, 0.0013604454302788011],
    [5, 250, 0.01, 1.9568097882306263, 0.16185491719603834],
  ])("Kupiec's ratio of %i in %i days at %f", (...[exceeded, days, share, statistic, pValue]) => {
    const result = kupiec(exceeded, days, share);
    expect(result.statistic).toBeCloseTo(statistic, 9);
    expect(result.pValue).toBeCloseTo(pValue, 9);
  });

  test("Christoffersen's ratio", () => {
    const hits = [0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];
    const result = christoffersen(hits.map((hit) => hit === 1));
    // By transitions [[13, 4], [4, 3]] with scipy's binom.logpmf.
    expect(result.statistic).toBeCloseTo(0.863659091256789, 9);
    expect(result.pValue).toBeCloseTo(0.3527167427391886, 9);
    const both = conditionalCoverage({ statistic: 5, pValue: 0 }, { statistic: 0.991464547107979, pValue: 0 });
    expect(both.pValue).toBeCloseTo(0.05, 9);
    // In one run of ten they hang together beyond doubt; of none and of one nothing can be told.
    expect(christoffersen(Array.from({ length: 200 }, (_, i) => i >= 50 && i < 60)).pValue).toBeLessThan(1e-6);
    expect([christoffersen([]).statistic, christoffersen([true]).statistic]).toEqual([0, 0]);
  });

  test("the traffic light is the Basel Committee's: of 250 days at 99 % green to 4, yellow 5 to 9, red from 10", () => {
    const lights = Array.from({ length: 12 }, (_, n) => trafficLight(n, 250, 0.01));
    expect(lights.filter((light) => light === "green")).toHaveLength(5);
    expect(lights.filter((light) => light === "yellow")).toHaveLength(5);
    // At 95 %: scipy.stats.binom.cdf(17, 250, .05) = 0.921, (18) = 0.953; (26) = 0.99984, (27) = 0.99993.
    expect([17, 18, 26, 27].map((n) => trafficLight(n, 250, 0.05))).toEqual(["green", "yellow", "yellow", "red"]);
  });
});

describe("the back-test", () => {
  test("forecasts each day by the days before it alone", () => {
    const any = fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { minLength: 25, maxLength: 60 });
    fc.assert(
      fc.property(any, fc.integer({ min: 21, max: 24 }), (returns, cut) => {
        const whole = backtestVar(returns, { window: 20 }).forecasts;
        // Another future changes no forecast up to now.
        const other = backtestVar([...returns.slice(0, cut), ...returns.slice(cut).map((value) => -value)], {
          window: 20,
        });
        expect(other.forecasts.slice(0, cut - 20)).toEqual(whole.slice(0, cut - 20));
        for (const forecast of whole) {
          const { valueAtRisk } = tailOf(
            returns.slice(forecast.index - 20, forecast.index).toSorted((a, b) => a - b),
            0.95,
          );
          expect(forecast.var).toBe(valueAtRisk);
          expect(forecast.isExceeded).toBe((returns[forecast.index] ?? 0) < -valueAtRisk);
        }
      }),
    );
  });

  test("a crash after calm is exceeded on its day, and independence fails in its wake", () => {
    const calm = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 0.002 : -0.001));
    const { forecasts, exceeded, expected, tests } = backtestVar([...calm, -0.05, -0.06, -0.07, -0.08, ...calm]);
    expect(forecasts.filter(({ isExceeded }) => isExceeded).map(({ index }) => index)).toEqual([100, 101, 102, 103]);
    expect(exceeded).toBe(4);
    expect(expected).toBeCloseTo(184 * 0.05, 9);
    expect(tests?.independence.pValue).toBeLessThan(0.01);
    expect(tests?.light).toBe("green");
  });

  test("says what it lacks", () => {
    expect(backtestVar(RETURNS.slice(0, 20))).toMatchObject({ tests: null, reason: "Needs 21 returns, has 20" });
  });
});

describe("the simulation", () => {
  test("says the same for the same seed, and other things for another", () => {
    const run = (seed: number) => simulateRisk({ returns: RETURNS, horizon: 5, seed, paths: 200 });
    expect(run(4)).toEqual(run(4));
    expect(run(4).var.value).not.toBe(run(5).var.value);
  });

  test("of returns that are all alike it knows the future", () => {
    const {
      bands,
      var: atRisk,
      cvar,
      lossShare,
    } = simulateRisk({
      returns: RETURNS.map(() => 0.01),
      horizon: 3,
      paths: 50,
    });
    expect(bands).toHaveLength(4);
    for (const band of bands)
      for (const p of [band.p5, band.p50, band.p95]) expect(p).toBeCloseTo(1.01 ** band.period, 12);
    for (const { value } of [atRisk, cvar]) expect(value).toBeCloseTo(1 - 1.01 ** 3, 12);
    expect(lossShare.value).toBe(0);
  });

  test("a period ahead it is the history, and two single draws ahead all pairs of it", () => {
    const one = simulateRisk({ returns: RETURNS, horizon: 1, paths: 20_000 });
    const history = historicalRisk(RETURNS);
    // The distance of neighbours around the percentile is 0.004.
    expect(Math.abs((one.var.value ?? 0) - (history.var.value ?? 0))).toBeLessThan(0.004);
    const pairs = RETURNS.flatMap((a) => RETURNS.map((b) => (1 + a) * (1 + b) - 1)).toSorted((a, b) => a - b);
    const two = simulateRisk({ returns: RETURNS, horizon: 2, paths: 20_000, block: 1 });
    const exact = tailOf(pairs, 0.95);
    expect(Math.abs((two.var.value ?? 0) - exact.valueAtRisk)).toBeLessThan(0.001);
    expect(Math.abs((two.cvar.value ?? 0) - exact.shortfall)).toBeLessThan(0.001);
  });

  test("blocks keep what hangs together", () => {
    // Ten losing days in a row, then thirty winning ones: drawn singly, ten days never look like that.
    const runs = Array.from({ length: 40 }, (_, i) => (i < 10 ? -0.02 : 0.008));
    const blocks = simulateRisk({ returns: runs, horizon: 10, block: 1_000, paths: 4_000 });
    const singly = simulateRisk({ returns: runs, horizon: 10, block: 1, paths: 4_000 });
    expect(blocks.cvar.value).toBeGreaterThan(1.2 * (singly.cvar.value ?? 1));
    expect(blocks.bands[10]?.p5).toBeLessThan(singly.bands[10]?.p5 ?? 0);
  });

  test("bands are in order, and what is lost stays lost", () => {
    const random = seededRandom(9);
    const wild = Array.from({ length: 60 }, () => random() * 1.6 - 1);
    for (const { p5, p25, p50, p75, p95 } of simulateRisk({ returns: [...wild, -2], horizon: 30, paths: 500 }).bands) {
      expect([p5, p25, p50, p75, p95]).toEqual([p5, p25, p50, p75, p95].toSorted((a, b) => a - b));
      expect(p5).toBeGreaterThanOrEqual(0);
    }
    expect(simulateRisk({ returns: [0.1], horizon: 2 })).toMatchObject({
      bands: [],
      var: { reason: "Needs 20 returns, has 1" },
    });
  });
});
