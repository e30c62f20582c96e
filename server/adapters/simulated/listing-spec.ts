/** A listing as an instrument, for readers that ask no server. What a server lists goes through ccxt instead. */
import { type InstrumentSpec, instrument, type Product } from "@/server/domain/instrument";
import { perpetualContract } from "@/server/domain/perpetual";
import { type Listing, productOfListing, unifiedSymbol } from "./instruments";

/** Binance's lowest tiers, ppm of maker and taker (DOMAIN 4; COIN-M by ccxt's table). */
const FEES_PPM: Readonly<Record<Product, readonly [maker: number, taker: number]>> = {
  spot: [1_000, 1_000],
  linear: [200, 500],
  inverse: [100, 500],
};

/** @throws AppError invalid when one lot at one tick is no whole number of atoms */
export function specOfListing(listing: Listing, venueId: string): InstrumentSpec {
  const { symbol, base, quote, minNotional } = listing;
  const steps = { tickSize: stepText(listing.priceDecimals), lotSize: stepText(listing.sizeDecimals) };
  const [makerFeePpm, takerFeePpm] = FEES_PPM[productOfListing(listing)];
  return instrument({
    venueId,
    symbol: unifiedSymbol(listing),
    venueSymbol: symbol,
    base,
    quote,
    version: 1,
    ...steps,
    minNotional,
    makerFeePpm,
    takerFeePpm,
    contract: contractOf(listing, steps),
  });
}

function contractOf({ base, contract }: Listing, steps: Readonly<{ tickSize: string; lotSize: string }>) {
  if (contract === null) return null;
  const { kind, settle, faceValue } = contract;
  return perpetualContract({ kind, base, settle, ...steps, faceValue: String(faceValue), liquidationFee: null });
}

const stepText = (decimals: number): string => (decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`);
