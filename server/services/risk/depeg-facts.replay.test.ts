import { describe, expect, test } from "vitest";
import { barReturns } from "@/server/analysis/market/bar-returns";
import { marketRegime } from "@/server/analysis/market/market-regime";
import { HOUR_MICROS, longerBars, type PriceBar } from "@/server/analysis/market/price-bars";
import { micros } from "@/server/domain/micros";
import type { CandleQuery, StoredCandle } from "@/server/ports/market-store";
import { type DepegPair, depegMinutes, haveDepeg } from "@/server/testing/recordings/depeg";
import { buildMarketFacts } from "./market-facts";

const PAIRS = ["BTCUSD", "BTCUSDT", "BTCUSDC"] as const;
const at = (time: string) => micros(Date.parse(`2023-03-${time}Z`) * 1_000);

describe.skipIf(!haveDepeg)("the days of March 2023 in which USDC lost its peg (../shared/data)", () => {
  // Computed with pandas 3.1.1, numpy 2.4.6 and TA-Lib 0.8.2 on the minutes that had ended by 2023-03-11 12:00 UTC:
  // hours and days by groupby, r = diff(c)/c[:-1], v = sqrt(convolve(r*r, ones(5), "valid"))*1e6, median of v in the
  // last 24 h, percentile(v, [25, 75, 95]), talib.ATR(h, l, c, 14)[-1] (here in half cents), DataFrame.corr() of hours.
  test("facts are those of pandas, numpy and TA-Lib, and hold nothing that came later", async () => {
    const stored = new Map<string, readonly StoredCandle[]>(PAIRS.map((pair) => [pair, depegMinutes(pair, pair)]));
    const market = {
      listCandles: async ({ instrumentId, before, limit }: CandleQuery) =>
        (stored.get(instrumentId) ?? []).filter(({ openAt }) => openAt < (before ?? Infinity)).slice(-limit),
    };
    const facts = await buildMarketFacts(market, { instrumentIds: PAIRS, at: at("11T12:00:00") });
    const volatility = (median24hPpm: number, averagePpm: number, [p25Ppm, p75Ppm, p95Ppm]: number[]) => ({
      median24hPpm,
      averagePpm,
      p25Ppm,
      p75Ppm,
      p95Ppm,
    });
    const known = { hours: 252, dailyVolatilityPpm: null };
    expect(facts.instruments).toEqual([
      {
        ...known,
        instrumentId: "BTCUSD",
        volatility: volatility(1_715, 1_043, [506, 1_228, 2_746]),
        atrHalfTicks: 49_594, // 247.97143 dollars
        regime: "ranging",
      },
      {
        ...known,
        instrumentId: "BTCUSDT",
        volatility: volatility(1_718, 1_029, [487, 1_225, 2_742]),
        atrHalfTicks: 47_956, // 239.78203
        regime: "ranging",
      },
      {
        ...known,
        instrumentId: "BTCUSDC",
        volatility: volatility(2_366, 1_137, [295, 1_317, 3_480]),
        atrHalfTicks: 117_991, // 589.95431
        regime: "volatile",
      },
    ]);
    expect(facts.correlations).toEqual([
      { a: "BTCUSD", b: "BTCUSDT", ppm: expect.closeTo(995_347, -1) as number, bars: 251 },
      { a: "BTCUSD", b: "BTCUSDC", ppm: expect.closeTo(425_993, -1) as number, bars: 251 },
      { a: "BTCUSDT", b: "BTCUSDC", ppm: expect.closeTo(441_565, -1) as number, bars: 251 },
    ]);
  });

  /** Regime at a time by the closes of whole hours. */
  const regimeOf = (minutes: readonly PriceBar[]) => {
    const returns = barReturns(longerBars(minutes, HOUR_MICROS), { width: HOUR_MICROS, span: HOUR_MICROS });
    return (time: string) =>
      marketRegime(
        returns.filter((one) => one.at <= at(time)),
        at(time),
      );
  };
  const bars = (pair: DepegPair): PriceBar[] =>
    depegMinutes(pair, pair).map(({ openAt, highTicks, lowTicks, closeTicks }) => ({
      openAt,
      high: highTicks,
      low: lowTicks,
      close: closeTicks,
      version: 1,
    }));

  test("bitcoin crashes as the banks fall, is volatile as they are saved, and rises a week later", () => {
    const regime = regimeOf(bars("BTCUSD"));
    expect(["09T12", "10T06", "14T06", "17T00", "21T20"].map((hour) => regime(`${hour}:00:00`))).toEqual([
      "ranging",
      "crash",
      "volatile",
      "ranging",
      "bull",
    ]);
  });

  test("the coin itself, its price being that of bitcoin in dollars over that in USDC, crashes with its peg", () => {
    const inCoins = bars("BTCUSDC");
    const usdc = bars("BTCUSD").map((dollars, i) => {
      const ticks = Math.round((dollars.close / (inCoins[i]?.close ?? Number.NaN)) * 1_000_000);
      return { ...dollars, high: ticks, low: ticks, close: ticks };
    });
    const regime = regimeOf(usdc);
    expect([regime("10T00:00:00"), regime("11T08:00:00")]).toEqual(["ranging", "crash"]);
    // More than a tenth under the peg at its lowest whole hour.
    const lowest = Math.min(...longerBars(usdc, HOUR_MICROS).map(({ close }) => close));
    expect(lowest).toBeLessThan(900_000);
  });
});
