/** Simple moving averages, how far the price stands from them, and how they stand to one another. */
import type { FeatureDefinition } from "@/server/features/feature";
import { AT_LEAST_0, AT_LEAST_MINUS_1, type BarFamily, SIGNED } from "./bar-family";
import type { BarHistory } from "./bar-history";
import { meanOf } from "./window";

const LENGTHS = [10, 20, 50, 100, 200] as const;
const PAIRS = [
  [10, 50],
  [20, 100],
  [50, 200],
] as const;

const base = {
  group: "trend",
  version: 1,
  source: "Murphy, Technical Analysis of the Financial Markets, 1999, ch. 9",
  inputs: ["close"],
} as const;

const averages = LENGTHS.flatMap((n): FeatureDefinition[] => [
  {
    ...base,
    name: `sma_${n}`,
    title: `SMA (${n})`,
    unit: "price",
    range: AT_LEAST_0,
    warmUp: n,
    formula: `mean of the last ${n} closes`,
  },
  {
    ...base,
    name: `close_to_sma_${n}`,
    title: `Close against SMA (${n})`,
    unit: "ratio",
    range: AT_LEAST_MINUS_1,
    warmUp: n,
    formula: `close / sma_${n} - 1`,
  },
]);

const pairs = PAIRS.flatMap(([fast, slow]): FeatureDefinition[] => [
  {
    ...base,
    name: `sma_${fast}_to_${slow}`,
    title: `SMA (${fast}) against SMA (${slow})`,
    unit: "ratio",
    range: AT_LEAST_MINUS_1,
    warmUp: slow,
    formula: `sma_${fast} / sma_${slow} - 1`,
  },
  {
    ...base,
    name: `sma_${fast}_${slow}_cross`,
    title: `SMA (${fast}) crosses SMA (${slow})`,
    unit: "sign",
    range: SIGNED,
    warmUp: slow + 1,
    formula: `1 on the bar where sma_${fast} rises above sma_${slow}, -1 where it falls below, else 0`,
  },
]);

export const movingAverages: BarFamily = {
  kind: "window",
  definitions: [...averages, ...pairs],
  create: () => update,
};

function update(history: BarHistory, out: Float64Array, at: number): void {
  const { closes, last } = history;
  const close = history.close(0);
  for (let i = 0; i < LENGTHS.length; i++) {
    const mean = meanOf(closes, last, LENGTHS[i] ?? 1);
    out[at + 2 * i] = mean;
    out[at + 2 * i + 1] = close / mean - 1;
  }
  let to = at + averages.length;
  for (const [fast, slow] of PAIRS) {
    const now = meanOf(closes, last, fast) / meanOf(closes, last, slow) - 1;
    const before = meanOf(closes, last - 1, fast) - meanOf(closes, last - 1, slow);
    out[to] = now;
    out[to + 1] = crossing(before, now);
    to += 2;
  }
}

/** 1 where a difference turns positive, -1 where it turns negative, else 0. */
export function crossing(before: number, now: number): number {
  if (before <= 0 && now > 0) return 1;
  return before >= 0 && now < 0 ? -1 : 0;
}
