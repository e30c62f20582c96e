import type { Atoms } from "./atoms";
import { atoms, parseAtoms } from "./atoms";
import { AppError } from "./errors";
import type { Lots } from "./lots";
import { atomsPerTickLot } from "./steps";
import type { Ticks } from "./ticks";

/**
 * What a price and a size mean at one time. Tick and lot size change over the years, so data
 * is stored with the version it was counted in, and never multiplied by "the" tick size.
 */
export type InstrumentSpec = Readonly<{
  /** `<venueId>:<symbol>`, e.g. "simulated:BTC/USDT". */
  id: string;
  venueId: string;
  /** Unified symbol, e.g. "BTC/USDT". */
  symbol: string;
  /** The venue's own, e.g. "BTCUSDT". */
  venueSymbol: string;
  base: string;
  quote: string;
  version: number;
  /** Plain decimals, e.g. "0.01". */
  tickSize: string;
  lotSize: string;
  /** Quote atoms of one tick times one lot. */
  atomsPerTickLot: bigint;
  minNotionalAtoms: Atoms;
  /** Parts per million of the notional: 1000 is 0.1 %. */
  makerFeePpm: number;
  takerFeePpm: number;
}>;

export type InstrumentInput = Omit<InstrumentSpec, "atomsPerTickLot" | "minNotionalAtoms" | "id"> &
  Readonly<{ minNotional: string }>;

/** @throws AppError invalid when sizes are no decimals or a fee is outside ±2 %. */
export function instrument({ minNotional, ...input }: InstrumentInput): InstrumentSpec {
  for (const ppm of [input.makerFeePpm, input.takerFeePpm]) {
    if (!Number.isInteger(ppm) || Math.abs(ppm) > 20_000) {
      throw new AppError("invalid", `${input.symbol}: a fee must be a whole number of ppm within ±20000, was ${ppm}`);
    }
  }
  try {
    return {
      ...input,
      id: `${input.venueId}:${input.symbol}`,
      atomsPerTickLot: atomsPerTickLot(input.tickSize, input.lotSize),
      minNotionalAtoms: parseAtoms(minNotional),
    };
  } catch (cause) {
    throw new AppError("invalid", `${input.symbol}: ${cause instanceof Error ? cause.message : "bad size"}`, { cause });
  }
}

/** Exact value of `size` at `price` in quote atoms. */
export const notionalAtoms = (spec: InstrumentSpec, price: Ticks | number, size: Lots | number): Atoms =>
  atoms(BigInt(price) * BigInt(size) * spec.atomsPerTickLot);

/** Fee on a notional, rounded up (against us) to a whole atom; a rebate (negative ppm) is rounded down. */
export function feeAtoms(notional: Atoms, ppm: number): Atoms {
  const product = notional * BigInt(ppm);
  const whole = product / 1_000_000n;
  return atoms(product > 0n && product % 1_000_000n !== 0n ? whole + 1n : whole);
}
