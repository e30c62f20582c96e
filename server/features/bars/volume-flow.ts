/** Volume and who it belongs to: VWAP, MFI, money flow, on-balance change, and how usual the bar's volume is. */
import type { FeatureDefinition } from "@/server/features/feature";
import { AT_LEAST_0, AT_LEAST_MINUS_1, type BarFamily, PERCENT, SHARE, SIGNED, UNBOUNDED } from "./bar-family";
import type { BarHistory } from "./bar-history";
import { definer } from "./define";
import { meanOf, ratioOr, varianceOf } from "./window";

const VWAPS = [20, 60] as const;
const MFI = 14;
const N = 20;
const SHORT = 5;

const define = definer({
  group: "volume",
  source: "Murphy, Technical Analysis of the Financial Markets, 1999, ch. 7",
  inputs: ["volume"],
});
const ofFlow = definer({
  group: "volume",
  source: "Chaikin Money Flow: Achelis, Technical Analysis from A to Z, 2000",
  inputs: ["high", "low", "close", "volume"],
});

const vwaps = VWAPS.flatMap((n): FeatureDefinition[] => [
  ofFlow({
    name: `vwap_${n}`,
    title: `VWAP (rolling ${n})`,
    unit: "price",
    range: AT_LEAST_0,
    warmUp: n,
    formula: `sum of typical price times volume over sum of volume, ${n} bars; mean typical price without volume`,
    source: "Berkowitz, Logue & Noser, The Total Cost of Transactions on the NYSE, Journal of Finance 43(1), 1988",
  }),
  ofFlow({
    name: `close_to_vwap_${n}`,
    title: `Close against VWAP (${n})`,
    unit: "ratio",
    range: AT_LEAST_MINUS_1,
    warmUp: n,
    formula: `close / vwap_${n} - 1`,
    source: "Berkowitz, Logue & Noser, The Total Cost of Transactions on the NYSE, Journal of Finance 43(1), 1988",
  }),
]);

const flows: readonly FeatureDefinition[] = [
  ofFlow({
    name: "mfi_14",
    title: "MFI (14)",
    unit: "percent",
    range: PERCENT,
    warmUp: MFI + 1,
    formula:
      "100 P / (P + N), sums over 14 of typical price times volume on rising and on falling typical prices; 50 without either",
    source: "Quong & Soudack, Volume-Weighted RSI: Money Flow, Stocks & Commodities 7(3), 1989",
  }),
  ofFlow({
    name: "cmf_20",
    title: "Chaikin money flow (20)",
    unit: "share",
    range: SIGNED,
    warmUp: N,
    formula:
      "sum of ((close - low) - (high - close)) / (high - low) times volume over sum of volume, 20 bars; 0 without volume",
  }),
  ofFlow({
    name: "obv_change_20",
    title: "On-balance volume, change over 20",
    unit: "share",
    range: SIGNED,
    warmUp: N + 1,
    formula: "(obv - obv[20]) / sum of volume of 20; 0 without volume",
    source: "Granville, Granville's New Key to Stock Market Profits, 1963",
    inputs: ["close", "volume"],
  }),
];

const sizes: readonly FeatureDefinition[] = [
  define({
    name: "volume_change_1",
    title: "Volume change",
    unit: "share",
    range: SIGNED,
    warmUp: 2,
    formula: "(volume - volume[1]) / (volume + volume[1]); 0 without volume",
  }),
  define({
    name: "volume_ratio_20",
    title: "Volume against its mean (20)",
    unit: "ratio",
    range: [0, N],
    warmUp: N,
    formula: "volume / mean volume of 20, this bar's included; 1 without volume",
  }),
  define({
    name: "volume_ratio_5_20",
    title: "Mean volume (5) against (20)",
    unit: "ratio",
    range: [0, N / SHORT],
    warmUp: N,
    formula: "mean volume of 5 / mean volume of 20; 1 without volume",
  }),
  define({
    name: "volume_zscore_20",
    title: "Volume z-score (20)",
    unit: "sigma",
    range: UNBOUNDED,
    warmUp: N,
    formula: "(volume - mean) / population standard deviation of 20; 0 when all are equal",
  }),
  define({
    name: "up_volume_share_20",
    title: "Share of volume in rising bars (20)",
    unit: "share",
    range: SHARE,
    warmUp: N,
    formula: "volume of bars that closed above their open over all volume of 20; 0.5 without volume",
    inputs: ["open", "close", "volume"],
  }),
];

