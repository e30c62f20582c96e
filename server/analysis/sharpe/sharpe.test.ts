import { describe, expect, test } from "vitest";
import { deflatedSharpe, expectedMaximumSharpe } from "./deflated-sharpe";
import { probabilityOfOverfitting } from "./overfitting";
import { minimumTrackRecord, noEstimate, probabilisticSharpe, sharpeEstimate } from "./probabilistic-sharpe";

const estimate = (sharpe: number, count: number, [third, fourth]: [number, number] = [0, 3]) => ({
  sharpe,
  count,
  skewness: third,
  kurtosis: fourth,
});

describe("probabilistic Sharpe ratio", () => {
  // Bailey & López de Prado 2012, their hedge fund: two years of monthly returns, Sharpe 0.458 a month, skewness
  // −2.448, kurtosis 10.164: 0.982 were they normal, 0.913 as they are.
  test("is the paper's example", () => {
    expect(probabilisticSharpe(estimate(0.458, 24)).value).toBeCloseTo(0.982, 3);
    expect(probabilisticSharpe(estimate(0.458, 24, [-2.448, 10.164])).value).toBeCloseTo(0.913, 3);
  });

  // The same paper on minimum track records: a yearly ratio of 2 to be above 1 at 95 %, in years.
  test.each([
    ["daily, normal", 250, [0, 3], 2.73],
    ["weekly, normal", 52, [0, 3], 2.83],
    ["monthly, normal", 12, [0, 3], 3.24],
    ["monthly, skewness −0.72, kurtosis 5.78", 12, [-0.72, 5.78], 4.99],
  ] as [string, number, [number, number], number][])("minimum track record, %s", (...[, perYear, moments, years]) => {
    const root = Math.sqrt(perYear);
    const needed = minimumTrackRecord(estimate(2 / root, 100, moments), { benchmark: 1 / root });
    expect((needed.value ?? 0) / perYear).toBeCloseTo(years, 2);
  });

  test("with as many returns as needed the probability is the confidence", () => {
    const one = estimate(0.1, 50, [-0.5, 6]);
    const needed = minimumTrackRecord(one, { confidence: 0.9 }).value ?? 0;
    expect(probabilisticSharpe({ ...one, count: needed }).value).toBeCloseTo(0.9, 12);
    expect(minimumTrackRecord(estimate(-0.1, 50)).reason).toBe(
      "The Sharpe ratio is not above what it must beat: no length would do",
    );
  });

  test("takes its moments from the returns", () => {
    const returns = [0.012, -0.008, 0.005, 0.021, -0.015, 0.003, -0.002, 0.009, -0.031, 0.018, 0.004, 0, -0.011];
    const longer = [
      ...returns,
      0.027,
      -0.006,
      0.013,
      -0.019,
      0.008,
      0.002,
      -0.004,
      0.016,
      -0.023,
      0.011,
      0.007,
      -0.001,
    ];
    const one = sharpeEstimate(longer);
    // scipy 1.17.1 skew and kurtosis(fisher=False); empyrical's sharpe_ratio over √365.
    expect(one?.skewness).toBeCloseTo(-0.4465268334626561, 10);
    expect(one?.kurtosis).toBeCloseTo(2.8158213107898056, 10);
    expect(one?.sharpe).toBeCloseTo(1.966303913978144 / Math.sqrt(365), 10);
    expect(sharpeEstimate(returns.slice(0, 9))).toBeNull();
    expect(noEstimate(returns.slice(0, 9)).reason).toBe("Needs 10 whole periods, has 9");
    expect(sharpeEstimate(returns.map(() => 0.1))).toBeNull();
  });
});

