/** Every family of bar features; the order is that of the full set's columns within an interval. */
import { candlesticks } from "@/server/features/patterns/candlesticks";
import { averageTrueRange } from "./average-true-range";
import type { BarFamily } from "./bar-family";
import { barShape } from "./bar-shape";
import { bollinger } from "./bollinger";
import { calendar } from "./calendar";
import { donchian, keltner } from "./channels";
import { complexity } from "./complexity";
import { directionalMovement } from "./directional-movement";
import { distribution } from "./distribution";
import { exponentialAverages } from "./exponential-averages";
import { funding } from "./funding";
import { ichimoku } from "./ichimoku";
import { levels } from "./levels";
import { macd } from "./macd";
import { movingAverages } from "./moving-averages";
import { oscillators } from "./oscillators";
import { parabolicSar } from "./parabolic-sar";
import { returns } from "./returns";
import { rsi } from "./rsi";
import { volatility } from "./volatility";
import { volumeFlow } from "./volume-flow";
import { volumeLines } from "./volume-lines";

export const BAR_FAMILIES: readonly BarFamily[] = [
  movingAverages,
  exponentialAverages,
  directionalMovement,
  parabolicSar,
  ichimoku,
  returns,
  rsi,
  macd,
  oscillators,
  bollinger,
  donchian,
  keltner,
  averageTrueRange,
  volatility,
  volumeFlow,
  volumeLines,
  distribution,
  complexity,
  levels,
  barShape,
  candlesticks,
  calendar,
  funding,
];
