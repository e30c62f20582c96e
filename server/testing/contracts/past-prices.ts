/** What past prices are, whichever store they are read from. */
import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import { buildMarketFacts } from "@/server/services/risk/market-facts";
import { pastBars } from "@/server/services/risk/past-prices";
import { aCandle } from "@/server/testing/rows";
import { freshName, type StoresHarness } from "./stores";

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
/** Monday 2026-03-02 00:00 UTC. */
const MONDAY = 1_772_409_600_000_000;
/** More than two pages; the hole is longer than an hour and does not begin at one. */
const MINUTES = 5_000;
const isHole = (i: number): boolean => i >= 2_990 && i < 3_100;

export function pastPricesContract(setup: () => Promise<Pick<StoresHarness, "market">>): void {
  async function written() {
    const { market } = await setup();
    const instrumentId = freshName("test:PAST");
    const candles = Array.from({ length: MINUTES }, (_, i) => {
      const closeTicks = 10_000 + ((i * 37) % 113);
      const prices = { openTicks: closeTicks, highTicks: closeTicks + 2, lowTicks: closeTicks - 2, closeTicks };
      const isFinal = i < MINUTES - 1;
      return aCandle(MONDAY + i * MINUTE, { instrumentId, instrumentVersion: 1, ...prices, isFinal });
    }).filter((_, i) => !isHole(i));
    await market.saveCandles(candles);
    const read = (interval: "1m" | "1h", at: number, days: number) =>
      pastBars(market, { instrumentId, interval, at: micros(at), days });
    return { market, instrumentId, candles, read };
  }
  const end = MONDAY + MINUTES * MINUTE;

  test("every final minute comes once, in order, over pages and holes, and none that had not ended", async () => {
    const { candles, read } = await written();
    const times = async (at: number, days: number) => (await read("1m", at, days)).map(({ openAt }) => openAt);
    const all = candles.filter(({ isFinal }) => isFinal).map(({ openAt }) => openAt);
    expect(await times(end, 90)).toEqual(all);
    expect(await times(end + 90 * MINUTE, 90)).toEqual(all);
    const at = MONDAY + 4_321 * MINUTE + 59_999_999;
    expect(await times(at, 1)).toEqual(
      all.filter((openAt) => openAt + MINUTE <= at && openAt >= at - 1_440 * MINUTE - MINUTE + 1),
    );
    expect(await times(MONDAY, 90)).toEqual([]);
  });

  test("hours are whole ones, and there is none where nothing was seen", async () => {
    const { read } = await written();
    const hours = (await read("1h", end, 90)).map(({ openAt }) => (openAt - MONDAY) / HOUR);
    // 83 hours and 20 minutes; hour 50 lies in the hole, of 49 and 51 something was seen.
    expect(hours).toEqual(Array.from({ length: 83 }, (_, hour) => hour).filter((hour) => hour !== 50));
    const [first] = await read("1h", end, 90);
    expect(first).toMatchObject({ close: 10_000 + ((59 * 37) % 113), version: 1 });
  });

  test("facts are reckoned from what is stored", async () => {
    const { market, instrumentId } = await written();
    const facts = await buildMarketFacts(market, { instrumentIds: [instrumentId], at: micros(end) });
    expect(facts.instruments).toMatchObject([
      { instrumentId, hours: 81, dailyVolatilityPpm: null, regime: null, volatility: expect.any(Object) as object },
    ]);
    expect(facts.instruments[0]?.atrHalfTicks).toBeGreaterThan(0);
  });
}
