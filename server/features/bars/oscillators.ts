/** Bounded oscillators over the last bars: stochastic, Williams %R, CCI, Aroon, efficiency. */
import type { FeatureDefinition } from "@/server/features/feature";
import { type BarFamily, PERCENT, SHARE, UNBOUNDED } from "./bar-family";
import type { BarHistory } from "./bar-history";
import { definer } from "./define";
import { maxOf, meanOf, minOf, ratioOr } from "./window";

const STOCHASTIC = 14;
const SMOOTH = 3;
const CCI = 20;
const AROON = 25;
const EFFICIENCY = 20;
/** Lambert's scale, by which most values lie between -100 and 100. */
const CCI_SCALE = 0.015;

const define = definer({ group: "momentum", source: "", inputs: ["high", "low", "close"] });
const lane = "Lane, Lane's Stochastics, Technical Analysis of Stocks & Commodities 2(3), 1984";
const chande = "Chande, The New Technical Trader, 1994, ch. 8";

const definitions: readonly FeatureDefinition[] = [
  define({
    name: "stoch_k_14",
    title: "Stochastic %K (14, 3)",
    unit: "percent",
    range: PERCENT,
    warmUp: STOCHASTIC + SMOOTH - 1,
    formula: "mean of 3 of 100 (close - lowest low of 14) / (highest high of 14 - lowest low of 14); 50 when flat",
    source: lane,
  }),
  define({
    name: "stoch_d_14",
    title: "Stochastic %D (14, 3, 3)",
    unit: "percent",
    range: PERCENT,
    warmUp: STOCHASTIC + 2 * SMOOTH - 2,
    formula: "mean of the last 3 stoch_k_14",
    source: lane,
  }),
  define({
    name: "williams_r_14",
    title: "Williams %R (14)",
    unit: "percent",
    range: [-100, 0],
    warmUp: STOCHASTIC,
    formula: "-100 (highest high of 14 - close) / (highest high of 14 - lowest low of 14); -50 when flat",
    source: "Williams, How I Made One Million Dollars Last Year Trading Commodities, 1973",
  }),
  define({
    name: "cci_20",
    title: "CCI (20)",
    unit: "ratio",
    range: UNBOUNDED,
    warmUp: CCI,
    formula: "(t - m) / (0.015 mean |t - m|), t typical price, m its mean of 20; 0 when flat",
    source: "Lambert, Commodity Channel Index, Commodities 9(10), 1980",
  }),
  define({
    name: "aroon_up_25",
    title: "Aroon up (25)",
    unit: "percent",
    range: PERCENT,
    warmUp: AROON + 1,
    formula: "100 (25 - bars since the highest high of 26, the latest of equals) / 25",
    source: chande,
  }),
  define({
    name: "aroon_down_25",
    title: "Aroon down (25)",
    unit: "percent",
    range: PERCENT,
    warmUp: AROON + 1,
    formula: "100 (25 - bars since the lowest low of 26, the latest of equals) / 25",
    source: chande,
  }),
  define({
    name: "aroon_oscillator_25",
    title: "Aroon oscillator (25)",
    unit: "percent",
    range: [-100, 100],
    warmUp: AROON + 1,
    formula: "aroon_up_25 - aroon_down_25",
    source: chande,
  }),
  define({
    name: "efficiency_20",
    title: "Efficiency ratio (20)",
    unit: "share",
    range: SHARE,
    warmUp: EFFICIENCY + 1,
    formula: "|close - close[20]| / sum of 20 |close - close[1]|; 0 when nothing moved",
    source: "Kaufman, Smarter Trading, 1995",
    inputs: ["close"],
  }),
];

export const oscillators: BarFamily = { kind: "window", definitions, create: () => update };

function update(history: BarHistory, out: Float64Array, at: number): void {
  const { last } = history;
  const highest = maxOf(history.highs, last, STOCHASTIC);
  const lowest = minOf(history.lows, last, STOCHASTIC);
  const [k, d] = stochastic(history);
  out[at] = k;
  out[at + 1] = d;
  out[at + 2] = highest === lowest ? -50 : (-100 * (highest - history.close(0))) / (highest - lowest);
  out[at + 3] = commodityChannel(history);
  const up = (100 * (AROON - barsSince(history.highs, last, 1))) / AROON;
  const down = (100 * (AROON - barsSince(history.lows, last, -1))) / AROON;
  out[at + 4] = up;
  out[at + 5] = down;
  out[at + 6] = up - down;
  out[at + 7] = efficiency(history);
}

/** Slow %K and its mean of three. */
function stochastic({ highs, lows, closes, last }: BarHistory): readonly [k: number, d: number] {
  let k = 0;
  let d = 0;
  for (let ago = 0; ago < 2 * SMOOTH - 1; ago++) {
    const end = last - ago;
    const lowest = minOf(lows, end, STOCHASTIC);
    const range = maxOf(highs, end, STOCHASTIC) - lowest;
    const fast = range === 0 ? 50 : (100 * ((closes[end] ?? 0) - lowest)) / range;
    if (ago < SMOOTH) k += fast;
    // Of the three means of three, the value `ago` bars back stands in 1, 2, 3, 2, 1.
    d += fast * (SMOOTH - Math.abs(ago - SMOOTH + 1));
  }
  return [Math.min(100, k / SMOOTH), Math.min(100, d / (SMOOTH * SMOOTH))];
}

function commodityChannel({ typicals, last }: BarHistory): number {
  const mean = meanOf(typicals, last, CCI);
  let deviation = 0;
  for (let i = last - CCI + 1; i <= last; i++) deviation += Math.abs((typicals[i] ?? 0) - mean);
  return ratioOr((typicals[last] ?? 0) - mean, (CCI_SCALE * deviation) / CCI, 0);
}

/** @param sign  1 looks for the greatest of the last 26, -1 for the least */
function barsSince(values: Float64Array, last: number, sign: number): number {
  let best = Number.NEGATIVE_INFINITY;
  let ago = 0;
  for (let back = AROON; back >= 0; back--) {
    const value = sign * (values[last - back] ?? 0);
    if (value >= best) {
      best = value;
      ago = back;
    }
  }
  return ago;
}

function efficiency({ closes, last }: BarHistory): number {
  let path = 0;
  for (let i = last - EFFICIENCY + 1; i <= last; i++) path += Math.abs((closes[i] ?? 0) - (closes[i - 1] ?? 0));
  return ratioOr(Math.abs((closes[last] ?? 0) - (closes[last - EFFICIENCY] ?? 0)), path, 0);
}
