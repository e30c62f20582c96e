/** Where the price stands in its past range: range position, support and resistance, Fibonacci levels. */
import type { FeatureDefinition } from "@/server/features/feature";
import { AT_LEAST_0, AT_LEAST_MINUS_1, type BarFamily, SHARE } from "./bar-family";
import type { BarHistory } from "./bar-history";
import { definer } from "./define";
import { maxOf, minOf, ratioOr } from "./window";

const RANGES = [20, 50, 100, 200] as const;
const SWINGS = 100;
/** Bars on either side that a swing's extreme stands out from. */
const SHOULDER = 2;
const FIBONACCI = [236, 382, 500, 618, 786] as const;

const define = definer({
  group: "level",
  source: "Murphy, Technical Analysis of the Financial Markets, 1999, ch. 4 and 13",
  inputs: ["high", "low", "close"],
});

const positions = RANGES.map((n) =>
  define({
    name: `range_position_${n}`,
    title: `Position in the range (${n})`,
    unit: "share",
    range: SHARE,
    warmUp: n,
    formula: `(close - lowest low) / (highest high - lowest low) of ${n}; 0.5 when flat`,
  }),
);
const swings = [
  define({
    name: "support_distance_100",
    title: "Distance to support (100)",
    unit: "ratio",
    range: SHARE,
    warmUp: SWINGS,
    formula:
      "1 - s / close, s the highest swing low (lowest of 5 bars) of 100 bars that is not above the close, else the lowest low",
  }),
  define({
    name: "resistance_distance_100",
    title: "Distance to resistance (100)",
    unit: "ratio",
    range: AT_LEAST_0,
    warmUp: SWINGS,
    formula:
      "r / close - 1, r the lowest swing high (highest of 5 bars) of 100 bars that is not below the close, else the highest high",
  }),
];
const fibonacci = FIBONACCI.flatMap((level): FeatureDefinition[] => [
  define({
    name: `fib_${level}_100`,
    title: `Fibonacci ${level / 10} % (100)`,
    unit: "price",
    range: AT_LEAST_0,
    warmUp: SWINGS,
    formula: `end of the last leg less ${level / 1_000} of it; the leg goes from the earlier to the later of the extremes of 100 bars`,
  }),
  define({
    name: `close_to_fib_${level}_100`,
    title: `Close against Fibonacci ${level / 10} %`,
    unit: "ratio",
    range: AT_LEAST_MINUS_1,
    warmUp: SWINGS,
    formula: `close / fib_${level}_100 - 1`,
  }),
]);
const retracement = define({
  name: "fib_retracement_100",
  title: "Retracement of the last leg (100)",
  unit: "share",
  range: SHARE,
  warmUp: SWINGS,
  formula: "share of the leg between the extremes of 100 bars that was taken back; 0.5 when flat",
});

export const levels: BarFamily = {
  kind: "window",
  definitions: [...positions, ...swings, retracement, ...fibonacci],
  create: () => update,
};

function update(history: BarHistory, out: Float64Array, at: number): void {
  const { highs, lows, last } = history;
  const close = history.close(0);
  for (let i = 0; i < RANGES.length; i++) {
    const n = RANGES[i] ?? 1;
    const low = minOf(lows, last, n);
    out[at + i] = ratioOr(close - low, maxOf(highs, last, n) - low, 0.5);
  }
  const highest = maxOf(highs, last, SWINGS);
  const lowest = minOf(lows, last, SWINGS);
  out[at + 4] = 1 - support(history, lowest) / close;
  out[at + 5] = resistance(history, highest) / close - 1;
  const isUp = lastIndexOf(highs, highest, last) >= lastIndexOf(lows, lowest, last);
  const [end, leg] = isUp ? [highest, highest - lowest] : [lowest, lowest - highest];
  out[at + 6] = ratioOr(end - close, leg, 0.5);
  for (let i = 0; i < FIBONACCI.length; i++) {
    const price = end - (leg * (FIBONACCI[i] ?? 0)) / 1_000;
    out[at + 7 + 2 * i] = price;
    out[at + 8 + 2 * i] = close / price - 1;
  }
}

function support({ lows, closes, last }: BarHistory, lowest: number): number {
  const close = closes[last] ?? 0;
  let best = lowest;
  for (let i = last - SHOULDER; i >= last - SWINGS + 1 + SHOULDER; i--) {
    const low = lows[i] ?? 0;
    if (low > best && low <= close && minOf(lows, i + SHOULDER, 2 * SHOULDER + 1) === low) best = low;
  }
  return best;
}

function resistance({ highs, closes, last }: BarHistory, highest: number): number {
  const close = closes[last] ?? 0;
  let best = highest;
  for (let i = last - SHOULDER; i >= last - SWINGS + 1 + SHOULDER; i--) {
    const high = highs[i] ?? 0;
    if (high < best && high >= close && maxOf(highs, i + SHOULDER, 2 * SHOULDER + 1) === high) best = high;
  }
  return best;
}

function lastIndexOf(values: Float64Array, value: number, last: number): number {
  let i = last;
  while (i > last - SWINGS && values[i] !== value) i -= 1;
  return i;
}
