/** Mark prices and funding rates as Binance writes them: eight decimals, whatever the tick. */
import type { Listing } from "@/server/adapters/simulated/instruments";
import type { VenuePremium } from "./venue-model";

/** @param price quote units */
export const wholePrice = (price: number): string => price.toFixed(8);

/** 10,000 parts per 10^8 is "0.00010000". */
export function rateText(rateE8: number): string {
  const digits = String(Math.abs(rateE8)).padStart(9, "0");
  return `${rateE8 < 0 ? "-" : ""}${digits.slice(0, -8)}.${digits.slice(-8)}`;
}

/** An event of `@markPrice` and `@markPrice@1s`. */
export function markPriceText({ symbol }: Listing, premium: VenuePremium): string {
  const { atMillis, markPrice, indexPrice, rateE8, nextFundingMillis } = premium;
  const prices = `"p":"${wholePrice(markPrice)}","P":"${wholePrice(indexPrice)}","i":"${wholePrice(indexPrice)}"`;
  return `{"e":"markPriceUpdate","E":${atMillis},"s":"${symbol}",${prices},"r":"${rateText(rateE8)}","T":${nextFundingMillis}}`;
}
