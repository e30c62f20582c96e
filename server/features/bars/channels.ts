/** Donchian and Keltner channels: bands, width, and where the close stands between them. */
import { AT_LEAST_0, type BarFamily, type BarUpdate, SHARE, UNBOUNDED } from "./bar-family";
import type { BarHistory } from "./bar-history";
import { definer } from "./define";
import { exponential, wilder } from "./smoothing";
import { maxOf, minOf, ratioOr } from "./window";

const N = 20;
const RANGE_N = 10;
const ofDonchian = definer({
  group: "volatility",
  source: "Donchian's four-week rule: Murphy, Technical Analysis of the Financial Markets, 1999, ch. 9",
  inputs: ["high", "low", "close"],
});
const ofKeltner = definer({
  group: "volatility",
  source:
    "Keltner, How to Make Money in Commodities, 1960, with Raschke's EMA (20) and ATR (10): Raschke & Connors, Street Smarts, 1995",
  inputs: ["high", "low", "close"],
});
const price = { unit: "price", warmUp: N, range: AT_LEAST_0 } as const;
const ratio = { unit: "ratio", warmUp: N } as const;

export const donchian: BarFamily = {
  kind: "window",
  definitions: [
    ofDonchian({ ...price, name: "donchian_upper_20", title: "Donchian upper (20)", formula: "highest high of 20" }),
    ofDonchian({ ...price, name: "donchian_middle_20", title: "Donchian middle (20)", formula: "(upper + lower) / 2" }),
    ofDonchian({ ...price, name: "donchian_lower_20", title: "Donchian lower (20)", formula: "lowest low of 20" }),
    ofDonchian({
      ...ratio,
      name: "donchian_width_20",
      title: "Donchian width",
      range: AT_LEAST_0,
      formula: "(upper - lower) / middle",
    }),
    ofDonchian({
      name: "donchian_position_20",
      title: "Donchian position",
      unit: "share",
      range: SHARE,
      warmUp: N,
      formula: "(close - lower) / (upper - lower); 0.5 when flat",
    }),
  ],
  create: () => update,
};

function update(history: BarHistory, out: Float64Array, at: number): void {
  const upper = maxOf(history.highs, history.last, N);
  const lower = minOf(history.lows, history.last, N);
  const middle = (upper + lower) / 2;
  out[at] = upper;
  out[at + 1] = middle;
  out[at + 2] = lower;
  out[at + 3] = (upper - lower) / middle;
  out[at + 4] = ratioOr(history.close(0) - lower, upper - lower, 0.5);
}

export const keltner: BarFamily = {
  kind: "recursive",
  definitions: [
    ofKeltner({
      ...price,
      name: "keltner_upper_20",
      title: "Keltner upper (20, 10, 2)",
      formula: "ema_20 + 2 ATR (10)",
    }),
    ofKeltner({ ...price, name: "keltner_middle_20", title: "Keltner middle (20)", formula: "ema_20 of the close" }),
    ofKeltner({
      ...price,
      name: "keltner_lower_20",
      title: "Keltner lower (20, 10, 2)",
      range: UNBOUNDED,
      formula: "ema_20 - 2 ATR (10)",
    }),
    ofKeltner({
      ...ratio,
      name: "keltner_width_20",
      title: "Keltner width",
      range: AT_LEAST_0,
      formula: "(upper - lower) / middle",
    }),
    ofKeltner({
      ...ratio,
      name: "keltner_position_20",
      title: "Keltner position",
      range: UNBOUNDED,
      formula: "(close - lower) / (upper - lower); 0.5 when the bands are one",
    }),
  ],
  create: createKeltner,
};

function createKeltner(): BarUpdate {
  const average = exponential(N);
  const range = wilder(RANGE_N);
  return (history, out, at) => {
    const close = history.close(0);
    const middle = average.add(close);
    const half = 2 * range.add(history.trueRanges[history.last] ?? 0);
    out[at] = middle + half;
    out[at + 1] = middle;
    out[at + 2] = middle - half;
    out[at + 3] = (2 * half) / middle;
    out[at + 4] = ratioOr(close - middle + half, 2 * half, 0.5);
  };
}
