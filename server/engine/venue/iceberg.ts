import { exactPlace, lotsAhead } from "./exact-place";
import { say, type Venue } from "./venue";
import { queuedLots, type VenueOrder } from "./venue-order";

/**
 * After a fill of a resting iceberg: once its displayed part is used up, the next one stands behind all that
 * is displayed at its price and behind our own orders there. A fill of more than was displayed (the market
 * has passed the price) has used up several.
 */
export function refill(venue: Venue, order: VenueOrder, { lots, at }: { lots: number; at: number }): void {
  const { displayLots, shownLots } = order;
  if (displayLots === null || !order.isResting) return;
  if (lots < shownLots) {
    order.shownLots = shownLots - lots;
    return;
  }
  order.shownLots = displayLots - ((lots - shownLots) % displayLots);
  if (order.leftLots === 0) return;
  const { levelLots, tradedLots } = order.queue;
  order.exact = exactPlace(venue, order);
  const displayed = Math.max(levelLots - tradedLots, 0);
  order.queue = {
    ...order.queue,
    aheadLots: order.exact ? lotsAhead(venue, order, order.exact) : displayed,
  };
  order.before = null;
  venue.resting.remove(order);
  venue.resting.add(order);
  say(venue, order, { at, cause: "refilled" });
}

type Reached = Readonly<{ order: VenueOrder; reachingLots: number; marketLots: number }>;

/**
 * Of a print that used the displayed part up, what comes round to the refill: more than all that others
 * displayed at the price. With it the print gives all that is left of it.
 *
 * @param reachingLots  of the print, less what other orders of ours got
 * @param marketLots    displayed by others at the price before it
 */
export function comesRound({ order, reachingLots, marketLots }: Reached, filledLots: number): number {
  if (order.displayLots === null || !order.isResting) return 0;
  return Math.min(Math.max(reachingLots - filledLots - marketLots, 0), order.leftLots);
}

export const showFirst = (order: VenueOrder, leftLots: number): void => {
  if (order.displayLots !== null) order.shownLots = Math.min(order.displayLots, leftLots);
};

export const shownAfterAmend = (order: VenueOrder): void => {
  if (order.displayLots !== null) order.shownLots = queuedLots(order);
};
