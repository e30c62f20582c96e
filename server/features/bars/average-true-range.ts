import { AT_LEAST_0, type BarFamily, type BarUpdate } from "./bar-family";
import { definer } from "./define";
import { wilder } from "./smoothing";

const N = 14;
const define = definer({
  group: "volatility",
  source: "Wilder, New Concepts in Technical Trading Systems, 1978, section III",
  inputs: ["high", "low", "close"],
});

export const averageTrueRange: BarFamily = {
  kind: "recursive",
  definitions: [
    define({
      name: "atr_14",
      title: "ATR (14)",
      unit: "price",
      range: AT_LEAST_0,
      warmUp: N + 1,
      formula: "Wilder average (14) of the true range: max(high, close[1]) - min(low, close[1])",
    }),
    define({
      name: "natr_14",
      title: "Normalised ATR (14)",
      unit: "ratio",
      range: AT_LEAST_0,
      warmUp: N + 1,
      formula: "atr_14 / close",
    }),
  ],
  create,
};

function create(): BarUpdate {
  const average = wilder(N);
  let isFirst = true;
  return (history, out, at) => {
    if (!isFirst) average.add(history.trueRanges[history.last] ?? 0);
    isFirst = false;
    out[at] = average.value;
    out[at + 1] = average.value / history.close(0);
  };
}
