/** Running totals of volume. They count from where their generation began: only their changes mean anything. */
import { type BarFamily, type BarUpdate, UNBOUNDED } from "./bar-family";
import { definer } from "./define";
import { closeLocation } from "./volume-flow";
import { meanOf, ratioOr } from "./window";

const N = 20;
const FAST = 3;
const SLOW = 10;

const define = definer({
  group: "volume",
  source:
    "Chaikin: Achelis, Technical Analysis from A to Z, 2000; averages begun with their first value, as in TA-Lib's ADOSC",
  inputs: ["high", "low", "close", "volume"],
});
const total = { unit: "volume", range: UNBOUNDED } as const;

export const volumeLines: BarFamily = {
  kind: "recursive",
  definitions: [
    define({
      ...total,
      name: "obv",
      title: "On-balance volume",
      warmUp: 2,
      formula: "running sum of volume, added when the close rose, taken away when it fell, from the generation's start",
      source: "Granville, Granville's New Key to Stock Market Profits, 1963",
      inputs: ["close", "volume"],
    }),
    define({
      ...total,
      name: "ad_line",
      title: "Accumulation/distribution line",
      warmUp: 1,
      formula:
        "running sum of ((close - low) - (high - close)) / (high - low) times volume, from the generation's start",
    }),
    define({
      ...total,
      name: "chaikin_oscillator",
      title: "Chaikin oscillator (3, 10)",
      warmUp: SLOW,
      formula: "EMA (3) - EMA (10) of ad_line",
    }),
    define({
      name: "chaikin_oscillator_ratio",
      title: "Chaikin oscillator in mean volumes",
      unit: "ratio",
      range: UNBOUNDED,
      warmUp: N,
      formula: "chaikin_oscillator / mean volume of 20; 0 without volume",
    }),
  ],
  create,
};

function create(): BarUpdate {
  let balance = 0;
  let line = 0;
  let fast = 0;
  let slow = 0;
  let isFirst = true;
  return (history, out, at) => {
    const volume = history.volume(0);
    if (!isFirst) balance += Math.sign(history.close(0) - history.close(1)) * volume;
    line += closeLocation(history, history.last) * volume;
    fast = isFirst ? line : fast + (2 / (FAST + 1)) * (line - fast);
    slow = isFirst ? line : slow + (2 / (SLOW + 1)) * (line - slow);
    isFirst = false;
    out[at] = balance;
    out[at + 1] = line;
    out[at + 2] = fast - slow;
    out[at + 3] = ratioOr(fast - slow, meanOf(history.volumes, history.last, N), 0);
  };
}
