import type { ContractSpec, Product } from "@/server/domain/instrument";

/**
 * What the simulated venue lists. Tick and lot sizes are Binance spot's; everything else is the market's character.
 */
export type Listing = Readonly<{
  /** The venue's symbol, upper case. */
  symbol: string;
  base: string;
  quote: string;
  /** Decimals of a tick: 2 means 0.01. */
  priceDecimals: number;
  /** Decimals of a lot: 5 means 0.00001. */
  sizeDecimals: number;
  /** Decimals that sizes in the book are counted in, where old orders have more than a lot has now. */
  bookSizeDecimals?: number;
  /** Smallest order value in the quote asset. */
  minNotional: string;
  /** Null for spot. */
  contract: ListedContract | null;
}>;

/** What a perpetual's listing says beyond spot's. */
export type ListedContract = Readonly<{
  kind: ContractSpec["kind"];
  /** E.g. "BTCUSD" of BTCUSD_PERP. */
  pair: string;
  settle: string;
  /** Of one contract, in the quote currency; 1 (of the base) for a linear one. */
  faceValue: number;
}>;

export const productOfListing = ({ contract }: Listing): Product => contract?.kind ?? "spot";

/** "BTC/USDT", "BTC/USDT:USDT", "BTC/USD:BTC": as ccxt names it. */
export const unifiedSymbol = ({ base, quote, contract }: Listing): string =>
  contract === null ? `${base}/${quote}` : `${base}/${quote}:${contract.settle}`;

/** Decimals Binance writes spot prices and sizes with, whatever the tick; futures write as many as the tick has. */
export const WIRE_DECIMALS = 8;

/** Whole steps to the venue's text: `toWire(6170012, 2)` is "61700.12000000". @param written decimals, at least `decimals` */
export function toWire(steps: number, decimals: number, written = WIRE_DECIMALS): string {
  const unit = 10 ** decimals;
  const whole = Math.floor(steps / unit);
  if (written === 0) return String(whole);
  const fraction = decimals === 0 ? "" : String(steps - whole * unit).padStart(decimals, "0");
  return `${whole}.${fraction}${"0".repeat(written - decimals)}`;
}

/** Futures write no more decimals than their steps have. */
const written = ({ contract }: Listing, decimals: number): number => (contract === null ? WIRE_DECIMALS : decimals);

export const priceText = (listing: Listing, ticks: number): string =>
  toWire(ticks, listing.priceDecimals, written(listing, listing.priceDecimals));

export const sizeText = (listing: Listing, lots: number): string =>
  toWire(lots, listing.sizeDecimals, written(listing, listing.sizeDecimals));

/** A size in the book, counted in the book's own decimals where old orders have more. */
export function bookSizeText(listing: Listing, lots: number): string {
  const decimals = listing.bookSizeDecimals ?? listing.sizeDecimals;
  return toWire(lots, decimals, written(listing, decimals));
}

/** What lots turn over at a price, as bars tell it: quote units, or base units of a contract of fixed quote value. */
export function turnoverOf({ priceDecimals, sizeDecimals, contract }: Listing, ticks: number, lots: number): number {
  if (contract?.kind !== "inverse") return ticks * lots * 10 ** -(priceDecimals + sizeDecimals);
  return (lots * contract.faceValue * 10 ** (priceDecimals - sizeDecimals)) / ticks;
}

/** How many lots so many quote units are, with a fraction. @param price quote units */
export const lotsWorth = ({ sizeDecimals, contract }: Listing, quote: number, price: number): number =>
  (contract?.kind === "inverse" ? quote / contract.faceValue : quote / price) * 10 ** sizeDecimals;
