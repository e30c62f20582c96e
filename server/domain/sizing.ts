/** How large a new position is made (DOMAIN.md 5): its settings, and its arithmetic as shown. */

/**
 * `signal`: equity × share × strength × Kelly fraction. `kelly`: from the record of trades, a part of full Kelly, capped.
 * `fixed_fractional`: what is lost at the stop is a share of equity. `volatility`: the base share, scaled by average over
 * present volatility. `atr`: what is lost over so many ATR(14) is a share of equity.
 */
export const SIZING_METHODS = ["signal", "kelly", "fixed_fractional", "volatility", "atr"] as const;
export type SizingMethod = (typeof SIZING_METHODS)[number];

/** Of the present 5-minute volatility within its 90 days: below the 25th, below the 75th, below the 95th percentile, above. */
export const VOLATILITY_REGIMES = ["low", "normal", "high", "extreme"] as const;
export type VolatilityRegime = (typeof VOLATILITY_REGIMES)[number];

/** Whole numbers; ppm unless said otherwise. */
export type SizingSettings = Readonly<{
  /** Of tickets and of strategies that say nothing else. */
  method: SizingMethod;
  /** Share of equity that "signal" and "volatility" start from. */
  baseSharePpm: number;
  /** Part of a full Kelly bet that "signal" takes. */
  signalKellyPpm: number;
  /** Part of a full Kelly bet that "kelly" takes, its cap as a share of equity, and the least trades to go by. */
  kellyFractionPpm: number;
  kellyCapPpm: number;
  kellyTradesMin: number;
  /** Equity risked to the stop by "fixed_fractional" and "atr"; 10_000 to 100_000. */
  riskPerTradePpm: number;
  /** Most that "volatility" makes of its base, thousandths. */
  volatilityCapMilli: number;
  /** Distance of the stop that "atr" reckons with, thousandths of an ATR(14). */
  atrMultipleMilli: number;
  /** New risk shrinks by up to `correlationCutPpm` as the average correlation with what is held goes from … to …. */
  correlationFromPpm: number;
  correlationToPpm: number;
  correlationCutPpm: number;
  /** What is left of a size in each regime. */
  regimePpm: Readonly<Record<VolatilityRegime, number>>;
}>;

/** One line of the arithmetic, e.g. "Equity" "10 000.00 USDT", "× 2 % base share" "200.00 USDT". */
export type SizingLine = Readonly<{ label: string; value: string }>;

/** How an order came to its size, as kept with it. */
export type SizingNote = Readonly<{ method: SizingMethod; lines: readonly SizingLine[] }>;
