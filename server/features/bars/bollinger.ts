import { AT_LEAST_0, type BarFamily, UNBOUNDED } from "./bar-family";
import type { BarHistory } from "./bar-history";
import { definer } from "./define";
import { meanOf, ratioOr, varianceOf } from "./window";

const N = 20;
const WIDTH = 2;
const define = definer({
  group: "volatility",
  source: "Bollinger, Bollinger on Bollinger Bands, 2001, ch. 7 (20 bars, 2 population standard deviations)",
  inputs: ["close"],
});
const price = { unit: "price", warmUp: N } as const;

export const bollinger: BarFamily = {
  kind: "window",
  definitions: [
    define({ ...price, name: "bb_upper_20", title: "Bollinger upper (20, 2)", range: AT_LEAST_0, formula: "m + 2 s" }),
    define({ ...price, name: "bb_middle_20", title: "Bollinger middle (20)", range: AT_LEAST_0, formula: "sma_20" }),
    define({
      ...price,
      name: "bb_lower_20",
      title: "Bollinger lower (20, 2)",
      range: UNBOUNDED,
      formula: "m - 2 s, m and s mean and population standard deviation of 20 closes",
    }),
    define({
      name: "bb_width_20",
      title: "Bollinger width",
      unit: "ratio",
      range: AT_LEAST_0,
      warmUp: N,
      formula: "(upper - lower) / middle",
    }),
    define({
      name: "bb_position_20",
      title: "Bollinger position (%b)",
      unit: "ratio",
      range: UNBOUNDED,
      warmUp: N,
      formula: "(close - lower) / (upper - lower); 0.5 when the bands are one",
    }),
  ],
  create: () => update,
};

function update(history: BarHistory, out: Float64Array, at: number): void {
  const mean = meanOf(history.closes, history.last, N);
  const half = WIDTH * Math.sqrt(varianceOf(history.closes, history.last, N));
  out[at] = mean + half;
  out[at + 1] = mean;
  out[at + 2] = mean - half;
  out[at + 3] = (2 * half) / mean;
  out[at + 4] = ratioOr(history.close(0) - mean + half, 2 * half, 0.5);
}
