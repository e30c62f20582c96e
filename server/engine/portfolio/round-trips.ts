import { atoms } from "@/server/domain/atoms";
import type { Micros } from "@/server/domain/micros";
import type { Fill, Order } from "@/server/domain/order";
import type { RoundTrip } from "@/server/domain/portfolio";

export type OpenTrip = Readonly<{
  origin: string;
  openedAt: Micros;
  sizeLots: number;
  maxSizeLots: number;
  boughtLots: number;
  boughtAtoms: bigint;
  soldAtoms: bigint;
  feesAtoms: bigint;
  orderIds: readonly string[];
  fillIds: readonly string[];
}>;

/** From flat to flat: the trip so far with one more fill. It belongs to whoever opened it. */
export function extendTrip(trip: OpenTrip | null, fill: Fill, order: Order): OpenTrip {
  const isBuy = fill.side === "buy";
  const before = trip ?? emptyTrip(fill, order);
  const sizeLots = before.sizeLots + (isBuy ? fill.sizeLots : 0 - fill.sizeLots);
  return {
    ...before,
    sizeLots,
    maxSizeLots: Math.max(before.maxSizeLots, sizeLots),
    boughtLots: before.boughtLots + (isBuy ? fill.sizeLots : 0),
    boughtAtoms: before.boughtAtoms + (isBuy ? fill.notionalAtoms : 0n),
    soldAtoms: before.soldAtoms + (isBuy ? 0n : fill.notionalAtoms),
    feesAtoms: before.feesAtoms + fill.feeAtoms,
    orderIds: before.orderIds.includes(order.id) ? before.orderIds : [...before.orderIds, order.id],
    fillIds: [...before.fillIds, fill.id],
  };
}

type Closing = Readonly<{ id: string; fill: Fill; order: Order }>;

export function closeTrip(trip: OpenTrip, { id, fill, order }: Closing): RoundTrip {
  const { sizeLots: _flat, ...rest } = trip;
  return {
    ...rest,
    id,
    instrumentId: fill.instrumentId,
    closedAt: fill.knownAt,
    boughtAtoms: atoms(trip.boughtAtoms),
    soldAtoms: atoms(trip.soldAtoms),
    feesAtoms: atoms(trip.feesAtoms),
    pnlAtoms: atoms(trip.soldAtoms - trip.boughtAtoms - trip.feesAtoms),
    exitNote: order.note,
  };
}

const emptyTrip = (fill: Fill, order: Order): OpenTrip => ({
  origin: order.origin,
  openedAt: fill.knownAt,
  sizeLots: 0,
  maxSizeLots: 0,
  boughtLots: 0,
  boughtAtoms: 0n,
  soldAtoms: 0n,
  feesAtoms: 0n,
  orderIds: [],
  fillIds: [],
});
