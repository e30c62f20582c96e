/** What the venue does to a position whose margin is gone: at once, without a way to travel. */
import { SIDE } from "@/server/domain/market-block";
import type { Order, Reason, Side } from "@/server/domain/order";
import { arrived } from "./arrivals";
import { walkBook } from "./matching";
import { take } from "./take";
import { close, end, type Venue } from "./venue";
import { PLAIN_TERMS, venueOrder } from "./venue-order";

/** All orders of ours that stand at the venue in this instrument, or wait there for their trigger, end. */
export function cancelAllAtVenue(venue: Venue, why: Reason, at: number): void {
  const { resting, waiting } = venue;
  for (const order of [...resting.side(SIDE.buy), ...resting.side(SIDE.sell), ...waiting.all()]) {
    end(venue, order, { state: "CANCELLED", reason: why, moment: venue.sink.moment(at) });
  }
}

/** Whether anything is displayed, and not yet taken by us, that such an order could trade with. */
export const hasTakers = ({ market, consumption }: Venue, side: Side): boolean =>
  !Number.isNaN(consumption.best(market.book, 1 - SIDE[side]));

/** Walks the book at market with an order of the venue's own making. */
export function takeOver(venue: Venue, order: Order, at: number): void {
  const { market, consumption, impact, sink } = venue;
  const side = SIDE[order.side];
  const taking = venueOrder({ ...AT_MARKET, id: order.id, side, sizeLots: order.sizeLots }, at);
  const walk = walkBook({
    spec: market.spec,
    book: market.book,
    consumption,
    takes: 1 - side,
    lots: order.sizeLots,
    limitTicks: null,
    budgetAtoms: null,
    impactTicks: impact.againstTicks(side, at),
    ownTicks: null,
  });
  const moment = sink.moment(at);
  sink.report(taking, moment, { kind: "takenOver", order });
  sink.report(taking, moment, arrived(venue, taking, null));
  take(venue, taking, { walk, moment });
  if (taking.leftLots > 0) close(venue, taking, { state: "CANCELLED", reason: NOBODY_LEFT, moment });
}

const AT_MARKET = {
  ...PLAIN_TERMS,
  type: "market",
  timeInForce: "IOC",
  postOnly: false,
  limitTicks: null,
  isLiquidation: true,
} as const;

const NOBODY_LEFT: Reason = {
  rule: "no_liquidity",
  text: "nobody is left in the known book; the venue goes on with its next update",
  limit: null,
  value: null,
  distance: null,
};
