import type { MarketFacts } from "@/server/domain/risk/market-facts";
import type { VolatilityRegime } from "@/server/domain/sizing";

/** Where the present volatility lies among that of the last 90 days (DOMAIN.md 5); null while either is not known. */
export function regimeOf(
  facts: MarketFacts | null,
  instrumentId: string,
  volatilityPpm: number | null,
): VolatilityRegime | null {
  const past = facts?.instruments.find((known) => known.instrumentId === instrumentId)?.volatility;
  if (!past || volatilityPpm === null) return null;
  if (volatilityPpm < past.p25Ppm) return "low";
  if (volatilityPpm < past.p75Ppm) return "normal";
  return volatilityPpm < past.p95Ppm ? "high" : "extreme";
}
