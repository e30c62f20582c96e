/** How two instruments move together, by what the desk was told. */
import type { MarketFacts } from "./market-facts";
import type { Sector } from "./sectors";

export type Correlated = Readonly<{ instrumentId: string; base: string; sector: Sector }>;

const FULL = 1_000_000;

/**
 * Two instruments of one asset move as one; a pair that nothing is known of does so within its sector and is
 * unrelated beyond it (DOMAIN.md 5).
 */
export function correlationOf(
  facts: MarketFacts | null,
  a: Correlated,
  b: Correlated,
): Readonly<{ ppm: number; isKnown: boolean }> {
  if (a.base === b.base) return { ppm: FULL, isKnown: true };
  const told = facts?.correlations.find((pair) => isPair(pair, a, b) || isPair(pair, b, a));
  if (told) return { ppm: told.ppm, isKnown: true };
  return { ppm: a.sector === b.sector ? FULL : 0, isKnown: false };
}

const isPair = (pair: Readonly<{ a: string; b: string }>, one: Correlated, other: Correlated): boolean =>
  pair.a === one.instrumentId && pair.b === other.instrumentId;
