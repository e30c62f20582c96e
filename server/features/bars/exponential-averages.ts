/** Exponential moving averages of the close. */
import type { FeatureDefinition } from "@/server/features/feature";
import { AT_LEAST_0, AT_LEAST_MINUS_1, type BarFamily, type BarUpdate, SIGNED } from "./bar-family";
import { crossing } from "./moving-averages";
import { exponential } from "./smoothing";

const LENGTHS = [9, 12, 26, 50] as const;
/** Indices into `LENGTHS`. */
const PAIRS = [
  [0, 2],
  [1, 3],
] as const;

const base = {
  group: "trend",
  version: 1,
  source: "Murphy, Technical Analysis of the Financial Markets, 1999, ch. 9; begun with the mean, as in TA-Lib's EMA",
  inputs: ["close"],
} as const;

const averages = LENGTHS.flatMap((n): FeatureDefinition[] => [
  {
    ...base,
    name: `ema_${n}`,
    title: `EMA (${n})`,
    unit: "price",
    range: AT_LEAST_0,
    warmUp: n,
    formula: `ema + 2/(${n}+1) (close - ema), begun with the mean of ${n} closes`,
  },
  {
    ...base,
    name: `close_to_ema_${n}`,
    title: `Close against EMA (${n})`,
    unit: "ratio",
    range: AT_LEAST_MINUS_1,
    warmUp: n,
    formula: `close / ema_${n} - 1`,
  },
]);

const pairs = PAIRS.flatMap(([fast, slow]): FeatureDefinition[] => {
  const names = [LENGTHS[fast], LENGTHS[slow]] as const;
  return [
    {
      ...base,
      name: `ema_${names[0]}_to_${names[1]}`,
      title: `EMA (${names[0]}) against EMA (${names[1]})`,
      unit: "ratio",
      range: AT_LEAST_MINUS_1,
      warmUp: names[1],
      formula: `ema_${names[0]} / ema_${names[1]} - 1`,
    },
    {
      ...base,
      name: `ema_${names[0]}_${names[1]}_cross`,
      title: `EMA (${names[0]}) crosses EMA (${names[1]})`,
      unit: "sign",
      range: SIGNED,
      warmUp: names[1] + 1,
      formula: `1 on the bar where ema_${names[0]} rises above ema_${names[1]}, -1 where it falls below, else 0`,
    },
  ];
});

export const exponentialAverages: BarFamily = {
  kind: "recursive",
  definitions: [...averages, ...pairs],
  create: createUpdate,
};

function createUpdate(): BarUpdate {
  const states = LENGTHS.map(exponential);
  const before = new Float64Array(PAIRS.length);
  const values = new Float64Array(LENGTHS.length);
  return (history, out, at) => {
    const close = history.close(0);
    for (let i = 0; i < states.length; i++) {
      const value = states[i]?.add(close) ?? 0;
      values[i] = value;
      out[at + 2 * i] = value;
      out[at + 2 * i + 1] = close / value - 1;
    }
    for (let i = 0; i < PAIRS.length; i++) {
      const [fast, slow] = PAIRS[i] ?? [0, 0];
      const now = (values[fast] ?? 0) / (values[slow] ?? 0) - 1;
      out[at + averages.length + 2 * i] = now;
      out[at + averages.length + 2 * i + 1] = crossing(before[i] ?? 0, now);
      before[i] = now;
    }
  };
}
