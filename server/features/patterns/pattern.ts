import type { CandleShape, Candles } from "./candle-shape";

/** A candlestick pattern that ends with the newest candle. */
export type Pattern = Readonly<{
  /** Without `cdl_`. */
  name: string;
  title: string;
  /** Candles it is made of. */
  candles: 1 | 2 | 3 | 4 | 5;
  rule: string;
  /** 1 bullish (or present, where it has no side), −1 bearish, 0 absent: the sign of TA-Lib's value. */
  find: (candles: Candles) => number;
}>;

export const bullishIf = (is: boolean): number => (is ? 1 : 0);
export const bearishIf = (is: boolean): number => (is ? -1 : 0);

export const isWhite = ({ color }: CandleShape): boolean => color === 1;
export const isBlack = ({ color }: CandleShape): boolean => color === -1;

/** Between bodies. */
export const gapsUp = (now: CandleShape, before: CandleShape): boolean => now.bottom > before.top;
export const gapsDown = (now: CandleShape, before: CandleShape): boolean => now.top < before.bottom;

export const within = (value: number, center: number, distance: number): boolean =>
  value <= center + distance && value >= center - distance;
