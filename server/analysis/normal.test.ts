import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { histogram } from "./histogram";
import { kurtosis, skewness } from "./moments";
import { chiSquaredTail, normalCdf, normalInverse } from "./normal";
import { quantile } from "./quantile";
import { seededRandom } from "./seeded-random";

// Computed with scipy 1.17.1: scipy.stats.norm.cdf(x).
const CDF = [
  [-10, 7.61985302416047e-24],
  [-7.5, 3.1908916729108844e-14],
  [-5, 2.866515718791933e-7],
  [-3, 0.0013498980316300933],
  [-1.96, 0.024997895148220435],
  [-0.5, 0.3085375387259869],
  [0, 0.5],
  [0.3, 0.6179114221889526],
  [1, 0.8413447460685429],
  [2.5, 0.9937903346742238],
  [6, 0.9999999990134123],
] as const;

// scipy.stats.norm.ppf(p).
const INVERSE = [
  [1e-12, -7.034483825301131],
  [1e-6, -4.753424308822899],
  [0.001, -3.090232306167813],
  [0.01, -2.3263478740408408],
  [0.02425, -1.972961051311885],
  [0.05, -1.6448536269514729],
  [0.3, -0.5244005127080409],
  [0.5, 0],
  [0.9, 1.2815515655446004],
  [0.975, 1.959963984540054],
  [0.9999, 3.719016485455709],
] as const;

describe("the normal distribution", () => {
  test.each(CDF)("Φ(%f)", (x, p) => {
    expect(Math.abs(normalCdf(x) - p)).toBeLessThan(1e-14);
    // In the lower tail the digits are there too, not only the size.
    if (x < 0) expect(normalCdf(x) / p).toBeCloseTo(1, 6);
  });

  test.each(INVERSE)("Φ⁻¹(%f)", (p, x) => {
    expect(normalInverse(p)).toBeCloseTo(x, p < 1e-9 ? 8 : 10);
  });

  test("the one undoes the other, and the ends are infinite", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (p) => {
        expect(Math.abs(normalCdf(normalInverse(p)) - p)).toBeLessThan(1e-13);
      }),
    );
    expect([normalInverse(0), normalInverse(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(normalInverse(1.1)).toBeNaN();
  });

  // scipy.stats.chi2.sf(x, degrees); 3.841 and 5.991 are the tables' 5 % values.
  test.each([
    [3.841458820694124, 1, 0.05],
    [0.5, 1, 0.47950012218695337],
    [10, 1, 0.001565402258002549],
    [30, 1, 4.3204630578274955e-8],
    [5.991464547107979, 2, 0.05],
    [1, 2, 0.6065306597126334],
    [0, 1, 1],
  ] as const)("chi-squared beyond %f with %i degrees", (x, degrees, p) => {
    expect(chiSquaredTail(x, degrees) / p).toBeCloseTo(1, 9);
  });
});

describe("a sample", () => {
  const SAMPLE = [0.012, -0.008, 0.005, 0.021, -0.015, 0.003, -0.002, 0.009, -0.031, 0.018];

  test("quantiles are numpy's", () => {
    // Computed with numpy 2.4.6: numpy.quantile([1, 3, 4, 10], [0, .05, .25, .5, .9, 1]).
    const shares = [0, 0.05, 0.25, 0.5, 0.9, 1];
    const expected = [1, 1.3, 2.5, 3.5, 8.2, 10];
    for (const [i, share] of shares.entries()) expect(quantile([10, 3, 1, 4], share)).toBeCloseTo(expected[i] ?? 0, 12);
    expect(quantile([], 0.5)).toBeNaN();
  });

  test("skewness and kurtosis are scipy's", () => {
    // scipy.stats.skew([2, 8, 0, 4, 1, 9, 9, 0]), the documentation's own example: 0.2650554122698573.
    expect(skewness([2, 8, 0, 4, 1, 9, 9, 0])).toBeCloseTo(0.2650554122698573, 12);
    expect(kurtosis([-1, 1, -1, 1])).toBe(1);
    expect(kurtosis(SAMPLE)).toBeGreaterThan(1);
  });

  test("a histogram loses nothing, and every value lies in its bin", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
        (values, wish) => {
          const bins = histogram(values, wish);
          expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
          for (const [i, { from, to, count }] of bins.entries()) {
            const isLast = i === bins.length - 1;
            expect(count).toBe(values.filter((v) => v >= from && (v < to || (isLast && v <= to))).length);
          }
        },
      ),
    );
    expect(histogram([])).toEqual([]);
    expect(histogram([2, 2])).toEqual([{ from: 2, to: 2, count: 2 }]);
    expect(histogram([0, 1, 2, 3, 4], 2)).toEqual([
      { from: 0, to: 2, count: 2 },
      { from: 2, to: 4, count: 3 },
    ]);
  });
});

test("seeded numbers follow from the seed and fill the unit interval evenly", () => {
  const draws = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 20_000 }, random);
  };
  expect(draws(1)).toEqual(draws(1));
  expect(draws(1)[0]).not.toBe(draws(2)[0]);
  const deciles = histogram([0, 1, ...draws(7)], 10);
  // 2,000 each, deviation 42: five of them on either side.
  for (const { count } of deciles) expect(Math.abs(count - 2_000)).toBeLessThan(212);
});
