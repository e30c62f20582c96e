import type { Product } from "@/server/domain/instrument";
import type { VenueModel } from "./venue-model";

/** A product in which nothing is traded: it answers, and lists nothing. */
export function emptyVenue(product: Product, nowMillis: () => number): VenueModel {
  const nothing = (symbol: string): never => {
    throw new RangeError(`there is no ${symbol} here`);
  };
  return {
    product,
    listings: [],
    nowMillis,
    source: () => nothing("source"),
    depth: nothing,
    trades: nothing,
    klines: () => [],
    prepareKlines: () => Promise.resolve(),
    start: () => {},
    stop: () => {},
  };
}
