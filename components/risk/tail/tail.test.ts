import { expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import { micros } from "@/server/domain/micros";
import { BARS_MAX, backtestPicture } from "./backtest-bars";
import { fanOf } from "./fan";
import { underWater } from "./under-water";

const SECOND = 1_000_000;
const samples = (...values: string[]) => values.map((value, i) => ({ at: i * SECOND, equityAtoms: parseAtoms(value) }));

test("under water is measured from the highest so far, not from the start", () => {
  const { points, deepest, longestMicros, isLongestRunning } = underWater(
    samples("100", "90", "110", "99", "104.5", "110", "121", "120"),
  );
  expect(points.map(({ value }) => Math.round(value * 100) / 100)).toEqual([0, -10, 0, -10, -5, 0, 0, -0.83]);
  expect(deepest).toMatchObject({ time: 1, value: expect.closeTo(-10) as number });
  // From the peak at 2 s until it was reached again at 5 s.
  expect([longestMicros, isLongestRunning]).toEqual([3 * SECOND, false]);
});

test("a fall that lasts says so, and no history says nothing", () => {
  expect(underWater(samples("100", "90", "95"))).toMatchObject({ longestMicros: 2 * SECOND, isLongestRunning: true });
  expect(underWater([])).toMatchObject({ points: [], deepest: null, longestMicros: 0 });
  expect(underWater(samples("0", "-5")).points.map(({ value }) => value)).toEqual([0, 0]);
});

test("the fan spans its bands, and today's equity lies within", () => {
  const band = (period: number, spread: number) => ({
    period,
    p5: 1 - spread,
    p25: 1 - spread / 2,
    p50: 1,
    p75: 1 + spread / 2,
    p95: 1 + spread,
  });
  expect(fanOf([band(0, 0)])).toBeNull();
  const fan = fanOf([band(0, 0), band(1, 0.1), band(2, 0.2)]);
  expect(fan).toMatchObject({ low: 0.8, high: 1.2, median: "M0 0.5L0.5 0.5L1 0.5" });
  expect(fan?.zeroY).toBeCloseTo(0.5);
  expect(fan?.outer).toBe("M0 0.5L0.5 0.25L1 0L1 1L0.5 0.75L0 0.5Z");
});

test("the back-test draws gains up, losses down, and marks what was exceeded", () => {
  const forecast = (index: number, returned: number, risk: number) => ({
    index,
    returned,
    var: risk,
    isExceeded: returned < -risk,
  });
  expect(backtestPicture({ forecasts: [], at: [] })).toBeNull();
  const forecasts = [forecast(20, 0.02, 0.01), forecast(21, -0.04, 0.01)];
  const picture = backtestPicture({ forecasts, at: [micros(1), micros(2)] });
  expect(picture?.bars.map(({ at, x, y, height, isExceeded }) => [at, x, y, height, isExceeded])).toEqual([
    [1, 0, 0.25, 0.25, false],
    [2, 0.5, 0.5, 0.5, true],
  ]);
  expect(picture?.line).toBe("M0 0.62500H0.50000V0.62500H1.00000");
  const many = Array.from({ length: BARS_MAX + 9 }, (_, i) => forecast(i, 0.01, 0.01));
  expect(backtestPicture({ forecasts: many, at: many.map((_, i) => micros(i)) })?.bars).toHaveLength(BARS_MAX);
});
