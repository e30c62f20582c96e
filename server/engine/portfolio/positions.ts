import { atoms } from "@/server/domain/atoms";
import { unrealisedAtoms } from "@/server/domain/contract-math";
import type { Micros } from "@/server/domain/micros";
import type { Fill } from "@/server/domain/order";
import type { Position, PositionMargin } from "@/server/domain/portfolio";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";

export type Holding = Readonly<{
  /** Signed; negative only for a short perpetual. */
  sizeLots: number;
  /** Cost of what is held at its average price, fees not included; of a perpetual with the sign of the size. */
  costAtoms: bigint;
  realisedAtoms: bigint;
  feesAtoms: bigint;
  openedAt: Micros | null;
  /** Isolated collateral of a perpetual. */
  marginAtoms: bigint;
  /** Funding so far; positive was paid. */
  fundingAtoms: bigint;
}>;

export const NOTHING_HELD: Holding = {
  sizeLots: 0,
  costAtoms: 0n,
  realisedAtoms: 0n,
  feesAtoms: 0n,
  openedAt: null,
  marginAtoms: 0n,
  fundingAtoms: 0n,
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
    ...held,
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

/** P&L at the mark; null without one. */
export function unrealisedOf(market: InstrumentMarket, held: Holding): bigint | null {
  if (!market.spec.contract) {
    const value = valueAtoms(market, held.sizeLots, market.mark());
    return value === null ? null : value - held.costAtoms;
  }
  if (held.sizeLots === 0) return 0n;
  const mark = market.valuationMillionths();
  return mark === null ? null : unrealisedAtoms(market.spec, held, mark);
}

/** Towards −∞, against us for what we hold. */
const floorHalf = (doubled: bigint): bigint =>
  doubled >= 0n || doubled % 2n === 0n ? doubled / 2n : doubled / 2n - 1n;

export function positionOf(market: InstrumentMarket, held: Holding, margin: PositionMargin | null): Position {
  const unrealised = unrealisedOf(market, held);
  const mark = market.spec.contract ? market.valuationMillionths() : null;
  return {
    instrumentId: market.spec.id,
    sizeLots: held.sizeLots,
    costAtoms: atoms(held.costAtoms),
    realisedAtoms: atoms(held.realisedAtoms),
    feesAtoms: atoms(held.feesAtoms),
    openedAt: held.openedAt,
    // A mark price lies between half ticks; money is reckoned with all of it.
    markHalfTicks: mark === null ? market.mark() : Math.round(mark / 500_000),
    unrealisedAtoms: unrealised === null ? null : atoms(unrealised),
    margin,
  };
}
