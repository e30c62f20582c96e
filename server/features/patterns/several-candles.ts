/** Advances, continuations and breaks of three to five candles. */
import type { CandleShape, Candles } from "./candle-shape";
import { bearishIf, bullishIf, gapsDown, gapsUp, isBlack, isWhite, type Pattern, within } from "./pattern";

/** Three white, each closing higher. */
const advances = ({ c0, c1, c2 }: Candles): boolean =>
  isWhite(c2) && isWhite(c1) && isWhite(c0) && c0.close > c1.close && c1.close > c2.close;
const opensInOrNear = (now: CandleShape, before: CandleShape): boolean =>
  now.open > before.open && now.open <= before.close + before.near;

export const SEVERAL_CANDLES: readonly Pattern[] = [
  {
    name: "three_white_soldiers",
    title: "Three white soldiers",
    candles: 3,
    rule: "three white without upper shadows, each opening in or near the body before and closing higher, none far smaller, the last not short",
    find: (all) => {
      const { c0, c1, c2 } = all;
      const areFull = c2.hasNoUpper && c1.hasNoUpper && c0.hasNoUpper && !c0.isAtMostShort;
      const areSteady = c1.body > c2.body - c2.far && c0.body > c1.body - c1.far;
      return bullishIf(advances(all) && areFull && areSteady && opensInOrNear(c1, c2) && opensInOrNear(c0, c1));
    },
  },
  {
    name: "advance_block",
    title: "Advance block",
    candles: 3,
    rule: "three rising white, each opening in or near the body before, the first long with a short upper shadow, then bodies shrink or upper shadows grow",
    find: (all) => {
      const { c0, c1, c2 } = all;
      const isAdvance = advances(all) && opensInOrNear(c1, c2) && opensInOrNear(c0, c1);
      return bearishIf(isAdvance && c2.isLong && c2.upper < c2.shortShadow && weakens(c0, c1, c2));
    },
  },
  {
    name: "stalled",
    title: "Stalled pattern",
    candles: 3,
    rule: "three rising white: two long, the second without upper shadow and opening in or near the first, then a short one on its shoulder",
    find: (all) => {
      const { c0, c1, c2 } = all;
      const areLong = c2.isLong && c1.isLong && c1.hasNoUpper && opensInOrNear(c1, c2);
      return bearishIf(advances(all) && areLong && c0.isShort && c0.open >= c1.close - c0.body - c1.near);
    },
  },
  {
    name: "three_inside",
    title: "Three inside up/down",
    candles: 3,
    rule: "harami (long, then short strictly inside), then an opposite body that closes beyond the first open; against the first",
    find: ({ c0, c1, c2 }) => {
      const isHarami = c2.isLong && c1.isAtMostShort && c1.top < c2.top && c1.bottom > c2.bottom;
      if (!isHarami || c0.color === c2.color) return 0;
      return (isWhite(c2) ? c0.close < c2.open : c0.close > c2.open) ? -c2.color : 0;
    },
  },
  {
    name: "three_outside",
    title: "Three outside up/down",
    candles: 3,
    rule: "engulfing (strict), then a close further in its direction; the sign of the engulfing body",
    find: ({ c0, c1, c2 }) => {
      if (c1.color === c2.color || !(c1.top > c2.top && c1.bottom < c2.bottom)) return 0;
      return c1.color * (c0.close - c1.close) > 0 ? c1.color : 0;
    },
  },
  {
    name: "three_line_strike",
    title: "Three-line strike",
    candles: 4,
    rule: "three of one colour, each opening in or near the body before and closing further, then an opposite one from beyond the last close to beyond the first open; the sign of the three",
    find: ({ c0, c1, c2, c3 }) => {
      const side = c1.color;
      const areOne = c3.color === side && c2.color === side && c0.color === -side;
      const areLinked = opensAbout(c2, c3) && opensAbout(c1, c2);
      const areGoing = side * (c1.close - c2.close) > 0 && side * (c2.close - c3.close) > 0;
      return areOne && areLinked && areGoing && side * (c0.open - c1.close) > 0 && side * (c3.open - c0.close) > 0
        ? side
        : 0;
    },
  },
  {
    name: "stick_sandwich",
    title: "Stick sandwich",
    candles: 3,
    rule: "black, white trading above its close, black with an equal close",
    find: ({ c0, c1, c2 }) =>
      bullishIf(isBlack(c2) && isWhite(c1) && isBlack(c0) && c1.low > c2.close && within(c0.close, c2.close, c2.equal)),
  },
  {
    name: "tasuki_gap",
    title: "Tasuki gap",
    candles: 3,
    rule: "body gapping in its direction, then an opposite one of about its size that opens in it and closes into the gap without closing it; the sign of the gap",
    find: ({ c0, c1, c2 }) => {
      if (c1.color === c0.color || Math.abs(c1.body - c0.body) >= c1.near) return 0;
      if (isWhite(c1)) {
        return bullishIf(
          gapsUp(c1, c2) && c0.open < c1.close && c0.open > c1.open && c0.close < c1.open && c0.close > c2.top,
        );
      }
      return bearishIf(
        gapsDown(c1, c2) && c0.open < c1.open && c0.open > c1.close && c0.close > c1.open && c0.close < c2.bottom,
      );
    },
  },
  {
    name: "gap_side_by_side_white",
    title: "Side-by-side white lines",
    candles: 3,
    rule: "two white of about one size and one open, both gapping away from the body before; the sign of the gap",
    find: ({ c0, c1, c2 }) => {
      const areAlike = within(c0.body, c1.body, c1.near) && within(c0.open, c1.open, c1.equal);
      if (!isWhite(c1) || !isWhite(c0) || !areAlike) return 0;
      if (gapsUp(c1, c2) && gapsUp(c0, c2)) return 1;
      return bearishIf(gapsDown(c1, c2) && gapsDown(c0, c2));
    },
  },
  {
    name: "rise_fall_three_methods",
    title: "Rising/falling three methods",
    candles: 5,
    rule: "long body, three short opposite ones going back within its range, long body of the first colour that closes beyond the first; its sign",
    find: (all) => {
      const { c0, c3, c4 } = all;
      const side = c4.color;
      const isBreak = side * (c0.close - c4.close) > 0 && side * (c0.open - all.c1.close) > 0;
      return c4.isLong && c0.isLong && c0.color === side && c3.color === -side && isBreak && isRest(all) ? side : 0;
    },
  },
];

