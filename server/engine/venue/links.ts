/** Orders of one link: what happens to one of them ends or shrinks the others, at that very moment. */
import { reason, sizeText } from "@/server/engine/risk/reason";
import { end, type Moment, reportSize, type Venue } from "./venue";
import type { VenueOrder } from "./venue-order";

export function siblingFilled(
  venue: Venue,
  order: VenueOrder,
  { lots, moment }: { lots: number; moment: Moment },
): void {
  for (const sibling of siblings(venue, order)) {
    if (order.link?.mode === "cancel") endSibling(venue, sibling, { why: `${order.id} has filled`, moment });
    else shrink(venue, sibling, { lots, by: order.id, moment });
  }
}

/** A trigger was reached, or the link's owner took one of them back: the others go too. */
export function endSiblings(venue: Venue, order: VenueOrder, { why, moment }: { why: string; moment: Moment }): void {
  for (const sibling of siblings(venue, order)) endSibling(venue, sibling, { why, moment });
}

function endSibling(venue: Venue, sibling: VenueOrder, { why, moment }: { why: string; moment: Moment }): void {
  end(venue, sibling, { state: "CANCELLED", reason: reason("linked_order", `linked: ${why}`), moment });
}

function shrink(venue: Venue, sibling: VenueOrder, change: { lots: number; by: string; moment: Moment }): void {
  const { lots, by, moment } = change;
  sibling.siblingLots += lots;
  const leftLots = sibling.leftLots - lots;
  if (leftLots <= 0) return endSibling(venue, sibling, { why: `${by} has filled what it was for`, moment });
  sibling.leftLots = leftLots;
  const text = `linked: ${by} has filled ${sizeText(venue.market.spec, lots)} of what it was for`;
  reportSize(venue, sibling, { why: reason("linked_order", text), moment });
}

function siblings({ resting, waiting }: Venue, order: VenueOrder): VenueOrder[] {
  const { link } = order;
  if (link === null) return [];
  const isSibling = (other: VenueOrder) => other !== order && other.link?.id === link.id;
  return [...resting.side(0), ...resting.side(1), ...waiting.all()].filter(isSibling);
}
