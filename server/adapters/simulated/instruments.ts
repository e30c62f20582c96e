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
}>;

/** Decimals Binance writes prices and sizes with, whatever the tick. */
export const WIRE_DECIMALS = 8;

/** Whole steps to the venue's text: `formatSteps(6170012, 2)` is "61700.12000000". */
export function toWire(steps: number, decimals: number): string {
  const unit = 10 ** decimals;
  const whole = Math.floor(steps / unit);
  const fraction = String(steps - whole * unit).padStart(decimals, "0");
  return `${whole}.${decimals === 0 ? "" : fraction}${"0".repeat(WIRE_DECIMALS - decimals)}`;
}
