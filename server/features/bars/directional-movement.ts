import { type BarFamily, type BarUpdate, PERCENT, SIGNED } from "./bar-family";
import { definer } from "./define";
import { wilder } from "./smoothing";

const N = 14;
const define = definer({
  group: "trend",
  source: "Wilder, New Concepts in Technical Trading Systems, 1978, section IV",
  inputs: ["high", "low", "close"],
});
const percent = { unit: "percent", range: PERCENT } as const;

/** Which way, and how steadily, the bars' ends reach beyond those before. */
export const directionalMovement: BarFamily = {
  kind: "recursive",
  definitions: [
    define({
      ...percent,
      name: "plus_di_14",
      title: "+DI (14)",
      warmUp: N + 1,
      formula:
        "100 Wilder average of max(high - high[1], 0) where it exceeds low[1] - low, over that of the true range",
    }),
    define({
      ...percent,
      name: "minus_di_14",
      title: "-DI (14)",
      warmUp: N + 1,
      formula:
        "100 Wilder average of max(low[1] - low, 0) where it exceeds high - high[1], over that of the true range",
    }),
    define({
      ...percent,
      name: "adx_14",
      title: "ADX (14)",
      warmUp: 2 * N,
      formula: "Wilder average (14) of 100 |+DI - -DI| / (+DI + -DI); 0 when neither moved",
    }),
    define({
      name: "di_balance_14",
      title: "DI balance (14)",
      unit: "share",
      range: SIGNED,
      warmUp: N + 1,
      formula: "(+DI - -DI) / (+DI + -DI); 0 when neither moved",
    }),
  ],
  create,
};

function create(): BarUpdate {
  const plus = wilder(N);
  const minus = wilder(N);
  const range = wilder(N);
  const index = wilder(N);
  let isFirst = true;
  return (history, out, at) => {
    if (isFirst) {
      isFirst = false;
      return;
    }
    const up = history.high(0) - history.high(1);
    const down = history.low(1) - history.low(0);
    const rise = plus.add(up > down && up > 0 ? up : 0);
    const fall = minus.add(down > up && down > 0 ? down : 0);
    const span = range.add(history.trueRanges[history.last] ?? 0);
    const balance = rise + fall === 0 ? 0 : (rise - fall) / (rise + fall);
    out[at] = span === 0 ? 0 : Math.min(100, (100 * rise) / span);
    out[at + 1] = span === 0 ? 0 : Math.min(100, (100 * fall) / span);
    out[at + 2] = range.isWarm ? index.add(100 * Math.abs(balance)) : 0;
    out[at + 3] = balance;
  };
}
