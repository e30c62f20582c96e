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