/** Bodies that shrink, or upper shadows where the second or third stops. */
function weakens(c0: CandleShape, c1: CandleShape, c2: CandleShape): boolean {
  if (c1.body < c2.body - c2.far && c0.body < c1.body + c1.near) return true;
  if (c0.body < c1.body - c1.far) return true;
  if (c0.body >= c1.body) return false;
  if (c0.upper > c0.body) return true;
  return c1.body < c2.body && (c0.upper > c0.shortShadow || c1.upper > c1.shortShadow);
}

const opensAbout = (now: CandleShape, before: CandleShape): boolean =>
  now.open >= before.bottom - before.near && now.open <= before.top + before.near;

/** Second to fourth: short, of one colour, going back, with a part of each body in the first one's range. */
function isRest({ c1, c2, c3, c4 }: Candles): boolean {
  const areOne = c3.color === c2.color && c2.color === c1.color;
  const areShort = c3.isShort && c2.isShort && c1.isShort;
  const goBack = c4.color * (c3.close - c2.close) > 0 && c4.color * (c2.close - c1.close) > 0;
  return areOne && areShort && goBack && holds(c3, c4) && holds(c2, c4) && holds(c1, c4);
}

const holds = (small: CandleShape, first: CandleShape): boolean => small.bottom < first.high && small.top > first.low;
