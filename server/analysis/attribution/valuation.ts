/**
 * What lots are worth at a price, in whole settlement atoms, rising with the price: an inverse contract is worth
 * fewer coins the dearer the coin, so its value counts negative. Positions are rounded as the desk's own books round
 * them (down); points on a fill's way likewise, each once, so that differences of neighbours always add up.
 */
import { ceilDiv, floorDiv, MILLIONTHS_PER_TICK } from "@/server/domain/contract-math";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { PositionSample } from "@/server/domain/risk/risk-view";
import type { Valuation } from "./attributed-fill";

const MILLIONTHS = BigInt(MILLIONTHS_PER_TICK);

/** Of signed lots at a mark in millionths of a tick. The same as cost + unrealised of the desk's books. */
export function positionAtoms({ contract, atomsPerTickLot }: InstrumentSpec, lots: number, mark: number): bigint {
  const size = BigInt(lots);
  if (contract?.kind === "inverse") return -ceilDiv(size * contract.inverseAtoms * MILLIONTHS, BigInt(mark));
  return floorDiv(size * BigInt(mark) * atomsPerTickLot, MILLIONTHS);
}

/** Of unsigned lots at a price in half ticks. */
export function pointAtoms({ contract, atomsPerTickLot }: InstrumentSpec, lots: number, halfTicks: number): bigint {
  const size = BigInt(lots);
  if (contract?.kind === "inverse") return -ceilDiv(2n * size * contract.inverseAtoms, BigInt(Math.max(halfTicks, 1)));
  return floorDiv(size * BigInt(halfTicks) * atomsPerTickLot, 2n);
}

/** Of a fill at its own price: its booked value. */
export const bookedAtoms = ({ contract }: InstrumentSpec, notionalAtoms: bigint): bigint =>
  contract?.kind === "inverse" ? -notionalAtoms : notionalAtoms;

type Sampled = Pick<PositionSample, "costAtoms" | "unrealisedAtoms" | "markHalfTicks">;

/** Of a position as the desk's books have it; null when it was never marked. */
export function valuationOf(spec: InstrumentSpec, { costAtoms, unrealisedAtoms, markHalfTicks }: Sampled) {
  if (markHalfTicks === null) return null;
  const valueAtoms = bookedAtoms(spec, costAtoms) + unrealisedAtoms;
  return { markMillionths: (markHalfTicks * MILLIONTHS_PER_TICK) / 2, valueAtoms } satisfies Valuation;
}
