import type { MarketFacts } from "@/server/domain/risk/market-facts";
import { after, INSTRUMENT } from "./rows";

/** Of an instrument that much is known of, and of one that nothing is. */
export const someFacts = (n: number): MarketFacts => ({
  at: after(n),
  instruments: [
    {
      instrumentId: INSTRUMENT,
      hours: 2_160,
      volatility: { median24hPpm: 700 + n, averagePpm: 800, p25Ppm: 500, p75Ppm: 1_000, p95Ppm: 2_000 },
      atrHalfTicks: 123_456,
      dailyVolatilityPpm: 25_000,
      regime: "bull",
    },
    {
      instrumentId: "test:ETH/USDT",
      hours: 3,
      volatility: null,
      atrHalfTicks: null,
      dailyVolatilityPpm: null,
      regime: null,
    },
  ],
  correlations: [{ a: INSTRUMENT, b: "test:ETH/USDT", ppm: 812_345, bars: 719 }],
});
