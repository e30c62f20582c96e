/** Realised volatility per bar by four estimators, from closes alone to all four prices. */
import type { FeatureDefinition } from "@/server/features/feature";
import { AT_LEAST_0, type BarFamily } from "./bar-family";
import type { BarHistory } from "./bar-history";
import { definer } from "./define";
import { ratioOr, sumOf } from "./window";

const LENGTHS = [20, 60] as const;
const PER = 4;
const BPS = 10_000;
const define = definer({ group: "volatility", source: "", inputs: ["open", "high", "low", "close"] });
const bps = { unit: "bps", range: AT_LEAST_0 } as const;

const estimators = LENGTHS.flatMap((n): FeatureDefinition[] => [
  define({
    ...bps,
    name: `rv_close_${n}`,
    title: `Realised volatility (${n})`,
    warmUp: n + 1,
    formula: `1e4 sqrt(mean of ${n} squared log returns of the close)`,
    source: "Andersen & Bollerslev, Answering the Skeptics, International Economic Review 39(4), 1998",
    inputs: ["close"],
  }),
  define({
    ...bps,
    name: `rv_parkinson_${n}`,
    title: `Parkinson volatility (${n})`,
    warmUp: n,
    formula: `1e4 sqrt(mean of ${n} ln(high/low)^2 / (4 ln 2))`,
    source: "Parkinson, The Extreme Value Method, Journal of Business 53(1), 1980",
    inputs: ["high", "low"],
  }),
  define({
    ...bps,
    name: `rv_garman_klass_${n}`,
    title: `Garman-Klass volatility (${n})`,
    warmUp: n,
    formula: `1e4 sqrt(mean of ${n} (ln(high/low)^2 / 2 - (2 ln 2 - 1) ln(close/open)^2))`,
    source: "Garman & Klass, On the Estimation of Security Price Volatilities, Journal of Business 53(1), 1980",
  }),
  define({
    ...bps,
    name: `rv_yang_zhang_${n}`,
    title: `Yang-Zhang volatility (${n})`,
    warmUp: n + 1,
    formula: `1e4 sqrt(Vo + k Vc + (1 - k) Vrs), k = 0.34 / (1.34 + (${n}+1)/(${n}-1)), Vo and Vc sample variances of ln(open/close[1]) and ln(close/open), Vrs Rogers & Satchell's`,
    source: "Yang & Zhang, Drift-Independent Volatility Estimation, Journal of Business 73(3), 2000",
  }),
]);

export const volatility: BarFamily = {
  kind: "window",
  definitions: [
    ...estimators,
    define({
      name: "rv_close_20_to_60",
      title: "Volatility now against longer",
      unit: "ratio",
      range: [0, Math.sqrt(3)],
      warmUp: 61,
      formula: "rv_close_20 / rv_close_60; 1 when nothing moved",
      source:
        "Corsi, A Simple Approximate Long-Memory Model of Realized Volatility, J. Financial Econometrics 7(2), 2009",
      inputs: ["close"],
    }),
  ],
  create: () => update,
};

function update(history: BarHistory, out: Float64Array, at: number): void {
  for (let i = 0; i < LENGTHS.length; i++) out.set(estimate(history, LENGTHS[i] ?? 1), at + PER * i);
  out[at + PER * LENGTHS.length] = Math.min(Math.sqrt(3), ratioOr(out[at] ?? 0, out[at + PER] ?? 0, 1));
}

function estimate(history: BarHistory, n: number): readonly [number, number, number, number] {
  const { last, logReturns, logRanges, logBodies, logGaps } = history;
  let closes = 0;
  let ranges = 0;
  let bodies = 0;
  let rogers = 0;
  for (let i = last - n + 1; i <= last; i++) {
    const [change, range, body] = [logReturns[i] ?? 0, logRanges[i] ?? 0, logBodies[i] ?? 0];
    closes += change * change;
    ranges += range * range;
    bodies += body * body;
    rogers += history.rogers[i] ?? 0;
  }
  const k = 0.34 / (1.34 + (n + 1) / (n - 1));
  const variance = sampleVariance(logGaps, last, n) + k * sampleVariance(logBodies, last, n) + ((1 - k) * rogers) / n;
  return [
    BPS * Math.sqrt(closes / n),
    BPS * Math.sqrt(ranges / n / (4 * Math.LN2)),
    BPS * Math.sqrt(Math.max(0, (ranges / 2 - (2 * Math.LN2 - 1) * bodies) / n)),
    BPS * Math.sqrt(Math.max(0, variance)),
  ];
}

function sampleVariance(values: Float64Array, last: number, n: number): number {
  const mean = sumOf(values, last, n) / n;
  let squares = 0;
  for (let i = last - n + 1; i <= last; i++) squares += ((values[i] ?? 0) - mean) ** 2;
  return squares / (n - 1);
}
