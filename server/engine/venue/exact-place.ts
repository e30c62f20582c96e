import type { Venue } from "./venue";
import type { ExactPlace, VenueOrder } from "./venue-order";

/** The place of an order that joins its queue now; null where nobody knows it. */
export function exactPlace({ model, market: { l3 } }: Venue, order: VenueOrder): ExactPlace | null {
  if (model.kind !== "exact" || l3 === null || !l3.isWhole) return null;
  return { place: l3.nextPlace, printedLots: 0, shownLots: 0, pairedAt: order.acceptedAt };
}

/** Lots of others ahead of a place. */
export const lotsAhead = ({ market: { l3 } }: Venue, order: VenueOrder, { place }: ExactPlace): number =>
  l3?.lotsBefore(order.side, order.limitTicks ?? 0, place) ?? 0;
