/** Orders and fills of any value that the types allow, for properties. */
import fc from "fast-check";
import { atoms } from "@/server/domain/atoms";
import type { Effect } from "@/server/domain/effect";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import type { Fill, Order } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import { aFill, anOrder, aReason } from "./rows";

/** From 1980 to 2200, µs. */
const anyMicros = fc.integer({ min: 315_532_800_000_000, max: 7_258_118_400_000_000 }).map(micros);
const anyTicks = fc.maxSafeInteger().map(ticks);
const anyLots = fc.maxSafeNat().map(lots);
/** As many digits as the column has. */
const anyAtoms = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }).map(atoms);
const anyEstimate = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const anyText = fc.string({ unit: "grapheme" });
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });

export const anyOrder: fc.Arbitrary<Omit<Order, "id">> = fc
  .record({
    limitTicks: orNull(anyTicks),
    filledLots: anyLots,
    filledAtoms: anyAtoms,
    feeAtoms: anyAtoms,
    decidedAt: anyMicros,
    arrivesAt: orNull(anyMicros),
    acceptedAt: orNull(anyMicros),
    closedAt: orNull(anyMicros),
    decisionMidHalfTicks: orNull(fc.maxSafeInteger()),
    aheadLots: orNull(anyEstimate),
    behindLots: orNull(anyEstimate),
    note: orNull(anyText),
    reason: orNull(anyText.map((text) => ({ ...aReason, text }))),
  })
  .map((values) => ({ ...anOrder(1), ...values, sizeLots: values.filledLots }));

export const anyFill: fc.Arbitrary<Omit<Fill, "id" | "orderId">> = fc
  .record({
    priceTicks: anyTicks,
    sizeLots: anyLots.filter((size) => size > 0),
    notionalAtoms: anyAtoms,
    feeAtoms: anyAtoms,
    at: anyMicros,
    knownAt: anyMicros,
  })
  .map((values) => ({ ...aFill(1, "ord-1"), ...values }));

/** The order and its fill under the number, as a desk would say them. */
export const saidAs = (number: number, order: Omit<Order, "id">, fill: Omit<Fill, "id" | "orderId">): Effect[] => [
  { kind: "order", order: { ...order, id: `ord-${number}` } },
  { kind: "fill", fill: { ...fill, id: `fill-${number}`, orderId: `ord-${number}` } },
];