export const volumeFlow: BarFamily = {
  kind: "window",
  definitions: [...vwaps, ...flows, ...sizes],
  create: () => update,
};

function update(history: BarHistory, out: Float64Array, at: number): void {
  const { volumes, last } = history;
  for (let i = 0; i < VWAPS.length; i++) {
    const vwap = vwapOf(history, VWAPS[i] ?? 1);
    out[at + 2 * i] = vwap;
    out[at + 2 * i + 1] = history.close(0) / vwap - 1;
  }
  out[at + 4] = moneyFlowIndex(history);
  flowShares(history, out, at + 5);
  const [now, before] = [history.volume(0), history.volume(1)];
  const mean = meanOf(volumes, last, N);
  out[at + 7] = ratioOr(now - before, now + before, 0);
  out[at + 8] = Math.min(N, ratioOr(now, mean, 1));
  out[at + 9] = Math.min(N / SHORT, ratioOr(meanOf(volumes, last, SHORT), mean, 1));
  out[at + 10] = ratioOr(now - mean, Math.sqrt(varianceOf(volumes, last, N)), 0);
  out[at + 11] = upShare(history);
}

function vwapOf({ typicals, volumes, last }: BarHistory, n: number): number {
  let paid = 0;
  let volume = 0;
  for (let i = last - n + 1; i <= last; i++) {
    paid += (typicals[i] ?? 0) * (volumes[i] ?? 0);
    volume += volumes[i] ?? 0;
  }
  return volume === 0 ? meanOf(typicals, last, n) : paid / volume;
}

function moneyFlowIndex({ typicals, volumes, last }: BarHistory): number {
  let up = 0;
  let down = 0;
  for (let i = last - MFI + 1; i <= last; i++) {
    const typical = typicals[i] ?? 0;
    const change = typical - (typicals[i - 1] ?? 0);
    if (change > 0) up += typical * (volumes[i] ?? 0);
    if (change < 0) down += typical * (volumes[i] ?? 0);
  }
  return up + down === 0 ? 50 : (100 * up) / (up + down);
}

/** Money flow and on-balance change, which share the sum of volume. */
function flowShares(history: BarHistory, out: Float64Array, at: number): void {
  const { closes, volumes, last } = history;
  let money = 0;
  let balance = 0;
  let volume = 0;
  for (let i = last - N + 1; i <= last; i++) {
    const traded = volumes[i] ?? 0;
    money += closeLocation(history, i) * traded;
    balance += Math.sign((closes[i] ?? 0) - (closes[i - 1] ?? 0)) * traded;
    volume += traded;
  }
  out[at] = bounded(ratioOr(money, volume, 0));
  out[at + 1] = bounded(ratioOr(balance, volume, 0));
}

/** Where in its range the bar at index `i` closed, −1 at the low to 1 at the high; 0 when it has none. */
export function closeLocation({ highs, lows, closes }: BarHistory, i: number): number {
  const [high, low, close] = [highs[i] ?? 0, lows[i] ?? 0, closes[i] ?? 0];
  return ratioOr(close - low - (high - close), high - low, 0);
}

function upShare({ opens, closes, volumes, last }: BarHistory): number {
  let up = 0;
  let volume = 0;
  for (let i = last - N + 1; i <= last; i++) {
    volume += volumes[i] ?? 0;
    if ((closes[i] ?? 0) > (opens[i] ?? 0)) up += volumes[i] ?? 0;
  }
  return ratioOr(up, volume, 0.5);
}

/** Sums of parts and of the whole differ in their last bits. */
const bounded = (value: number): number => Math.max(-1, Math.min(1, value));
