/**
 * The `exact` queue model: our order's true place among orders that the feed names (L3). What stood
 * at our price when we arrived, and still does, is ahead of us. We are filled when an order that came
 * after us trades, since we would have been hit in its stead, and when a print is larger than all
 * that is ahead.
 *
 * A trade is told twice, by its print and by the rows of the orders that it hit, in either order.
 * Both are netted against one another, so that it counts once.
 */
import { FLAG } from "@/server/domain/market-block";
import type { L3Change } from "@/server/engine/book/l3-book";
import { exactPlace, lotsAhead } from "./exact-place";
import { execute } from "./execution";
import { say, type Venue } from "./venue";
import { type ExactPlace, queuedLots, type VenueOrder } from "./venue-order";

/** A print and the order rows of the same trade are no further apart than this; a rest is forgotten. */
const PAIRING_MICROS = 1_000_000;

type OrderRow = Readonly<{ flags: number; exchangeAt: number }>;

/** After the L3 book took a row of an order in: those of ours that stand at the price it stood at, or came to. */
export function onOrderRow(venue: Venue, change: Readonly<L3Change>, row: OrderRow): void {
  const { l3 } = venue.market;
  let given = 0;
  for (const order of venue.resting.side(change.side).slice()) {
    const { exact } = order;
    if (!order.isResting || order.limitTicks !== change.priceTicks || exact === null || order.needsRequeue) continue;
    if (!l3?.isWhole) order.exact = null;
    else if (row.exchangeAt <= order.acceptedAt) rejoin(venue, order, row);
    else if (change.place > 0) given += placeChanged(venue, order, { change, row, exact, given });
  }
}

/** A row of before our arrival: all that it leaves at our price stands before us. */
function rejoin(venue: Venue, order: VenueOrder, row: OrderRow): void {
  const place = exactPlace(venue, order);
  if (place === null) return;
  order.exact = place;
  const aheadLots = lotsAhead(venue, order, place);
  if (aheadLots === order.queue.aheadLots) return;
  order.queue = { ...order.queue, aheadLots };
  say(venue, order, { at: row.exchangeAt, cause: "accepted" });
}

type Changed = Readonly<{ change: Readonly<L3Change>; row: OrderRow; exact: ExactPlace; given: number }>;

/** @returns lots filled */
function placeChanged(venue: Venue, order: VenueOrder, { change, row, exact, given }: Changed): number {
  const isTrade = (row.flags & FLAG.traded) !== 0;
  const balance = paired(exact, row.exchangeAt);
  const printed = isTrade ? Math.min(balance.printedLots, change.goneLots) : 0;
  const fresh = isTrade ? change.goneLots - printed : 0;
  if (isTrade) {
    const { printedLots, shownLots } = balance;
    order.exact = { ...balance, printedLots: printedLots - printed, shownLots: shownLots + fresh };
  }
  if (change.place < exact.place) {
    const aheadLots = Math.max(order.queue.aheadLots - change.goneLots, 0);
    order.queue = { ...order.queue, aheadLots };
    say(venue, order, { at: row.exchangeAt, cause: isTrade ? "trade" : "cancel" });
    return 0;
  }
  return fill(venue, order, { lots: fresh - given, at: row.exchangeAt });
}

/** A print at our price against our side. @returns lots filled */
export function onExactPrint(
  venue: Venue,
  order: VenueOrder,
  { exact, sizeLots, at }: Readonly<{ exact: ExactPlace; sizeLots: number; at: number }>,
): number {
  const balance = paired(exact, at);
  const shown = Math.min(balance.shownLots, sizeLots);
  const printedLots = balance.printedLots + sizeLots - shown;
  order.exact = { ...balance, shownLots: balance.shownLots - shown, printedLots };
  const { aheadLots } = order.queue;
  const lots = Math.max(printedLots - aheadLots, 0) - Math.max(balance.printedLots - aheadLots, 0);
  return fill(venue, order, { lots, at });
}

/** What print and rows told of trades of long ago is not waited for any more. */
function paired(exact: ExactPlace, at: number): ExactPlace {
  if (at - exact.pairedAt <= PAIRING_MICROS) return { ...exact, pairedAt: at };
  return { ...exact, printedLots: 0, shownLots: 0, pairedAt: at };
}

function fill(venue: Venue, order: VenueOrder, { lots, at }: Readonly<{ lots: number; at: number }>): number {
  const filled = Math.min(lots, queuedLots(order));
  if (filled <= 0) return 0;
  const moment = venue.sink.moment(at);
  const priceTicks = order.limitTicks ?? 0;
  execute(venue, order, { priceTicks, lots: filled, liquidity: "maker", rule: "exact_queue", moment });
  return filled;
}
