/**
 * A bar as candlestick rules see it: its body and shadows, and what counts as long, short or near in its place.
 *
 * "Long" and the like are measured on the ten (near, far, equal: five) bars before it, as TA-Lib's default candle
 * settings do, so that the rules hold in quiet and in wild markets.
 */
import type { BarHistory } from "@/server/features/bars/bar-history";

export type CandleShape = {
  open: number;
  high: number;
  low: number;
  close: number;
  /** 1 when it closed at or above its open, else −1. */
  color: 1 | -1;
  /** |close − open|, and its ends. */
  body: number;
  top: number;
  bottom: number;
  upper: number;
  lower: number;
  /** The body is above, or at most, the mean body of the ten bars before. */
  isLong: boolean;
  isShort: boolean;
  isAtMostShort: boolean;
  /** The body is at most a tenth of the mean range of the ten bars before. */
  isDoji: boolean;
  /** Shadows below a tenth of the mean range of the ten bars before count as none. */
  hasNoUpper: boolean;
  hasNoLower: boolean;
  hasUpper: boolean;
  hasLower: boolean;
  /** Half the mean of both shadows of the ten bars before. */
  shortShadow: number;
  /** Price distances: a fifth, three fifths and a twentieth of the mean range of the five bars before. */
  near: number;
  far: number;
  equal: number;
};

/** Newest first. */
export type Candles = {
  c0: CandleShape;
  c1: CandleShape;
  c2: CandleShape;
  c3: CandleShape;
  c4: CandleShape;
};

/** Bars that a candle is measured on, besides itself. */
export const SETTING_BARS = 10;
const NEAR_BARS = 5;
const TENTH = 0.1;

export const blankCandles = (): Candles => ({ c0: blank(), c1: blank(), c2: blank(), c3: blank(), c4: blank() });

/** Moves all by one and shapes the newest bar into the place that became free. */
export function advance(candles: Candles, history: BarHistory): void {
  const free = candles.c4;
  candles.c4 = candles.c3;
  candles.c3 = candles.c2;
  candles.c2 = candles.c1;
  candles.c1 = candles.c0;
  candles.c0 = free;
  shape(free, history);
  measure(free, history);
}

function shape(candle: CandleShape, history: BarHistory): void {
  const [open, high, low, close] = [history.open(0), history.high(0), history.low(0), history.close(0)];
  candle.open = open;
  candle.high = high;
  candle.low = low;
  candle.close = close;
  candle.color = close >= open ? 1 : -1;
  candle.body = Math.abs(close - open);
  candle.top = Math.max(open, close);
  candle.bottom = Math.min(open, close);
  candle.upper = high - candle.top;
  candle.lower = candle.bottom - low;
}

function measure(candle: CandleShape, { opens, highs, lows, closes, last }: BarHistory): void {
  let bodies = 0;
  let ranges = 0;
  let nearRanges = 0;
  let shadows = 0;
  for (let i = last - SETTING_BARS; i < last; i++) {
    const body = Math.abs((closes[i] ?? 0) - (opens[i] ?? 0));
    const range = (highs[i] ?? 0) - (lows[i] ?? 0);
    bodies += body;
    ranges += range;
    shadows += range - body;
    if (i >= last - NEAR_BARS) nearRanges += range;
  }
  const meanBody = bodies / SETTING_BARS;
  const tenth = TENTH * (ranges / SETTING_BARS);
  candle.isLong = candle.body > meanBody;
  candle.isShort = candle.body < meanBody;
  candle.isAtMostShort = candle.body <= meanBody;
  candle.isDoji = candle.body <= tenth;
  candle.hasNoUpper = candle.upper < tenth;
  candle.hasNoLower = candle.lower < tenth;
  candle.hasUpper = candle.upper > tenth;
  candle.hasLower = candle.lower > tenth;
  candle.shortShadow = shadows / SETTING_BARS / 2;
  candle.near = 0.2 * (nearRanges / NEAR_BARS);
  candle.far = 0.6 * (nearRanges / NEAR_BARS);
  candle.equal = 0.05 * (nearRanges / NEAR_BARS);
}

const blank = (): CandleShape => ({
  open: 0,
  high: 0,
  low: 0,
  close: 0,
  color: 1,
  body: 0,
  top: 0,
  bottom: 0,
  upper: 0,
  lower: 0,
  isLong: false,
  isShort: false,
  isAtMostShort: false,
  isDoji: false,
  hasNoUpper: false,
  hasNoLower: false,
  hasUpper: false,
  hasLower: false,
  shortShadow: 0,
  near: 0,
  far: 0,
  equal: 0,
});
