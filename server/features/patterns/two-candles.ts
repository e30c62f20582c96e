/** Patterns of two candles. */
import type { CandleShape } from "./candle-shape";
import { bearishIf, bullishIf, gapsDown, gapsUp, isBlack, isWhite, type Pattern, within } from "./pattern";

const isInside = (inner: CandleShape, outer: CandleShape): boolean =>
  inner.top <= outer.top && inner.bottom >= outer.bottom;

/** A black long candle, then a white one that opens below its low: neck lines and their kin. */
const reboundsFrom = (c0: CandleShape, c1: CandleShape): boolean =>
  isBlack(c1) && c1.isLong && isWhite(c0) && c0.open < c1.low;

export const TWO_CANDLES: readonly Pattern[] = [
  {
    name: "engulfing",
    title: "Engulfing",
    candles: 2,
    rule: "body covers the opposite body before, and is larger; the sign of the body",
    find: ({ c0, c1 }) =>
      c0.color === -c1.color && isInside(c1, c0) && (c0.top > c1.top || c0.bottom < c1.bottom) ? c0.color : 0,
  },
  {
    name: "harami",
    title: "Harami",
    candles: 2,
    rule: "short body inside the long one before; against that one",
    find: ({ c0, c1 }) => (c1.isLong && c0.isAtMostShort && isInside(c0, c1) ? -c1.color : 0),
  },
  {
    name: "harami_cross",
    title: "Harami cross",
    candles: 2,
    rule: "doji inside the long body before; against that one",
    find: ({ c0, c1 }) => (c1.isLong && c0.isDoji && isInside(c0, c1) ? -c1.color : 0),
  },
  {
    name: "doji_star",
    title: "Doji star",
    candles: 2,
    rule: "doji that gaps away from a long body in its direction; against that one",
    find: ({ c0, c1 }) => (c1.isLong && c0.isDoji && (isWhite(c1) ? gapsUp(c0, c1) : gapsDown(c0, c1)) ? -c1.color : 0),
  },
  {
    name: "piercing",
    title: "Piercing line",
    candles: 2,
    rule: "long black, then long white that opens below its low and closes within its body, above half of it",
    find: ({ c0, c1 }) =>
      bullishIf(reboundsFrom(c0, c1) && c0.isLong && c0.close < c1.open && c0.close > c1.close + 0.5 * c1.body),
  },
  {
    name: "dark_cloud_cover",
    title: "Dark cloud cover",
    candles: 2,
    rule: "long white, then black that opens above its high and closes within its body, below half of it",
    find: ({ c0, c1 }) =>
      bearishIf(
        isWhite(c1) &&
          c1.isLong &&
          isBlack(c0) &&
          c0.open > c1.high &&
          c0.close > c1.open &&
          c0.close < c1.close - 0.5 * c1.body,
      ),
  },
  {
    name: "counterattack",
    title: "Counterattack",
    candles: 2,
    rule: "two long opposite bodies with equal closes; the sign of the second",
    find: ({ c0, c1 }) =>
      c1.color === -c0.color && c1.isLong && c0.isLong && within(c0.close, c1.close, c1.equal) ? c0.color : 0,
  },
  {
    name: "separating_lines",
    title: "Separating lines",
    candles: 2,
    rule: "opposite bodies with equal opens, the second long without a shadow at its open; its sign",
    find: ({ c0, c1 }) =>
      c1.color === -c0.color &&
      within(c0.open, c1.open, c1.equal) &&
      c0.isLong &&
      (isWhite(c0) ? c0.hasNoLower : c0.hasNoUpper)
        ? c0.color
        : 0,
  },
  {
    name: "in_neck",
    title: "In-neck",
    candles: 2,
    rule: "long black, then white that opens below its low and closes at its close or slightly above",
    find: ({ c0, c1 }) => bearishIf(reboundsFrom(c0, c1) && c0.close <= c1.close + c1.equal && c0.close >= c1.close),
  },
  {
    name: "on_neck",
    title: "On-neck",
    candles: 2,
    rule: "long black, then white that opens below its low and closes at that low",
    find: ({ c0, c1 }) => bearishIf(reboundsFrom(c0, c1) && within(c0.close, c1.low, c1.equal)),
  },
  {
    name: "thrusting",
    title: "Thrusting",
    candles: 2,
    rule: "long black, then white that opens below its low and closes above its close, at most at half its body",
    find: ({ c0, c1 }) =>
      bearishIf(reboundsFrom(c0, c1) && c0.close > c1.close + c1.equal && c0.close <= c1.close + 0.5 * c1.body),
  },
  {
    name: "homing_pigeon",
    title: "Homing pigeon",
    candles: 2,
    rule: "short black body inside a long black one",
    find: ({ c0, c1 }) =>
      bullishIf(
        isBlack(c1) && isBlack(c0) && c1.isLong && c0.isAtMostShort && c0.open < c1.open && c0.close > c1.close,
      ),
  },
  {
    name: "matching_low",
    title: "Matching low",
    candles: 2,
    rule: "two black bodies with equal closes",
    find: ({ c0, c1 }) => bullishIf(isBlack(c1) && isBlack(c0) && within(c0.close, c1.close, c1.equal)),
  },
];
