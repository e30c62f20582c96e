import { AT_LEAST_MINUS_1, type BarFamily, type BarUpdate, SIGNED, UNBOUNDED } from "./bar-family";
import type { BarHistory } from "./bar-history";
import { definer } from "./define";

const STEP = 0.02;
const STEP_MAX = 0.2;
const define = definer({
  group: "trend",
  source: "Wilder, New Concepts in Technical Trading Systems, 1978, section II",
  inputs: ["high", "low", "close"],
});

/** Stop and reverse: a stop that follows the trend and turns where it is hit. */
export const parabolicSar: BarFamily = {
  kind: "recursive",
  definitions: [
    define({
      name: "sar",
      title: "Parabolic SAR (0.02, 0.2)",
      unit: "price",
      range: UNBOUNDED,
      warmUp: 2,
      formula:
        "sar + f (extreme - sar), f from 0.02 by 0.02 at each new extreme up to 0.2; never inside the last two bars; turns when the bar reaches it",
    }),
    define({
      name: "close_to_sar",
      title: "Close against SAR",
      unit: "ratio",
      range: AT_LEAST_MINUS_1,
      warmUp: 2,
      formula: "close / sar - 1",
    }),
    define({
      name: "sar_trend",
      title: "SAR trend",
      unit: "sign",
      range: SIGNED,
      warmUp: 2,
      formula: "1 while the stop is below, -1 while it is above",
    }),
  ],
  create,
};

type Stop = { isLong: boolean; sar: number; extreme: number; factor: number };

function create(): BarUpdate {
  let stop: Stop | null = null;
  let isFirst = true;
  return (history, out, at) => {
    if (isFirst) {
      isFirst = false;
      return;
    }
    stop ??= begin(history);
    const shown = advance(stop, history);
    out[at] = shown;
    out[at + 1] = history.close(0) / shown - 1;
    out[at + 2] = stop.isLong ? 1 : -1;
  };
}

/** Long, unless the second bar reached further down than up: TA-Lib's beginning. */
function begin(history: BarHistory): Stop {
  const down = history.low(1) - history.low(0);
  const isLong = !(down > 0 && down > history.high(0) - history.high(1));
  return isLong
    ? { isLong, sar: history.low(1), extreme: history.high(0), factor: STEP }
    : { isLong, sar: history.high(1), extreme: history.low(0), factor: STEP };
}

/** @returns the stop of this bar; `stop` then holds the next bar's */
function advance(stop: Stop, history: BarHistory): number {
  const [high, low] = [history.high(0), history.low(0)];
  const side = stop.isLong ? 1 : -1;
  const isHit = stop.isLong ? low <= stop.sar : high >= stop.sar;
  let shown = stop.sar;
  if (isHit) {
    shown = stop.isLong ? Math.max(stop.extreme, history.high(1), high) : Math.min(stop.extreme, history.low(1), low);
    stop.isLong = !stop.isLong;
    stop.factor = STEP;
    stop.extreme = stop.isLong ? high : low;
  } else if (side * ((stop.isLong ? high : low) - stop.extreme) > 0) {
    stop.extreme = stop.isLong ? high : low;
    stop.factor = Math.min(STEP_MAX, stop.factor + STEP);
  }
  const next = shown + stop.factor * (stop.extreme - shown);
  stop.sar = stop.isLong ? Math.min(next, history.low(1), low) : Math.max(next, history.high(1), high);
  return shown;
}
