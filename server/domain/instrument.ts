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
export type MarginTier = Readonly<{
  /** Holds for positions of up to this notional; null for the last. */
  upToAtoms: Atoms | null;
  maintenancePpm: number;
  maxLeverage: number;
}>;

/** What a perpetual is, beyond what spot has. */
export type ContractSpec = Readonly<{
  /** linear: counted in base, settled in quote. inverse: counted in contracts of a fixed quote value, settled in base. */
  kind: "linear" | "inverse";
  /** Currency of margin, fees, funding and P&L; all money of the instrument is in its atoms. */
  settle: string;
  /**
   * Inverse: n lots at p ticks are worth n × inverseAtoms / p settlement atoms (face value of a lot over
   * the tick size, times 10^8). 0n for linear, where `atomsPerTickLot` says it.
   */
  inverseAtoms: bigint;
  /** By notional, smallest first; maintenance is marginal: each tier's rate on the part within it. */
  tiers: readonly MarginTier[];
  /** Of the notional that a liquidation closes. */
  liquidationFeePpm: number;
  fundingIntervalMicros: number;
}>;

/** Where a venue trades it: each kind has markets, symbols and often addresses of its own. */
export type Product = "spot" | ContractSpec["kind"];

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
  /** Quote atoms of one tick times one lot; 0n for inverse contracts. */
  atomsPerTickLot: bigint;
  minNotionalAtoms: Atoms;
  /** Parts per million of the notional: 1000 is 0.1 %. */
  makerFeePpm: number;
  takerFeePpm: number;
  /** Null for spot. */
  contract: ContractSpec | null;
}>;

export type InstrumentInput = Omit<InstrumentSpec, "atomsPerTickLot" | "minNotionalAtoms" | "id" | "contract"> &
  Readonly<{ minNotional: string; contract?: ContractSpec | null }>;

/** @throws AppError invalid when sizes are no decimals or a fee is outside ±2 %. */
export function instrument({ minNotional, contract = null, ...input }: InstrumentInput): InstrumentSpec {
  for (const ppm of [input.makerFeePpm, input.takerFeePpm]) {
    if (!Number.isInteger(ppm) || Math.abs(ppm) > 20_000) {
      throw new AppError("invalid", `${input.symbol}: a fee must be a whole number of ppm within ±20000, was ${ppm}`);
    }
  }
  try {
    return {
      ...input,
      contract,
      id: `${input.venueId}:${input.symbol}`,
      atomsPerTickLot: contract?.kind === "inverse" ? 0n : atomsPerTickLot(input.tickSize, input.lotSize),
      minNotionalAtoms: parseAtoms(minNotional),
    };
  } catch (cause) {
    throw new AppError("invalid", `${input.symbol}: ${cause instanceof Error ? cause.message : "bad size"}`, { cause });
  }
}

/** Value of `size` at `price` in settlement atoms: exact, but for an inverse contract rounded down. */
export const notionalAtoms = (spec: InstrumentSpec, price: Ticks | number, size: Lots | number): Atoms =>
  spec.contract?.kind === "inverse"
    ? atoms((BigInt(size) * spec.contract.inverseAtoms) / BigInt(price))
    : atoms(BigInt(price) * BigInt(size) * spec.atomsPerTickLot);

export const productOf = ({ contract }: Pick<InstrumentSpec, "contract">): Product => contract?.kind ?? "spot";

/** Currency that the instrument's money is in. */
export const settleOf = (spec: InstrumentSpec): string => spec.contract?.settle ?? spec.quote;

/** Fee on a notional, rounded up (against us) to a whole atom; a rebate (negative ppm) is rounded down. */
export function feeAtoms(notional: Atoms, ppm: number): Atoms {
  const product = notional * BigInt(ppm);
  const whole = product / 1_000_000n;
  return atoms(product > 0n && product % 1_000_000n !== 0n ? whole + 1n : whole);
}
