import { type BarFamily, type BarUpdate, SIGNED, UNBOUNDED } from "./bar-family";
import { definer } from "./define";
import { crossing } from "./moving-averages";
import { exponential } from "./smoothing";

const SLOW = 26;
const SIGNAL = 9;
/** First bar on which the signal is a mean of nine. */
const WARM = SLOW + SIGNAL - 1;

const define = definer({
  group: "momentum",
  source: "Appel, Technical Analysis: Power Tools for Active Investors, 2005, ch. 6; signal begun with the mean of 9",
  inputs: ["close"],
});
const LINES = [
  ["macd", "MACD", "ema_12 - ema_26", SLOW],
  ["macd_signal", "MACD signal", "EMA (9) of macd", WARM],
  ["macd_histogram", "MACD histogram", "macd - macd_signal", WARM],
] as const;

/** Moving average convergence and divergence, in price and as a ratio to the close. */
export const macd: BarFamily = {
  kind: "recursive",
  definitions: [
    ...LINES.map(([name, title, formula, warmUp]) =>
      define({ name, title, formula, warmUp, unit: "price", range: UNBOUNDED }),
    ),
    ...LINES.map(([name, title, , warmUp]) =>
      define({
        name: `${name}_ratio`,
        title: `${title} against close`,
        formula: `${name} / close`,
        warmUp,
        unit: "ratio",
        range: UNBOUNDED,
      }),
    ),
    define({
      name: "macd_cross",
      title: "MACD crosses its signal",
      formula: "1 on the bar where macd rises above macd_signal, -1 where it falls below, else 0",
      warmUp: WARM + 1,
      unit: "sign",
      range: SIGNED,
    }),
  ],
  create,
};

function create(): BarUpdate {
  const fast = exponential(12);
  const slow = exponential(SLOW);
  const signal = exponential(SIGNAL);
  let before = 0;
  return (history, out, at) => {
    const close = history.close(0);
    const line = fast.add(close) - slow.add(close);
    const smooth = slow.isWarm ? signal.add(line) : 0;
    const difference = line - smooth;
    out[at] = line;
    out[at + 1] = smooth;
    out[at + 2] = difference;
    for (let i = 0; i < 3; i++) out[at + 3 + i] = (out[at + i] ?? 0) / close;
    out[at + 6] = crossing(before, difference);
    before = difference;
  };
}
