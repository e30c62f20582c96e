/** What one bar looks like, by itself and against the one before it. */
import { AT_LEAST_0, AT_LEAST_MINUS_1, type BarFamily, SHARE, SIGNED } from "./bar-family";
import type { BarHistory } from "./bar-history";
import { definer } from "./define";
import { closeLocation } from "./volume-flow";
import { meanOf, ratioOr } from "./window";

const define = definer({
  group: "level",
  source: "Nison, Japanese Candlestick Charting Techniques, 2001, ch. 3",
  inputs: ["open", "high", "low", "close"],
});
const share = { unit: "share", range: SHARE, warmUp: 1 } as const;

export const barShape: BarFamily = {
  kind: "window",
  definitions: [
    define({
      name: "body_share",
      title: "Body of the bar",
      unit: "share",
      range: SIGNED,
      warmUp: 1,
      formula: "(close - open) / (high - low); 0 when flat",
    }),
    define({
      ...share,
      name: "upper_shadow_share",
      title: "Upper shadow",
      formula: "(high - max(open, close)) / (high - low); 0 when flat",
    }),
    define({
      ...share,
      name: "lower_shadow_share",
      title: "Lower shadow",
      formula: "(min(open, close) - low) / (high - low); 0 when flat",
    }),
    define({
      name: "close_location",
      title: "Close in the bar's range",
      unit: "share",
      range: SIGNED,
      warmUp: 1,
      formula: "((close - low) - (high - close)) / (high - low); 0 when flat",
    }),
    define({
      name: "high_to_low",
      title: "High against low",
      unit: "ratio",
      range: AT_LEAST_0,
      warmUp: 1,
      formula: "high / low - 1",
    }),
    define({
      name: "close_to_open",
      title: "Close against open",
      unit: "ratio",
      range: AT_LEAST_MINUS_1,
      warmUp: 1,
      formula: "close / open - 1",
    }),
    define({
      name: "open_to_close_before",
      title: "Open against the close before",
      unit: "ratio",
      range: AT_LEAST_MINUS_1,
      warmUp: 2,
      formula: "open / close[1] - 1",
    }),
    define({
      name: "range_to_mean_20",
      title: "True range against its mean (20)",
      unit: "ratio",
      range: [0, 20],
      warmUp: 21,
      formula: "true range / mean true range of 20, this bar's included; 1 when nothing moved",
    }),
  ],
  create: () => update,
};

function update(history: BarHistory, out: Float64Array, at: number): void {
  const [open, high, low, close] = [history.open(0), history.high(0), history.low(0), history.close(0)];
  const range = high - low;
  out[at] = ratioOr(close - open, range, 0);
  out[at + 1] = ratioOr(high - Math.max(open, close), range, 0);
  out[at + 2] = ratioOr(Math.min(open, close) - low, range, 0);
  out[at + 3] = closeLocation(history, history.last);
  out[at + 4] = high / low - 1;
  out[at + 5] = close / open - 1;
  out[at + 6] = open / history.close(1) - 1;
  const { trueRanges, last } = history;
  out[at + 7] = Math.min(20, ratioOr(trueRanges[last] ?? 0, meanOf(trueRanges, last, 20), 1));
}
