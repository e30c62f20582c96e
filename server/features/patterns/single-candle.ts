/** Patterns of one candle, some of them seen against the one before. */
import { bearishIf, bullishIf, gapsDown, gapsUp, isWhite, type Pattern } from "./pattern";

export const SINGLE_CANDLE: readonly Pattern[] = [
  {
    name: "doji",
    title: "Doji",
    candles: 1,
    rule: "doji body",
    find: ({ c0 }) => bullishIf(c0.isDoji),
  },
  {
    name: "dragonfly_doji",
    title: "Dragonfly doji",
    candles: 1,
    rule: "doji body, no upper shadow, a lower one",
    find: ({ c0 }) => bullishIf(c0.isDoji && c0.hasNoUpper && c0.hasLower),
  },
  {
    name: "gravestone_doji",
    title: "Gravestone doji",
    candles: 1,
    rule: "doji body, no lower shadow, an upper one; 1 when present",
    find: ({ c0 }) => bullishIf(c0.isDoji && c0.hasNoLower && c0.hasUpper),
  },
  {
    name: "long_legged_doji",
    title: "Long-legged doji",
    candles: 1,
    rule: "doji body, a shadow longer than the body",
    find: ({ c0 }) => bullishIf(c0.isDoji && (c0.lower > c0.body || c0.upper > c0.body)),
  },
  {
    name: "rickshaw_man",
    title: "Rickshaw man",
    candles: 1,
    rule: "doji body near the middle of the range, both shadows longer than the body",
    find: ({ c0 }) => {
      const middle = c0.low + (c0.high - c0.low) / 2;
      const isCentred = c0.bottom <= middle + c0.near && c0.top >= middle - c0.near;
      return bullishIf(c0.isDoji && c0.lower > c0.body && c0.upper > c0.body && isCentred);
    },
  },
  {
    name: "takuri",
    title: "Takuri",
    candles: 1,
    rule: "doji body, no upper shadow, lower shadow over twice the body",
    find: ({ c0 }) => bullishIf(c0.isDoji && c0.hasNoUpper && c0.lower > 2 * c0.body),
  },
  {
    name: "marubozu",
    title: "Marubozu",
    candles: 1,
    rule: "long body without shadows; the sign of the body",
    find: ({ c0 }) => (c0.isLong && c0.hasNoUpper && c0.hasNoLower ? c0.color : 0),
  },
  {
    name: "closing_marubozu",
    title: "Closing marubozu",
    candles: 1,
    rule: "long body without a shadow at the close; the sign of the body",
    find: ({ c0 }) => (c0.isLong && (isWhite(c0) ? c0.hasNoUpper : c0.hasNoLower) ? c0.color : 0),
  },
  {
    name: "belt_hold",
    title: "Belt hold",
    candles: 1,
    rule: "long body without a shadow at the open; the sign of the body",
    find: ({ c0 }) => (c0.isLong && (isWhite(c0) ? c0.hasNoLower : c0.hasNoUpper) ? c0.color : 0),
  },
  {
    name: "long_line",
    title: "Long line",
    candles: 1,
    rule: "long body, both shadows short; the sign of the body",
    find: ({ c0 }) => (c0.isLong && c0.upper < c0.shortShadow && c0.lower < c0.shortShadow ? c0.color : 0),
  },
  {
    name: "short_line",
    title: "Short line",
    candles: 1,
    rule: "short body, both shadows short; the sign of the body",
    find: ({ c0 }) => (c0.isShort && c0.upper < c0.shortShadow && c0.lower < c0.shortShadow ? c0.color : 0),
  },
  {
    name: "spinning_top",
    title: "Spinning top",
    candles: 1,
    rule: "short body, both shadows longer than it; the sign of the body",
    find: ({ c0 }) => (c0.isShort && c0.upper > c0.body && c0.lower > c0.body ? c0.color : 0),
  },
  {
    name: "high_wave",
    title: "High wave",
    candles: 1,
    rule: "short body, both shadows over twice as long; the sign of the body",
    find: ({ c0 }) => (c0.isShort && c0.upper > 2 * c0.body && c0.lower > 2 * c0.body ? c0.color : 0),
  },
  {
    name: "hammer",
    title: "Hammer",
    candles: 2,
    rule: "short body, lower shadow longer than it, no upper one, body at or near the low before",
    find: ({ c0, c1 }) => bullishIf(c0.isShort && c0.lower > c0.body && c0.hasNoUpper && c0.bottom <= c1.low + c1.near),
  },
  {
    name: "hanging_man",
    title: "Hanging man",
    candles: 2,
    rule: "short body, lower shadow longer than it, no upper one, body at or near the high before",
    find: ({ c0, c1 }) =>
      bearishIf(c0.isShort && c0.lower > c0.body && c0.hasNoUpper && c0.bottom >= c1.high - c1.near),
  },
  {
    name: "inverted_hammer",
    title: "Inverted hammer",
    candles: 2,
    rule: "short body, upper shadow longer than it, no lower one, body gaps down",
    find: ({ c0, c1 }) => bullishIf(c0.isShort && c0.upper > c0.body && c0.hasNoLower && gapsDown(c0, c1)),
  },
  {
    name: "shooting_star",
    title: "Shooting star",
    candles: 2,
    rule: "short body, upper shadow longer than it, no lower one, body gaps up",
    find: ({ c0, c1 }) => bearishIf(c0.isShort && c0.upper > c0.body && c0.hasNoLower && gapsUp(c0, c1)),
  },
];
