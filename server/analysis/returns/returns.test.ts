import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Micros, micros } from "@/server/domain/micros";
import { deepest, drawdowns, underWater, worstDrawdowns } from "./drawdowns";
import { monthlyReturns } from "./monthly";
import { type EquityPoint, periodReturns, wholeReturns } from "./periods";
import { omegaRatio, sharpeRatio, sortinoRatio, tailRatio, volatility } from "./ratios";
import { returnMetrics } from "./return-metrics";
import { rollingSharpe } from "./rolling";

const DAY = 86_400_000_000;
const HOUR = 3_600_000_000;
/** 2024-01-20T00:00:00Z. */
const START = 1_705_708_800_000_000;
const at = (micro: number): Micros => micros(START + micro);

const RETURNS = [
  0.012, -0.008, 0.005, 0.021, -0.015, 0.003, -0.002, 0.009, -0.031, 0.018, 0.004, 0, -0.011, 0.027, -0.006, 0.013,
  -0.019, 0.008, 0.002, -0.004, 0.016, -0.023, 0.011, 0.007, -0.001,
];

/** One sample at each midnight. */
function midnights(returns: readonly number[], open = 10_000): EquityPoint[] {
  let equity = open;
  const closes = returns.map((value, i) => {
    equity *= 1 + value;
    return { at: at((i + 1) * DAY), equity };
  });
  return [{ at: at(0), equity: open }, ...closes];
}

const points = (...pairs: [micro: number, equity: number][]): EquityPoint[] =>
  pairs.map(([micro, equity]) => ({ at: at(micro), equity }));

// Computed with empyrical-reloaded 0.7.1 on numpy 2.4.6 over RETURNS, annualization=365.
describe("a window's figures agree with empyrical", () => {
  const metrics = returnMetrics(midnights(RETURNS));

  test.each([
    ["annual_volatility", metrics.volatility, 0.2673035415652649],
    ["sharpe_ratio", metrics.sharpe, 1.966303913978144],
    ["sortino_ratio", metrics.sortino, 2.857078761762032],
    ["omega_ratio", metrics.omega, 1.3],
    ["tail_ratio", metrics.tail, 0.9189189189189186],
    ["max_drawdown, there with a minus", metrics.maxDrawdown, 0.03598753814611036],
    ["cum_returns_final", metrics.totalReturn, 0.034193199890809156],
  ])("%s", (_, { value }, expected) => {
    expect(value).toBeCloseTo(expected, 10);
  });

  test("annual_return and calmar_ratio, of 75 days", () => {
    const long = returnMetrics(midnights([...RETURNS, ...RETURNS, ...RETURNS]));
    expect(long.annualReturn.value).toBeCloseTo(0.6337458463406174, 10);
    expect(long.calmar.value).toBeCloseTo(17.6101472617435, 8);
    expect(metrics.annualReturn).toEqual({ value: null, reason: "Needs 30 days, has 25" });
    expect(metrics.calmar.reason).toBe("Needs 30 days, has 25");
  });

  test("roll_sharpe_ratio, window=20", () => {
    const expected = [1.7654731314595047, 2.010317211629869, 0.945918464205827, 1.311532605047696, 0.45672844951968483];
    const rolling = rollingSharpe(metrics.rows, 20);
    expect(rolling).toHaveLength(6);
    for (const [i, value] of expected.entries()) expect(rolling[i]?.sharpe.value).toBeCloseTo(value, 9);
    expect(rolling[0]?.at).toBe(at(20 * DAY));
  });

  test("aggregate_returns by month and year, from 20 January on", () => {
    const [year] = monthlyReturns(metrics.rows);
    expect(year?.value).toBeCloseTo(0.034193199890809156, 12);
    const expected = [0.014958131651595652, 0.018951587892510613];
    for (const [i, value] of expected.entries()) expect(year?.months[i]?.value).toBeCloseTo(value, 12);
    expect(year?.months.map(({ month, days, isPartial }) => [month, days, isPartial])).toEqual([
      [1, 12, true],
      [2, 13, true],
    ]);
  });

  test("best and worst day", () => {
    expect([metrics.best?.value, metrics.worst?.value].map((value) => value?.toFixed(6))).toEqual([
      "0.027000",
      "-0.031000",
    ]);
    expect(metrics.worst?.from).toBe(at(8 * DAY));
  });
});

// Rollinger & Hoffman, "Sortino: A 'Sharper' Ratio", Red Rock Capital 2013: eight yearly returns, mean 10 %, target
// downside deviation 2.264 %, ratio 4.417. Twice over, since ten periods are asked for and the ratio stays the same.
test("Sortino's ratio is the published example's", () => {
  const years = [0.17, 0.15, 0.23, -0.05, 0.12, 0.09, 0.13, -0.04];
  expect(sortinoRatio([...years, ...years], 1).value).toBeCloseTo(4.417, 3);
});

