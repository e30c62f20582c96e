/** The funding rate of a perpetual; NaN for spot, and where none came within a day. */
import { type BarFamily, UNBOUNDED } from "./bar-family";
import { definer } from "./define";

const define = definer({
  group: "funding",
  source: "Binance, Introduction to Futures Funding Rates, 2019",
  inputs: ["funding"],
});
const bps = { unit: "bps", range: UNBOUNDED, warmUp: 1 } as const;

export const funding: BarFamily = {
  kind: "window",
  definitions: [
    define({
      ...bps,
      name: "funding_rate",
      title: "Funding rate",
      formula: "last rate of a funding interval, at most 24 h old; positive when longs pay",
    }),
    define({
      ...bps,
      name: "funding_mean_3",
      title: "Mean funding rate (3)",
      formula: "mean of the last three rates, the newest at most 24 h old",
    }),
  ],
  create: () => (history, out, at) => {
    const now = history.openAt + history.intervalMicros;
    out[at] = history.funding.newest(now);
    out[at + 1] = history.funding.mean(now);
  },
};
