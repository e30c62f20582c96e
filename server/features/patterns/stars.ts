/** Stars and crows: reversals of three candles and more. */
import type { CandleShape, Candles } from "./candle-shape";
import { bearishIf, bullishIf, gapsDown, gapsUp, isBlack, isWhite, type Pattern, within } from "./pattern";

/** Share of the first body that the last candle must take back. */
const PENETRATION = 0.3;

const takesBackUp = ({ c0, c2 }: Candles): boolean =>
  !c0.isAtMostShort && isWhite(c0) && c0.close > c2.close + PENETRATION * c2.body;
const takesBackDown = ({ c0, c2 }: Candles): boolean =>
  !c0.isAtMostShort && isBlack(c0) && c0.close < c2.close - PENETRATION * c2.body;
const beginsMorning = ({ c1, c2 }: Candles): boolean => c2.isLong && isBlack(c2) && gapsDown(c1, c2);
const beginsEvening = ({ c1, c2 }: Candles): boolean => c2.isLong && isWhite(c2) && gapsUp(c1, c2);
const opensInside = (now: CandleShape, before: CandleShape): boolean =>
  now.open < before.open && now.open > before.close;

export const STARS: readonly Pattern[] = [
  {
    name: "morning_star",
    title: "Morning star",
    candles: 3,
    rule: "long black, short body gapping down, white that takes back over 0.3 of the first",
    find: (all) => bullishIf(beginsMorning(all) && all.c1.isAtMostShort && takesBackUp(all)),
  },
  {
    name: "evening_star",
    title: "Evening star",
    candles: 3,
    rule: "long white, short body gapping up, black that takes back over 0.3 of the first",
    find: (all) => bearishIf(beginsEvening(all) && all.c1.isAtMostShort && takesBackDown(all)),
  },
  {
    name: "morning_doji_star",
    title: "Morning doji star",
    candles: 3,
    rule: "long black, doji gapping down, white that takes back over 0.3 of the first",
    find: (all) => bullishIf(beginsMorning(all) && all.c1.isDoji && takesBackUp(all)),
  },
  {
    name: "evening_doji_star",
    title: "Evening doji star",
    candles: 3,
    rule: "long white, doji gapping up, black that takes back over 0.3 of the first",
    find: (all) => bearishIf(beginsEvening(all) && all.c1.isDoji && takesBackDown(all)),
  },
  {
    name: "abandoned_baby",
    title: "Abandoned baby",
    candles: 3,
    rule: "long body, doji with gaps (shadows included) on both sides, opposite body that takes back over 0.3; its sign",
    find: (all) => {
      const { c0, c1, c2 } = all;
      if (!c2.isLong || !c1.isDoji) return 0;
      if (isWhite(c2)) return bearishIf(takesBackDown(all) && c1.low > c2.high && c0.high < c1.low);
      return bullishIf(takesBackUp(all) && c1.high < c2.low && c0.low > c1.high);
    },
  },
  {
    name: "two_crows",
    title: "Two crows",
    candles: 3,
    rule: "long white, black gapping up, black that opens in the second body and closes in the first",
    find: ({ c0, c1, c2 }) =>
      bearishIf(
        isWhite(c2) &&
          c2.isLong &&
          isBlack(c1) &&
          gapsUp(c1, c2) &&
          isBlack(c0) &&
          opensInside(c0, c1) &&
          c0.close > c2.open &&
          c0.close < c2.close,
      ),
  },
  {
    name: "upside_gap_two_crows",
    title: "Upside gap two crows",
    candles: 3,
    rule: "long white, short black gapping up, black that engulfs it and closes above the first close",
    find: ({ c0, c1, c2 }) =>
      bearishIf(
        isWhite(c2) &&
          c2.isLong &&
          isBlack(c1) &&
          c1.isAtMostShort &&
          gapsUp(c1, c2) &&
          isBlack(c0) &&
          c0.open > c1.open &&
          c0.close < c1.close &&
          c0.close > c2.close,
      ),
  },
  {
    name: "three_black_crows",
    title: "Three black crows",
    candles: 4,
    rule: "white, then three black without lower shadows, each opening in the body before and closing lower, the first below the white's high",
    find: ({ c0, c1, c2, c3 }) =>
      bearishIf(
        isWhite(c3) && areFallingBlacks(c0, c1, c2) && opensInside(c1, c2) && opensInside(c0, c1) && c3.high > c2.close,
      ),
  },
  {
    name: "identical_three_crows",
    title: "Identical three crows",
    candles: 3,
    rule: "three falling black without lower shadows, each opening at the close before",
    find: ({ c0, c1, c2 }) =>
      bearishIf(
        areFallingBlacks(c0, c1, c2) && within(c1.open, c2.close, c2.equal) && within(c0.open, c1.close, c1.equal),
      ),
  },
  {
    name: "unique_three_river",
    title: "Unique three river",
    candles: 3,
    rule: "long black, black harami with a lower low, short white that opens above that low",
    find: ({ c0, c1, c2 }) =>
      bullishIf(
        c2.isLong &&
          isBlack(c2) &&
          isBlack(c1) &&
          c1.close > c2.close &&
          c1.open <= c2.open &&
          c1.low < c2.low &&
          c0.isShort &&
          isWhite(c0) &&
          c0.open > c1.low,
      ),
  },
];

function areFallingBlacks(c0: CandleShape, c1: CandleShape, c2: CandleShape): boolean {
  const areBlack = isBlack(c2) && isBlack(c1) && isBlack(c0);
  return areBlack && c2.hasNoLower && c1.hasNoLower && c0.hasNoLower && c2.close > c1.close && c1.close > c0.close;
}
