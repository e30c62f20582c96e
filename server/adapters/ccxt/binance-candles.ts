/** Binance's klines to candles. Source: Binance spot REST, "Kline/Candlestick data". */
import type { Candle } from "@/server/domain/candle";
import { AppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { fromMillis } from "@/server/domain/micros";
import { floorSteps } from "@/server/domain/step-parser";

/** Places in a kline. */
const OPEN_TIME = 0;
const OPEN = 1;
const HIGH = 2;
const LOW = 3;
const CLOSE = 4;
const VOLUME = 5;
const TRADES = 8;

/**
 * @param klines as parsed from the answer
 * @returns      candles in whole ticks and lots, fractions of older and finer grids dropped; none is marked final,
 *               which depends on the time
 * @throws AppError invalid when the answer has another shape
 */
export function toCandles(klines: unknown, spec: InstrumentSpec): Candle[] {
  if (!Array.isArray(klines)) throw new AppError("invalid", `${spec.symbol}: klines must be a list`);
  return (klines as readonly unknown[]).map((kline) => toCandle(kline, spec));
}

function toCandle(kline: unknown, spec: InstrumentSpec): Candle {
  if (!Array.isArray(kline) || kline.length <= TRADES) {
    throw new AppError("invalid", `${spec.symbol}: a kline must have its ${TRADES + 1} fields, was ${String(kline)}`);
  }
  const fields = kline as readonly unknown[];
  const ticks = (place: number) => floorSteps(String(fields[place]), spec.tickSize);
  try {
    return {
      openAt: fromMillis(Number(fields[OPEN_TIME])),
      openTicks: ticks(OPEN),
      highTicks: ticks(HIGH),
      lowTicks: ticks(LOW),
      closeTicks: ticks(CLOSE),
      volumeLots: floorSteps(String(fields[VOLUME]), spec.lotSize),
      trades: Number(fields[TRADES]),
      isFinal: false,
    };
  } catch (cause) {
    throw new AppError("invalid", `${spec.symbol}: a kline cannot be read: ${kline.join(", ")}`, { cause });
  }
}
