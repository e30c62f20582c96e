import { expect, test } from "vitest";
import { slopeOf } from "./slope";
import { vpin } from "./vpin";

test("the slope and t-statistic of Anscombe's first set", () => {
  // Anscombe, "Graphs in Statistical Analysis", The American Statistician 27(1), 1973: y = 3 + 0.5 x, t = 4.24.
  const x = Float64Array.of(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5);
  const y = Float64Array.of(8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68);
  const { slope, t } = slopeOf(x, y);
  expect(slope).toBeCloseTo(0.5001, 4);
  expect(t).toBeCloseTo(4.241, 3);
});

const slots = (flows: readonly (readonly [bought: number, sold: number])[]) =>
  vpin({ bought: (age) => flows[age]?.[0] ?? 0, sold: (age) => flows[age]?.[1] ?? 0, length: flows.length });

test("VPIN is the mean imbalance of fifty equal buckets of the window's volume", () => {
  expect(slots(Array.from({ length: 100 }, () => [5, 0] as const))).toBeCloseTo(1, 12);
  expect(slots(Array.from({ length: 100 }, () => [5, 5] as const))).toBeCloseTo(0, 12);
  // Buckets of four slots: one-sided for half of each is balanced, three of four leave a half.
  expect(slots(Array.from({ length: 200 }, (_, i) => (i % 4 < 2 ? [3, 0] : [0, 3]) as [number, number]))).toBeCloseTo(
    0,
    12,
  );
  expect(slots(Array.from({ length: 200 }, (_, i) => (i % 4 < 3 ? [3, 0] : [0, 3]) as [number, number]))).toBeCloseTo(
    0.5,
    12,
  );
  // One slot over many buckets is split among them: 49 of 50 buckets bought, one sold.
  expect(
    slots([
      [49, 0],
      [0, 1],
    ]),
  ).toBeCloseTo(1, 12);
  expect(
    slots([
      [0, 0],
      [0, 0],
    ]),
  ).toBeNaN();
});
