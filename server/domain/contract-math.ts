/**
 * Arithmetic of perpetual contracts, in whole settlement atoms. Every rounding is against the holder.
 *
 * A linear position of n lots is worth n × p × atomsPerTickLot; its P&L is that value less the value at entry.
 * An inverse one is worth n × inverseAtoms / p, and its P&L is the value at entry less that value:
 * PnL = face × size × (1/entry − 1/exit)
 * (Binance, "COIN-M Futures contract specifications" and "How to calculate profit and loss for COIN-M futures").
 */
import { type Atoms, atoms } from "./atoms";
import type { ContractSpec, InstrumentSpec, MarginTier } from "./instrument";
import type { Side } from "./order";

/** Marks are counted in millionths of a tick: a venue's mark has more decimals than its tick. */
export const MILLIONTHS_PER_TICK = 1_000_000;

/** Towards −∞; the divisor is positive. */
export function floorDiv(value: bigint, divisor: bigint): bigint {
  const whole = value / divisor;
  return value < 0n && whole * divisor !== value ? whole - 1n : whole;
}

/** Towards +∞; the divisor is positive. */
export const ceilDiv = (value: bigint, divisor: bigint): bigint => -floorDiv(-value, divisor);

const isInverse = (spec: InstrumentSpec): boolean => spec.contract?.kind === "inverse";

/**
 * Value of a fill at its price. Exact, but for an inverse contract: a buy's is rounded down and a sell's up,
 * since there the P&L of a trip is what was bought less what was sold.
 */
export function fillValueAtoms(spec: InstrumentSpec, { side, priceTicks, lots }: FillValueInput): Atoms {
  if (!isInverse(spec)) return atoms(BigInt(priceTicks) * BigInt(lots) * spec.atomsPerTickLot);
  const product = BigInt(lots) * (spec.contract?.inverseAtoms ?? 0n);
  const price = BigInt(priceTicks);
  return atoms(side === "buy" ? product / price : ceilDiv(product, price));
}

export type FillValueInput = Readonly<{ side: Side; priceTicks: number; lots: number }>;

/** Signed lots, and their value at entry with the sign of the lots. */
export type Held = Readonly<{ sizeLots: number; costAtoms: bigint }>;

/** P&L of a position if it were closed at the mark (millionths of a tick). */
export function unrealisedAtoms(spec: InstrumentSpec, { sizeLots, costAtoms }: Held, markMillionths: number): bigint {
  const lots = BigInt(sizeLots);
  const mark = BigInt(markMillionths);
  if (isInverse(spec)) return costAtoms - ceilDiv(lots * inverseMillionths(spec), mark);
  return floorDiv(lots * mark * spec.atomsPerTickLot, BigInt(MILLIONTHS_PER_TICK)) - costAtoms;
}

/** What a position is worth at the mark, without a sign, rounded up: margin is asked for on it. */
export function markNotionalAtoms(spec: InstrumentSpec, sizeLots: number, markMillionths: number): bigint {
  const lots = BigInt(Math.abs(sizeLots));
  const mark = BigInt(markMillionths);
  if (isInverse(spec)) return ceilDiv(lots * inverseMillionths(spec), mark);
  return ceilDiv(lots * mark * spec.atomsPerTickLot, BigInt(MILLIONTHS_PER_TICK));
}

/** Realised by closing a part of a position whose share of the cost is `costOut` (both without a sign). */
export function realisedAtoms(spec: InstrumentSpec, { isLong, costOut, value }: Closed): bigint {
  const gain = isInverse(spec) ? costOut - value : value - costOut;
  return isLong ? gain : -gain;
}

export type Closed = Readonly<{ isLong: boolean; costOut: bigint; value: bigint }>;

/** Collateral asked for to open `notional`, rounded up. */
export const initialMarginAtoms = (notional: bigint, leverage: number): bigint => ceilDiv(notional, BigInt(leverage));

/**
 * Below this the venue takes a position over: each tier's rate on the part of the notional within it, rounded up.
 * The same as notional × rate − "maintenance amount" of Binance's table ("Leverage and Margin of USDⓈ-M Futures").
 */
export function maintenanceAtoms({ tiers }: ContractSpec, notional: bigint): bigint {
  let [from, scaled] = [0n, 0n];
  for (const { upToAtoms, maintenancePpm } of tiers) {
    const to = upToAtoms === null || upToAtoms > notional ? notional : upToAtoms;
    if (to > from) scaled += (to - from) * BigInt(maintenancePpm);
    if (to === notional) break;
    from = to;
  }
  return ceilDiv(scaled, 1_000_000n);
}

/** The tier that a position of this notional lies in. Null when there are none. */
export const tierOf = ({ tiers }: ContractSpec, notional: bigint): MarginTier | null =>
  tiers.find(({ upToAtoms }) => upToAtoms === null || notional <= upToAtoms) ?? tiers.at(-1) ?? null;

/** Most leverage that a position of this notional may have; 1 without tiers. */
export const maxLeverage = (contract: ContractSpec, notional: bigint): number =>
  tierOf(contract, notional)?.maxLeverage ?? 1;

/**
 * Funding to pay for a position: size × mark × rate, longs pay when the rate is positive; negative is
 * received. Rounded up, which is against us both ways.
 *
 * @param rateE8  parts per 10^8
 */
export function fundingAtoms(spec: InstrumentSpec, sizeLots: number, at: FundingPoint): bigint {
  const lots = BigInt(sizeLots) * BigInt(at.rateE8);
  const mark = BigInt(at.markMillionths);
  if (isInverse(spec)) return ceilDiv(lots * inverseMillionths(spec), mark * 100_000_000n);
  return ceilDiv(lots * mark * spec.atomsPerTickLot, BigInt(MILLIONTHS_PER_TICK) * 100_000_000n);
}

export type FundingPoint = Readonly<{ rateE8: number; markMillionths: number }>;

const inverseMillionths = (spec: InstrumentSpec): bigint =>
  (spec.contract?.inverseAtoms ?? 0n) * BigInt(MILLIONTHS_PER_TICK);
