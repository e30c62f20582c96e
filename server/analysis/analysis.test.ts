import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { errorScore } from "./error-score";
import { fitLogistic, probability } from "./logistic";
import { brierScore, brierSkill, type Forecast, reliability } from "./probability-score";

const forecasts = (...pairs: [number, 0 | 1][]): Forecast[] =>
  pairs.map(([probability, happened]) => ({ probability, happened: happened === 1 }));

describe("Brier's score", () => {
  // Brier 1950, table 1: ten forecasts of rain, score 0.19 over both classes, which is 0.095 one-sided.
  const RAIN = forecasts([0.7, 0], [0.9, 1], [0.8, 1], [0.4, 1], [0.2, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0.1, 0]);

  test("is the paper's example", () => {
    expect(2 * brierScore(RAIN)).toBeCloseTo(0.19, 12);
  });

  test("is 0 for what was sure and came, a quarter for a coin", () => {
    expect(brierScore(forecasts([1, 1], [0, 0]))).toBe(0);
    expect(brierScore(forecasts([0.5, 1], [0.5, 0]))).toBe(0.25);
  });

  test("has no skill when it says the base rate", () => {
    expect(brierSkill(forecasts([0.25, 1], [0.25, 0], [0.25, 0], [0.25, 0]))).toBeCloseTo(0, 12);
    expect(brierSkill(forecasts([1, 1], [0, 0], [0, 0]))).toBe(1);
  });
});

test("reliability puts each forecast into one group, in order of probability", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ probability: fc.double({ min: 0, max: 1, noNaN: true }), happened: fc.boolean() })),
      (all) => {
        const rows = reliability(all);
        expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
        for (const [i, row] of rows.entries()) expect(row.from).toBeGreaterThanOrEqual(rows[i - 1]?.to ?? 0);
      },
    ),
  );
  expect(reliability(forecasts([0.1, 0], [0.9, 1], [0.2, 1], [0.8, 1]), 2)).toEqual([
    { count: 2, from: 0.1, to: 0.2, predicted: 0.15000000000000002, observed: 0.5 },
    { count: 2, from: 0.8, to: 0.9, predicted: 0.8500000000000001, observed: 1 },
  ]);
});

test("errors in numbers", () => {
  expect(errorScore([1, -2, 4])).toEqual({
    count: 3,
    mean: 1,
    meanAbsolute: 7 / 3,
    rootMeanSquare: Math.sqrt(7),
    median: 1,
  });
  expect(errorScore([]).mean).toBeNaN();
});

describe("logistic regression", () => {
  // Hours of study and passing, 20 students: b0 = −4.0777, b1 = 1.5046 (Wikipedia, "Logistic regression", worked example).
  const HOURS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5];
  const PASSED = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1];

  test("finds the weights of the worked example", () => {
    const weights = fitLogistic(HOURS.map((hours, i) => ({ features: [1, hours], happened: PASSED[i] === 1 })));
    expect(weights[0]).toBeCloseTo(-4.0777, 1);
    expect(weights[1]).toBeCloseTo(1.5046, 1);
    expect(probability(weights, [1, 2])).toBeCloseTo(0.2557, 2);
  });

  test("stays finite where the outcomes are separable", () => {
    const weights = fitLogistic([-2, -1, 1, 2].map((x) => ({ features: [1, x], happened: x > 0 })));
    expect(weights.every(Number.isFinite)).toBe(true);
    expect(probability(weights, [1, 2])).toBeGreaterThan(0.99);
  });
});
