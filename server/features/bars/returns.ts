/** Rate of change and momentum. */
import type { FeatureDefinition } from "@/server/features/feature";
import { AT_LEAST_MINUS_1, type BarFamily, UNBOUNDED } from "./bar-family";
import type { BarHistory } from "./bar-history";
import { meanOf, ratioOr } from "./window";

const RATES = [1, 3, 5, 10, 20, 60] as const;
const MOMENTA = [10, 20] as const;

const base = {
  group: "momentum",
  version: 1,
  source: "Murphy, Technical Analysis of the Financial Markets, 1999, ch. 10",
  inputs: ["close"],
} as const;

const rates = RATES.map(
  (n): FeatureDefinition => ({
    ...base,
    name: `roc_${n}`,
    title: `Rate of change (${n})`,
    unit: "ratio",
    range: AT_LEAST_MINUS_1,
    warmUp: n + 1,
    formula: `close / close[${n}] - 1`,
  }),
);
const momenta = MOMENTA.flatMap((n): FeatureDefinition[] => [
  {
    ...base,
    name: `momentum_${n}`,
    title: `Momentum (${n})`,
    unit: "price",
    range: UNBOUNDED,
    warmUp: n + 1,
    formula: `close - close[${n}]`,
  },
  {
    ...base,
    name: `momentum_${n}_ranges`,
    title: `Momentum (${n}) in true ranges`,
    unit: "ratio",
    range: UNBOUNDED,
    warmUp: n + 1,
    formula: `(close - close[${n}]) / mean true range of ${n} bars; 0 when nothing moved`,
    inputs: ["high", "low", "close"],
  },
]);

export const returns: BarFamily = { kind: "window", definitions: [...rates, ...momenta], create: () => update };

function update(history: BarHistory, out: Float64Array, at: number): void {
  const close = history.close(0);
  for (let i = 0; i < RATES.length; i++) out[at + i] = close / history.close(RATES[i] ?? 1) - 1;
  for (let i = 0; i < MOMENTA.length; i++) {
    const n = MOMENTA[i] ?? 1;
    const momentum = close - history.close(n);
    out[at + rates.length + 2 * i] = momentum;
    out[at + rates.length + 2 * i + 1] = ratioOr(momentum, meanOf(history.trueRanges, history.last, n), 0);
  }
}
