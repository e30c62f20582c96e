/** Where the newest value stands among the last ones, and the shape of the returns' distribution. */
import type { FeatureDefinition } from "@/server/features/feature";
import { type BarFamily, SHARE, SIGNED, UNBOUNDED } from "./bar-family";
import type { BarHistory } from "./bar-history";
import { definer } from "./define";
import { meanOf, ratioOr, varianceOf } from "./window";

const SCORES = [20, 50, 100] as const;
const RANK = 100;
const SHAPE = 50;
const LAGS = [1, 2, 5] as const;

const define = definer({
  group: "statistics",
  source: "Kendall & Stuart, The Advanced Theory of Statistics, vol. 1, 1977",
  inputs: ["close"],
});

const scores = SCORES.map((n) =>
  define({
    name: `zscore_close_${n}`,
    title: `Close z-score (${n})`,
    unit: "sigma",
    range: UNBOUNDED,
    warmUp: n,
    formula: `(close - mean) / population standard deviation of ${n} closes; 0 when all are equal`,
  }),
);
const ranks: readonly FeatureDefinition[] = [
  ["close", "Close", "close", 0],
  ["volume", "Volume", "volume", 0],
  ["range", "True range", "high", 1],
  ["return", "Return", "close", 1],
].map(([name, title, input, extra]) =>
  define({
    name: `rank_${name}_100`,
    title: `${title} percentile rank (100)`,
    unit: "share",
    range: SHARE,
    warmUp: RANK + Number(extra),
    formula: "share of the last 100 values that are below it, those that equal it counted half",
    inputs: input === "volume" ? ["volume"] : input === "high" ? ["high", "low", "close"] : ["close"],
  }),
);
const lags = LAGS.map((lag) =>
  define({
    name: `autocorrelation_${lag}_50`,
    title: `Autocorrelation of returns, lag ${lag} (50)`,
    unit: "share",
    range: SIGNED,
    warmUp: SHAPE + 1,
    formula: `sum of (r - m)(r[${lag}] - m) over sum of (r - m)^2, ${SHAPE} log returns; 0 when all are equal`,
    source: "Box & Jenkins, Time Series Analysis, 1970, section 2.1.5",
  }),
);
const shapes = [
  define({
    name: "return_zscore_20",
    title: "Return z-score (20)",
    unit: "sigma",
    range: UNBOUNDED,
    warmUp: 21,
    formula: "(r - mean) / population standard deviation of 20 log returns; 0 when all are equal",
  }),
  define({
    name: "return_skew_50",
    title: "Skewness of returns (50)",
    unit: "ratio",
    range: UNBOUNDED,
    warmUp: SHAPE + 1,
    formula: "mean (r - m)^3 / variance^1.5 of 50 log returns; 0 when all are equal",
  }),
  define({
    name: "return_kurtosis_50",
    title: "Excess kurtosis of returns (50)",
    unit: "ratio",
    range: [-2, null],
    warmUp: SHAPE + 1,
    formula: "mean (r - m)^4 / variance^2 - 3 of 50 log returns; 0 when all are equal",
  }),
];

export const distribution: BarFamily = {
  kind: "window",
  definitions: [...scores, ...ranks, ...lags, ...shapes],
  create: () => update,
};

function update(history: BarHistory, out: Float64Array, at: number): void {
  const { closes, volumes, trueRanges, logReturns, last } = history;
  for (let i = 0; i < SCORES.length; i++) out[at + i] = zScore(closes, last, SCORES[i] ?? 1);
  out[at + 3] = rank(closes, last);
  out[at + 4] = rank(volumes, last);
  out[at + 5] = rank(trueRanges, last);
  out[at + 6] = rank(logReturns, last);
  const mean = meanOf(logReturns, last, SHAPE);
  const variance = varianceOf(logReturns, last, SHAPE);
  for (let i = 0; i < LAGS.length; i++) {
    out[at + 7 + i] = variance === 0 ? 0 : covariance(history, LAGS[i] ?? 1, mean) / (variance * SHAPE);
  }
  out[at + 10] = zScore(logReturns, last, 20);
  const [third, fourth] = higherMoments(history, mean);
  out[at + 11] = variance === 0 ? 0 : third / (variance * Math.sqrt(variance));
  out[at + 12] = variance === 0 ? 0 : fourth / (variance * variance) - 3;
}

const zScore = (values: Float64Array, last: number, n: number): number =>
  ratioOr((values[last] ?? 0) - meanOf(values, last, n), Math.sqrt(varianceOf(values, last, n)), 0);

function rank(values: Float64Array, last: number): number {
  const value = values[last] ?? 0;
  let below = 0;
  let equal = 0;
  for (let i = last - RANK + 1; i <= last; i++) {
    const other = values[i] ?? 0;
    if (other < value) below += 1;
    else if (other === value) equal += 1;
  }
  return (below + equal / 2) / RANK;
}

function covariance({ logReturns, last }: BarHistory, lag: number, mean: number): number {
  let sum = 0;
  for (let i = last - SHAPE + 1 + lag; i <= last; i++) {
    sum += ((logReturns[i] ?? 0) - mean) * ((logReturns[i - lag] ?? 0) - mean);
  }
  return sum;
}

function higherMoments({ logReturns, last }: BarHistory, mean: number): readonly [third: number, fourth: number] {
  let third = 0;
  let fourth = 0;
  for (let i = last - SHAPE + 1; i <= last; i++) {
    const deviation = (logReturns[i] ?? 0) - mean;
    third += deviation * deviation * deviation;
    fourth += deviation * deviation * deviation * deviation;
  }
  return [third / SHAPE, fourth / SHAPE];
}
