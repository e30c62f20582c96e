import { atoms } from "@/server/domain/atoms";
import { fillValueAtoms } from "@/server/domain/contract-math";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";
import type { Fill, Order } from "@/server/domain/order";
import type { RoundTrip } from "@/server/domain/portfolio";

export type OpenTrip = Readonly<{
  origin: string;
  openedAt: Micros;
  /** Signed. */
  sizeLots: number;
  maxSizeLots: number;
  boughtLots: number;
  boughtAtoms: bigint;
  soldAtoms: bigint;
  feesAtoms: bigint;
  /** Grow in place: the trip of before a fill is not used again, and a copy a fill would cost more than the fill. */
  orderIds: string[];
  fillIds: string[];
}>;

/** The part of a fill that belongs to one trip. */
type TripFill = Readonly<{ fill: Fill; order: Order; lots: number; valueAtoms: bigint; feeAtoms: bigint }>;

export type TripStep = Readonly<{ trip: OpenTrip; isFlat: boolean }>;

/**
 * The trip under way with one more fill; a fill that goes through zero ends it and begins the next, with its
 * value and its fee divided between them.
 */
export function tripSteps(trip: OpenTrip | null, spec: InstrumentSpec, { fill, order }: TripEvent): TripStep[] {
  const held = trip?.sizeLots ?? 0;
  const against = fill.side === "buy" ? -held : held;
  const whole = { fill, order, lots: fill.sizeLots, valueAtoms: fill.notionalAtoms, feeAtoms: fill.feeAtoms };
  if (against <= 0 || against >= fill.sizeLots) return [step(trip, spec, whole)];
  const valueAtoms = fillValueAtoms(spec, { ...fill, lots: against });
  const feeAtoms = (fill.feeAtoms * BigInt(against)) / BigInt(fill.sizeLots);
  const closing = { ...whole, lots: against, valueAtoms, feeAtoms };
  const opening = {
    ...whole,
    lots: fill.sizeLots - against,
    valueAtoms: fill.notionalAtoms - valueAtoms,
    feeAtoms: fill.feeAtoms - feeAtoms,
  };
  return [step(trip, spec, closing), step(null, spec, opening)];
}

type TripEvent = Readonly<{ fill: Fill; order: Order }>;

function step(trip: OpenTrip | null, spec: InstrumentSpec, part: TripFill): TripStep {
  const extended = extendTrip(trip, spec, part);
  return { trip: extended, isFlat: extended.sizeLots === 0 };
}

/** From flat to flat: the trip so far with one more fill. It belongs to whoever opened it. */
function extendTrip(trip: OpenTrip | null, { contract }: InstrumentSpec, part: TripFill): OpenTrip {
  const { fill, order, lots, valueAtoms, feeAtoms } = part;
  const isBuy = fill.side === "buy";
  const before = trip ?? emptyTrip(fill, order);
  const sizeLots = before.sizeLots + (isBuy ? lots : 0 - lots);
  // Who buys an inverse contract sells its currency of settlement, and the trip is counted in that.
  const isBought = contract?.kind === "inverse" ? !isBuy : isBuy;
  return {
    ...before,
    sizeLots,
    maxSizeLots: Math.max(before.maxSizeLots, Math.abs(sizeLots)),
    boughtLots: before.boughtLots + (isBuy ? lots : 0),
    boughtAtoms: before.boughtAtoms + (isBought ? valueAtoms : 0n),
    soldAtoms: before.soldAtoms + (isBought ? 0n : valueAtoms),
    feesAtoms: before.feesAtoms + feeAtoms,
    orderIds: before.orderIds.includes(order.id) ? before.orderIds : listed(before.orderIds, order.id),
    fillIds: listed(before.fillIds, fill.id),
  };
}

/** A trip may go on for ever, its memory may not: sums count all, lists name the first so many. */
const IDS_MAX = 1_000;

function listed(ids: string[], id: string): string[] {
  if (ids.length < IDS_MAX) ids.push(id);
  return ids;
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
