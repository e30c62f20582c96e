import { execute } from "./execution";
import type { Walk } from "./matching";
import type { Moment, Venue } from "./venue";
import type { VenueOrder } from "./venue-order";

/** Does what a walk found: its levels stay taken until their next update, and the price has moved for our later orders. */
export function take(
  venue: Venue,
  order: VenueOrder,
  { walk, moment }: Readonly<{ walk: Walk; moment: Moment }>,
): void {
  const { market, consumption, impact } = venue;
  const midHalfTicks = market.book.midHalfTicks();
  for (const { priceTicks, levelTicks, lots } of walk.takes) {
    consumption.take(1 - order.side, levelTicks, lots);
    const impactTicks = Math.abs(priceTicks - levelTicks);
    execute(venue, order, { priceTicks, lots, liquidity: "taker", rule: "walked_book", impactTicks, moment });
  }
  if (midHalfTicks === null) return;
  impact.add({ side: order.side, lots: walk.filledLots, midHalfTicks, at: moment.happenedAt });
}
