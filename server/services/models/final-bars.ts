/** Stored final bars between two times, as features and labels take them. */
import { type Interval, intervalMicros } from "@/server/domain/candle";
import { micros } from "@/server/domain/micros";
import type { Bar } from "@/server/features/bars/bar";
import type { MarketStore } from "@/server/ports/market-store";

const PAGE = 2_000;
/** A year of minutes and more: what the longest set looks back on, and a week. */
const BARS_MAX = 600_000;

export type BarSpan = Readonly<{
  instrumentId: string;
  interval: Interval;
  /** First bar's start at or after, last bar's end at or before, µs. */
  from: number;
  to: number;
}>;

/** Oldest first, at most the newest 600,000. Minutes in which nothing traded may be absent. */
export async function finalBars(
  market: Pick<MarketStore, "listCandles">,
  { instrumentId, interval, from, to }: BarSpan,
): Promise<readonly Bar[]> {
  const width = intervalMicros(interval);
  const pages: Bar[][] = [];
  let before = Math.floor(to / width) * width;
  for (let read = 0; read < BARS_MAX && before > from; read += PAGE) {
    const rows = await market.listCandles({ instrumentId, interval, before: micros(before), limit: PAGE });
    const wanted = rows.filter(({ isFinal, openAt }) => isFinal && openAt >= from && openAt + width <= to);
    pages.push(
      wanted.map(({ openAt, openTicks, highTicks, lowTicks, closeTicks, volumeLots }) => ({
        openAt,
        open: openTicks,
        high: highTicks,
        low: lowTicks,
        close: closeTicks,
        volume: volumeLots,
      })),
    );
    const first = rows[0];
    if (!first || rows.length < PAGE) break;
    before = first.openAt;
  }
  return pages.reverse().flat();
}
