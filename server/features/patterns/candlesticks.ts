/** The fifty candlestick patterns as features. */
import { type BarFamily, SIGNED } from "@/server/features/bars/bar-family";
import type { FeatureDefinition } from "@/server/features/feature";
import { advance, blankCandles, SETTING_BARS } from "./candle-shape";
import type { Pattern } from "./pattern";
import { SEVERAL_CANDLES } from "./several-candles";
import { SINGLE_CANDLE } from "./single-candle";
import { STARS } from "./stars";
import { TWO_CANDLES } from "./two-candles";

export const PATTERNS: readonly Pattern[] = [...SINGLE_CANDLE, ...TWO_CANDLES, ...STARS, ...SEVERAL_CANDLES];

export const candlesticks: BarFamily = {
  kind: "window",
  definitions: PATTERNS.map(
    ({ name, title, candles, rule }): FeatureDefinition => ({
      name: `cdl_${name}`,
      title,
      group: "pattern",
      unit: "sign",
      range: SIGNED,
      warmUp: SETTING_BARS + candles,
      version: 1,
      formula: rule,
      source: "TA-Lib's candlestick rules and default settings (A. Ceiri, 2004), after Nison 1991 and Morris 1995",
      inputs: ["open", "high", "low", "close"],
    }),
  ),
  create: () => {
    const candles = blankCandles();
    return (history, out, at) => {
      advance(candles, history);
      for (let i = 0; i < PATTERNS.length; i++) out[at + i] = PATTERNS[i]?.find(candles) ?? 0;
    };
  },
};
