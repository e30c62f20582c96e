/** Candles from an array, where a store of them is asked for. */
import { lots } from "@/server/domain/lots";
import { MICROS_PER_MINUTE, micros } from "@/server/domain/micros";
import type { MarketStore, StoredCandle } from "@/server/ports/market-store";
import type { MinuteCandle } from "./candle-market";

/** @param minutes  by instrument id, oldest first; nothing but minutes can be asked for */
export function candleStore(minutes: ReadonlyMap<string, readonly MinuteCandle[]>): Pick<MarketStore, "listCandles"> {
  return {
    listCandles: ({ instrumentId, before, limit }) => {
      const own = minutes.get(instrumentId) ?? [];
      const past = own.filter(({ openAt }) => openAt + MICROS_PER_MINUTE <= (before ?? Number.POSITIVE_INFINITY));
      return Promise.resolve(past.slice(-limit).map((candle) => stored(instrumentId, candle)));
    },
  };
}

const stored = (instrumentId: string, { openAt, open, high, low, close }: MinuteCandle): StoredCandle => ({
  instrumentId,
  instrumentVersion: 1,
  openAt: micros(openAt),
  openTicks: open,
  highTicks: high,
  lowTicks: low,
  closeTicks: close,
  volumeLots: lots(1),
  trades: 1,
  isFinal: true,
});
