/** What a recording of a perpetual says of mark and funding: the last `markPriceUpdate`, if it holds any. */
import { z } from "zod";
import type { PerpetualFacts, VenuePremium } from "@/server/adapters/simulated/binance/venue-model";
import type { RecordedSymbol } from "./recorded-symbol";

const schema = z.object({
  E: z.number(),
  p: z.coerce.number().positive(),
  i: z.coerce.number().positive(),
  r: z.coerce.number(),
  T: z.number(),
});

export const recordedPerpetual = (symbolOf: (symbol: string) => RecordedSymbol): PerpetualFacts => ({
  premium: (symbol) => premiumOf(symbolOf(symbol).mark),
  // A recording tells what would be paid, never what was.
  fundings: () => [],
});

function premiumOf(text: string | null): VenuePremium | null {
  if (text === null) return null;
  const parsed = schema.safeParse(JSON.parse(text));
  if (!parsed.success) return null;
  const { E, p, i, r, T } = parsed.data;
  return { atMillis: E, markPrice: p, indexPrice: i, rateE8: Math.round(r * 1e8), nextFundingMillis: T };
}
