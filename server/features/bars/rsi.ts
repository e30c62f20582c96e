import { type BarFamily, type BarUpdate, PERCENT } from "./bar-family";
import { definer } from "./define";
import { wilder } from "./smoothing";

const LENGTHS = [7, 14] as const;
const define = definer({
  group: "momentum",
  source: "Wilder, New Concepts in Technical Trading Systems, 1978, section VI",
  inputs: ["close"],
});

/** Relative strength index: the share of rises in all movement, smoothed. */
export const rsi: BarFamily = {
  kind: "recursive",
  definitions: LENGTHS.map((n) =>
    define({
      name: `rsi_${n}`,
      title: `RSI (${n})`,
      unit: "percent",
      range: PERCENT,
      warmUp: n + 1,
      formula: `100 U / (U + D), U and D Wilder averages (${n}) of rises and falls of the close; 50 when nothing moved`,
    }),
  ),
  create,
};

function create(): BarUpdate {
  const rises = LENGTHS.map(wilder);
  const falls = LENGTHS.map(wilder);
  let isFirst = true;
  return (history, out, at) => {
    const change = isFirst ? 0 : history.close(0) - history.close(1);
    for (let i = 0; i < LENGTHS.length; i++) {
      if (isFirst) continue;
      const up = rises[i]?.add(Math.max(0, change)) ?? 0;
      const down = falls[i]?.add(Math.max(0, -change)) ?? 0;
      out[at + i] = up + down === 0 ? 50 : (100 * up) / (up + down);
    }
    isFirst = false;
  };
}
