import { expect, test } from "vitest";
import { intervalMicros } from "@/server/domain/candle";
import { micros } from "@/server/domain/micros";
import { FEATURE_SETS, historyMicrosOf } from "@/server/features/sets/registry";
import type { CandleQuery, StoredCandle } from "@/server/ports/market-store";
import { ABC } from "@/server/testing/engine-run";
import { finalBars } from "./final-bars";

const WEEK = 7 * 86_400_000_000;
const TO = 2_000 * 86_400_000_000;

/** A market that was never silent. */
async function listCandles({ interval, before, limit }: CandleQuery): Promise<readonly StoredCandle[]> {
  const width = intervalMicros(interval);
  const one = { instrumentId: ABC.id, instrumentVersion: 1, volumeLots: 1, trades: 1, isFinal: true };
  const prices = { openTicks: 1, highTicks: 1, lowTicks: 1, closeTicks: 1 };
  return Array.from({ length: limit }, (_, i) => ({
    ...one,
    ...prices,
    openAt: micros((before ?? TO) - (limit - i) * width),
  }));
}

test("a week of rows of any set has the whole history that the set looks back on", async () => {
  for (const set of FEATURE_SETS) {
    if (set.grid.kind !== "bar") continue;
    const { interval } = set.grid;
    const width = intervalMicros(interval);
    const from = TO - WEEK - historyMicrosOf(set);
    const bars = await finalBars({ listCandles }, { instrumentId: ABC.id, interval, from, to: TO });
    expect(bars[0]?.openAt, set.name).toBe(Math.ceil(from / width) * width);
    expect(bars.at(-1)?.openAt).toBe(TO - width);
  }
});
