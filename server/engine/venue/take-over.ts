/** What the venue does to a position whose margin is gone: at once, without a way to travel. */
import { SIDE } from "@/server/domain/market-block";
import type { Order, Reason, Side } from "@/server/domain/order";
import { walkBook } from "./matching";
import { take } from "./take";
import { close, leave, type Venue } from "./venue";
import { venueOrder } from "./venue-order";

/** All orders of ours that stand at the venue in this instrument end. */
export function cancelAllAtVenue(venue: Venue, why: Reason, at: number): void {
  for (const side of [SIDE.buy, SIDE.sell]) {
    for (const order of venue.resting.side(side).slice()) {
      leave(venue, order, at);
      close(venue, order, { state: "CANCELLED", reason: why, moment: venue.sink.moment(at) });
    }
  }
}

/** Whether anything is displayed, and not yet taken by us, that such an order could trade with. */
export const hasTakers = ({ market, consumption }: Venue, side: Side): boolean =>
  !Number.isNaN(consumption.best(market.book, 1 - SIDE[side]));

/** Walks the book at market with an order of the venue's own making. */
export function takeOver(venue: Venue, order: Order, at: number): void {
  const { market, consumption, impact, sink } = venue;
  const { id, type, timeInForce, postOnly, limitTicks, sizeLots } = order;
  const side = SIDE[order.side];
  const own = { id, side, type, timeInForce, postOnly, limitTicks, sizeLots, budgetAtoms: null, isLiquidation: true };
  const taking = venueOrder(own, at);
  const walk = walkBook({
    spec: market.spec,
    book: market.book,
    consumption,
    takes: 1 - side,
    lots: sizeLots,
    limitTicks: null,
    budgetAtoms: null,
    impactTicks: impact.againstTicks(side, at),
    ownTicks: null,
  });
  const moment = sink.moment(at);
  sink.report(taking, moment, { kind: "takenOver", order });
  const { decisionBook: book, decisionMidHalfTicks: midHalfTicks } = order;
  sink.report(taking, moment, { kind: "arrived", book, midHalfTicks, place: null });
  take(venue, taking, { walk, moment });
  if (taking.leftLots > 0) close(venue, taking, { state: "CANCELLED", reason: NOBODY_LEFT, moment });
}

const NOBODY_LEFT: Reason = {
  rule: "no_liquidity",
  text: "nobody is left in the known book; the venue goes on with its next update",
  limit: null,
  value: null,
  distance: null,
};
