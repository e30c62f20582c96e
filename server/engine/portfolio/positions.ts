import { atoms } from "@/server/domain/atoms";
import type { Micros } from "@/server/domain/micros";
import type { Fill } from "@/server/domain/order";
import type { Position } from "@/server/domain/portfolio";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";

export type Holding = Readonly<{
  sizeLots: number;
  /** Cost of what is held at its average price, fees not included. */
  costAtoms: bigint;
  realisedAtoms: bigint;
  feesAtoms: bigint;
  openedAt: Micros | null;
}>;

export const NOTHING_HELD: Holding = {
  sizeLots: 0,
  costAtoms: 0n,
  realisedAtoms: 0n,
  feesAtoms: 0n,
  openedAt: null,
};

/** Average cost: a sale takes out its share of the cost, rounded down; the last lot takes what is left. */
export function afterFill(held: Holding, fill: Fill): Holding & Readonly<{ costOutAtoms: bigint }> {
  const feesAtoms = held.feesAtoms + fill.feeAtoms;
  if (fill.side === "buy") {
    return {
      ...held,
      feesAtoms,
      sizeLots: held.sizeLots + fill.sizeLots,
      costAtoms: held.costAtoms + fill.notionalAtoms,
      openedAt: held.sizeLots === 0 ? fill.knownAt : held.openedAt,
      costOutAtoms: 0n,
    };
  }
  const sizeLots = held.sizeLots - fill.sizeLots;
  const costOutAtoms = (held.costAtoms * BigInt(fill.sizeLots)) / BigInt(held.sizeLots);
  return {
    feesAtoms,
    sizeLots,
    costAtoms: held.costAtoms - costOutAtoms,
    realisedAtoms: held.realisedAtoms + fill.notionalAtoms - costOutAtoms,
    openedAt: sizeLots === 0 ? null : held.openedAt,
    costOutAtoms,
  };
}

/** Value of lots at a mid in half ticks, atoms; half an atom is rounded down. Null without a mid. */
export function valueAtoms({ spec }: InstrumentMarket, lots: number, markHalfTicks: number | null): bigint | null {
  if (markHalfTicks === null) return lots === 0 ? 0n : null;
  return floorHalf(BigInt(markHalfTicks) * BigInt(lots) * spec.atomsPerTickLot);
}

/** Towards −∞, against us for what we hold. */
const floorHalf = (doubled: bigint): bigint =>
  doubled >= 0n || doubled % 2n === 0n ? doubled / 2n : doubled / 2n - 1n;

export function positionOf(market: InstrumentMarket, held: Holding): Position {
  const markHalfTicks = market.mark();
  const value = valueAtoms(market, held.sizeLots, markHalfTicks);
  return {
    instrumentId: market.spec.id,
    sizeLots: held.sizeLots,
    costAtoms: atoms(held.costAtoms),
    realisedAtoms: atoms(held.realisedAtoms),
    feesAtoms: atoms(held.feesAtoms),
    openedAt: held.openedAt,
    markHalfTicks,
    unrealisedAtoms: value === null ? null : atoms(value - held.costAtoms),
    margin: null,
  };
}
