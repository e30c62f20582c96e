/** Stored candles as the bars that facts and VaR are reckoned from: only what had ended by a market time. */
import type { PriceBar } from "@/server/analysis/market/price-bars";
import { DAY_MICROS } from "@/server/analysis/market/price-bars";
import { type Interval, intervalMicros } from "@/server/domain/candle";
import { type Micros, micros } from "@/server/domain/micros";
import type { MarketStore, StoredCandle } from "@/server/ports/market-store";

export type Candles = Pick<MarketStore, "listCandles">;

export type Past = Readonly<{
  instrumentId: string;
  interval: Extract<Interval, "1m" | "1h">;
  /** Nothing later is in it. */
  at: Micros;
  days: number;
}>;

const PAGE = 2_000;

/** Oldest first. Minutes that were never seen are not there; an hour is what was seen of it. */
export async function pastBars(market: Candles, { instrumentId, interval, at, days }: Past): Promise<PriceBar[]> {
  const width = intervalMicros(interval);
  const end = Math.floor(at / width) * width;
  const start = end - days * DAY_MICROS;
  const pages: PriceBar[][] = [];
  for (let before = end; before > start; ) {
    const limit = Math.min(PAGE, (before - start) / width);
    const rows = await market.listCandles({ instrumentId, interval, before: micros(before), limit });
    pages.push(rows.filter((row) => row.isFinal && row.openAt >= start).map(toBar));
    const first = rows[0];
    if (!first) break;
    before = first.openAt;
  }
  return pages.reverse().flat();
}

const toBar = ({ openAt, highTicks, lowTicks, closeTicks, instrumentVersion }: StoredCandle): PriceBar => ({
  openAt,
  high: highTicks,
  low: lowTicks,
  close: closeTicks,
  version: instrumentVersion,
});