describe("days", () => {
  test("a day closes with the last equity known at its end; one without samples returns nothing", () => {
    const rows = periodReturns(
      points([0, 100], [DAY - 1, 110], [3 * DAY - 5, 99], [3 * DAY, 121], [3 * DAY + 12 * HOUR, 242]),
    );
    expect(rows.map(({ value, isPartial, isSilent }) => [value?.toFixed(4), isPartial, isSilent])).toEqual([
      ["0.1000", false, false],
      ["0.0000", false, true],
      ["0.1000", false, false],
      ["1.0000", true, false],
    ]);
    expect(wholeReturns(rows)).toHaveLength(3);
  });

  test("a day whose samples begin or end within an hour of its edges is whole", () => {
    const partial = (from: number, to: number) => periodReturns(points([from, 1], [to, 2])).map((row) => row.isPartial);
    expect(partial(HOUR, DAY)).toEqual([false]);
    expect(partial(HOUR + 1, DAY)).toEqual([true]);
    expect(partial(-2 * HOUR, DAY - HOUR)).toEqual([true, false]);
  });

  test("all days together are the total return, partial ones too", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ gap: fc.integer({ min: 1, max: 3 * DAY }), equity: fc.integer({ min: 1, max: 20_000 }) }),
          { minLength: 2, maxLength: 40 },
        ),
        (steps) => {
          let clock = 0;
          const samples = steps.map(({ gap, equity }) => {
            clock += gap;
            return { at: at(clock), equity };
          });
          const { rows, totalReturn } = returnMetrics(samples);
          const product = rows.reduce((all, { value }) => all * (1 + (value ?? 0)), 1);
          expect(product / (1 + (totalReturn.value ?? 0))).toBeCloseTo(1, 9);
          const [first, last] = [samples[0], samples.at(-1)];
          expect(totalReturn.value).toBeCloseTo((last?.equity ?? 0) / (first?.equity ?? 1) - 1, 12);
        },
      ),
    );
  });

  test("hours are counted as 8,760 a year", () => {
    const closes = RETURNS.reduce<number[]>((all, value) => [...all, (all.at(-1) ?? 1) * (1 + value)], [1]);
    const samples = closes.map((equity, i) => ({ at: at(i * HOUR), equity }));
    const daily = returnMetrics(midnights(RETURNS)).sharpe.value ?? 0;
    expect(returnMetrics(samples, "hour").sharpe.value).toBeCloseTo(daily * Math.sqrt(24), 8);
  });
});

describe("what cannot be said is not", () => {
  test("of no samples and of one, nothing", () => {
    for (const samples of [[], points([0, 10_000])]) {
      const { rows, totalReturn, sharpe, best } = returnMetrics(samples);
      expect({ rows, best }).toEqual({ rows: [], best: null });
      expect(totalReturn.reason).toBe(`Needs 2 samples of equity, has ${samples.length}`);
      expect(sharpe.reason).toBe("Needs 10 whole periods, has 0");
    }
  });

  test("equity at zero or below has a total and a drawdown, and no ratios", () => {
    const lost = returnMetrics(
      points([0, 100], [DAY, 0], ...RETURNS.map((_, i) => [(i + 2) * DAY, -10] as [number, number])),
    );
    expect(lost.totalReturn.value).toBeCloseTo(-1.1, 12);
    expect(lost.maxDrawdown.value).toBeCloseTo(1.1, 12);
    expect(lost.rows.slice(0, 3).map(({ value }) => value)).toEqual([-1, null, null]);
    for (const one of [lost.sharpe, lost.volatility, lost.tail])
      expect(one.reason).toBe("Equity fell to zero or below");
    expect(returnMetrics(points([0, 100], [40 * DAY, -1])).annualReturn.reason).toBe("Equity fell to zero or below");
    expect(returnMetrics(points([0, 0], [DAY, 1])).totalReturn.reason).toBe("It began with nothing");
  });

  test("a quotient by nothing", () => {
    const flat = RETURNS.map(() => 0.001);
    expect(sharpeRatio(flat, 365).reason).toBe("Returns do not vary");
    expect(sortinoRatio(flat, 365).reason).toBe("No period lost");
    expect(omegaRatio(flat).reason).toBe("No period lost");
    expect(tailRatio(RETURNS.slice(0, 19)).reason).toBe("Needs 20 whole periods, has 19");
    expect(tailRatio(RETURNS.map(() => 0)).reason).toBe("The 5th percentile is 0");
    expect(volatility(flat, 365).value).toBeCloseTo(0, 12);
    expect(returnMetrics(midnights([...RETURNS, ...RETURNS].map(Math.abs))).calmar.reason).toBe("Equity never fell");
  });
});

describe("under water", () => {
  // By hand: 100 → 80 (a fifth down) → 100 at day 3; 120 → 90 (a quarter) and not yet back.
  const samples = points(
    [0, 100],
    [DAY, 90],
    [2 * DAY, 80],
    [3 * DAY, 100],
    [4 * DAY, 120],
    [5 * DAY, 90],
    [6 * DAY, 96],
  );

  test("each fall has its peak, its trough and its recovery", () => {
    const [first, second] = drawdowns(samples);
    expect(first).toMatchObject({
      peakAt: at(0),
      troughAt: at(2 * DAY),
      recoveredAt: at(3 * DAY),
      lengthMicros: 3 * DAY,
    });
    expect(first?.depth).toBeCloseTo(0.2, 12);
    expect(second).toMatchObject({
      peakAt: at(4 * DAY),
      troughAt: at(5 * DAY),
      recoveredAt: null,
      lengthMicros: 2 * DAY,
    });
    expect(deepest(drawdowns(samples))?.depth).toBeCloseTo(0.25, 12);
    expect(worstDrawdowns(drawdowns(samples), 1)).toEqual([second]);
    expect(underWater(samples).map(({ depth }) => depth.toFixed(2))).toEqual([
      "0.00",
      "0.10",
      "0.20",
      "0.00",
      "0.00",
      "0.25",
      "0.20",
    ]);
    expect(drawdowns(points([0, 1], [DAY, 2]))).toEqual([]);
  });

  test("the deepest is the deepest point under water, whatever the path", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 60 }), (path) => {
        const all = path.map((equity, i) => ({ at: at(i * HOUR), equity }));
        const depth = Math.max(...underWater(all).map((point) => point.depth));
        expect(deepest(drawdowns(all))?.depth ?? 0).toBe(depth);
      }),
    );
  });
});
