import { expect, test } from "vitest";
import { intervalMicros } from "@/server/domain/candle";
import { micros } from "@/server/domain/micros";
import { FEATURE_SETS, historyMicrosOf } from "@/server/features/sets/registry";
import type { CandleQuery, StoredCandle } from "@/server/ports/market-store";
import { ABC } from "@/server/testing/engine-run";
import { finalBars } from "./final-bars";

const WEEK = 7 * 86_400_000_000;
const TO = 2_000 * 86_400_000_000;

/** Of each page the oldest bar is final, which is enough to see how far is read. */
async function listCandles({ interval, before, limit }: CandleQuery): Promise<readonly StoredCandle[]> {
  const openAt = micros((before ?? TO) - limit * intervalMicros(interval));
  const prices = { openTicks: 1, highTicks: 1, lowTicks: 1, closeTicks: 1 };
  const oldest = { instrumentId: ABC.id, instrumentVersion: 1, volumeLots: 1, trades: 1, isFinal: true };
  const page = Array.from({ length: limit }, (): StoredCandle => ({ ...oldest, ...prices, openAt, isFinal: false }));
  return page.with(0, { ...oldest, ...prices, openAt });
}

test("a week of rows of any set has the whole history that the set looks back on", async () => {
  for (const set of FEATURE_SETS) {
    if (set.grid.kind !== "bar") continue;
    const { interval } = set.grid;
    const width = intervalMicros(interval);
    const from = TO - WEEK - historyMicrosOf(set);
    const bars = await finalBars({ listCandles }, { instrumentId: ABC.id, interval, from, to: TO });
    // Pages of 2,000: the last one begins before `from`, and its oldest bar is not asked for.
    expect((bars[0]?.openAt ?? TO) - from).toBeLessThanOrEqual(2_000 * width);
  }
});
