/** A fill at the venue, and what follows from it there at once. */

import type { FillRule, Liquidity } from "@/server/domain/order";
import { refill } from "./iceberg";
import { siblingFilled } from "./links";
import { holdToPosition } from "./reductions";
import { ended, leave, type Moment, placeIn, type Venue } from "./venue";
import type { VenueOrder } from "./venue-order";

type Executed = Readonly<{
  priceTicks: number;
  lots: number;
  liquidity: Liquidity;
  rule: FillRule;
  /** Of the price, what our own earlier trades are to blame for; 0 unless said. */
  impactTicks?: number;
  moment: Moment;
}>;

export function execute(venue: Venue, order: VenueOrder, executed: Executed): void {
  const { priceTicks, lots, liquidity, rule, impactTicks = 0, moment } = executed;
  const at = moment.happenedAt;
  order.filledLots += lots;
  order.leftLots -= lots;
  if (liquidity === "maker") refill(venue, order, { lots, at });
  const { book } = venue.market;
  const midHalfTicks = book.midHalfTicks();
  const spreadTicks = midHalfTicks === null ? null : book.bestAsk() - book.bestBid();
  const place = placeIn(venue, order);
  venue.sink.filled(order, moment, {
    priceTicks,
    lots,
    liquidity,
    rule,
    impactTicks,
    midHalfTicks,
    spreadTicks,
    place,
  });
  if (order.leftLots === 0) {
    if (order.isResting) leave(venue, order, at);
    ended(venue, order);
  }
  if (order.link) siblingFilled(venue, order, { lots, moment });
  holdToPosition(venue, moment);
}
