import type { MarketFacts } from "@/server/domain/risk/market-facts";

/** What the desk has learned, in one sentence: how much of it, and what kind of market each instrument is in. */
export function factsText({ instruments, correlations }: MarketFacts): string {
  const count = (isKnown: (one: MarketFacts["instruments"][number]) => boolean) => instruments.filter(isKnown).length;
  const known = [
    some(correlations.length, "correlation"),
    `volatility of ${count(({ volatility }) => volatility !== null)}`,
    `ATR of ${count(({ atrHalfTicks }) => atrHalfTicks !== null)}`,
  ];
  const regimes = instruments.flatMap(({ instrumentId, regime }) =>
    regime ? [`${symbolOf(instrumentId)} ${regime}`] : [],
  );
  const text = `Facts of ${some(instruments.length, "instrument")}: ${known.join(", ")}`;
  return regimes.length === 0 ? text : `${text}; ${regimes.join(", ")}`;
}

const some = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
const symbolOf = (instrumentId: string): string => instrumentId.slice(instrumentId.indexOf(":") + 1);