// Bailey & López de Prado 2014, their numerical example: a yearly ratio of 2.5 over 1,250 days of 250 a year, skewness −3,
// kurtosis 10, variance of the trials' yearly ratios 1/2.
describe("deflated Sharpe ratio", () => {
  const found = estimate(2.5 / Math.sqrt(250), 1_250, [-3, 10]);
  const trials = (count: number) => ({ count, variance: 0.5 / 250 });

  test("is the paper's example: luck alone makes 0.1132 of 100 trials, and the find is 90.04 % sure", () => {
    expect(expectedMaximumSharpe(trials(100))).toBeCloseTo(0.1132, 4);
    const { benchmark, probability } = deflatedSharpe(found, trials(100));
    expect(benchmark.value).toBeCloseTo(0.1132, 4);
    expect(probability.value).toBeCloseTo(0.9004, 4);
  });

  test("46 trials would have left it at 95.05 %, and 88 were it normal", () => {
    expect(deflatedSharpe(found, trials(46)).probability.value).toBeCloseTo(0.9505, 4);
    expect(deflatedSharpe({ ...found, skewness: 0, kurtosis: 3 }, trials(88)).probability.value).toBeCloseTo(0.9505, 4);
  });

  test("a single trial is not deflated, and each further one costs", () => {
    expect(deflatedSharpe(found, trials(1)).probability).toEqual(probabilisticSharpe(found));
    const sure = [1, 2, 5, 50, 500].map((count) => deflatedSharpe(found, trials(count)).probability.value ?? 0);
    expect(sure).toEqual(sure.toSorted((a, b) => b - a));
    expect(deflatedSharpe(found, { count: 0, variance: 1 }).probability.reason).toBe("Nothing is known of the trials");
  });
});

/** Numerical Recipes' quick generator, so that the same matrix can be made in any language. */
function matrixOf(
  rows: number,
  configurations: number,
  { seed, edge = 0 }: { seed: number; edge?: number },
): number[][] {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  return Array.from({ length: rows }, () =>
    Array.from({ length: configurations }, (_, n) => (next() - 0.5) / 50 + (n === 0 ? edge : 0)),
  );
}

describe("probability of backtest overfitting", () => {
  // Computed with numpy 2.4.6 and scipy 1.17.1 by brute force: every choice's rows put together, mean and std(ddof=1)
  // by column, argmax, scipy.stats.rankdata, numpy.polyfit.
  test.each([
    [
      "noise, 16 blocks",
      matrixOf(100, 7, { seed: 42 }),
      16,
      [12_870, 0.8353535353535354, 0.5333333333333333, -0.5818969147830151],
    ],
    ["noise, 8 blocks", matrixOf(99, 12, { seed: 7 }), 8, [70, 0.6714285714285714, 0.8, -1.1018981852961958]],
    ["one true edge", matrixOf(160, 6, { seed: 3, edge: 0.004 }), 16, [12_870, 0, 0, -0.9968550964939771]],
  ] as [string, number[][], number, [number, number, number, number]][])("%s", (...[, matrix, blocks, expected]) => {
    const result = probabilityOfOverfitting(matrix, { blocks });
    const [choices, probability, loss, slope] = expected;
    expect(result.logits).toHaveLength(choices);
    expect(result.probability.value).toBeCloseTo(probability, 10);
    expect(result.lossProbability.value).toBeCloseTo(loss, 10);
    expect(result.slope.value).toBeCloseTo(slope, 8);
  });

  test("S = 16 is the default, and rows beyond a multiple of it are the oldest", () => {
    const matrix = matrixOf(100, 3, { seed: 1 });
    const { rows, blocks, logits } = probabilityOfOverfitting(matrix);
    expect({ rows, blocks }).toEqual({ rows: 96, blocks: 16 });
    expect(logits).toEqual(probabilityOfOverfitting(matrix.slice(4)).logits);
  });

  test("what was best in one half and worst in the other is overfit for sure", () => {
    // Two blocks: the first configuration wins in the one, the second in the other.
    const matrix = Array.from({ length: 40 }, (_, i) => [
      i < 20 ? 0.01 + (i % 3) / 1_000 : -0.01 - (i % 3) / 1_000,
      0.0001 * (i % 2),
    ]);
    expect(probabilityOfOverfitting(matrix, { blocks: 2 }).probability.value).toBe(1);
  });

  test("says what it lacks", () => {
    expect(probabilityOfOverfitting([]).probability.reason).toBe("Needs 2 configurations, has 0");
    expect(probabilityOfOverfitting(matrixOf(31, 2, { seed: 1 })).probability.reason).toBe(
      "Needs 32 rows of returns, has 31",
    );
    expect(() => probabilityOfOverfitting(matrixOf(40, 2, { seed: 1 }), { blocks: 7 })).toThrow("even");
  });
});
