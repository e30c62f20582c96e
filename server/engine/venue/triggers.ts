/**
 * Conditional orders at the venue. They look at the last print (or the mark price) and become market or limit
 * orders the moment it reaches their trigger. They enter the book after all that is stamped with that
 * moment, as a matching engine finishes the aggressor before it looks at stops, and before anything later.
 */
import { SIDE } from "@/server/domain/market-block";
import { hasLimit, type Reason, type TriggerSource } from "@/server/domain/order";
import { priceText, reason } from "@/server/engine/risk/reason";
import type { MarketCursor } from "@/server/engine/strategy/strategy";
import { enter, unenterable, walkFor } from "./entering";
import { endSiblings } from "./links";
import type { QueuePlace } from "./requests";
import { follow, hasReached } from "./trigger-state";
import { close, isWorking, type Venue } from "./venue";
import type { VenueOrder, Waiting } from "./venue-order";

/** The desk hears of a trailing stop's moves at most so often, venue time; the latest counts. */
const TELL_MICROS = 100_000;

type Print = Pick<MarketCursor, "side" | "priceTicks" | "sizeLots" | "exchangeAt">;

/** A print: what it shows to be gone from the book is not there for orders that it triggers. */
export function onPrint(venue: Venue, print: Print): void {
  for (const order of venue.waiting.all().slice()) {
    if (order.waiting?.triggeredAt != null) spend(venue, order, print);
    else if (order.waiting?.by === "last" && sees(venue, order, { price: print.priceTicks, at: print.exchangeAt })) {
      spend(venue, order, print);
    }
  }
}

export function onMark(venue: Venue, at: number): void {
  const price = venue.market.priceOf("mark");
  if (price === null) return;
  for (const order of venue.waiting.all().slice()) {
    if (order.waiting?.by === "mark" && order.waiting.triggeredAt === null) sees(venue, order, { price, at });
  }
}

/** @returns whether it triggered */
function sees(venue: Venue, order: VenueOrder, { price, at }: { price: number; at: number }): boolean {
  const { waiting } = order;
  // Before its arrival the order was not there to see it; and one before it may have ended it.
  if (!waiting || at <= order.acceptedAt || !isWorking(venue, order)) return false;
  if (follow(waiting, price)) tell(venue, order, at);
  if (!hasReached(waiting, price)) return false;
  const moment = venue.sink.moment(at);
  waiting.triggeredAt = at;
  venue.sink.report(order, moment, { kind: "triggered", stopTicks: waiting.stopTicks ?? 0, priceTicks: price });
  endSiblings(venue, order, { why: `${order.id} was triggered`, moment });
  venue.sink.later(at, "enter", order.id);
  return true;
}

/** A triggered order meets the book as it stands. */
export function enterTriggered(venue: Venue, orderId: string, at: number): void {
  const order = venue.waiting.find(orderId);
  if (!order) return;
  venue.waiting.remove(order);
  order.waiting = null;
  order.type = hasLimit(order.type) ? "limit" : "market";
  order.acceptedAt = at;
  const moment = venue.sink.moment(at);
  const refusal = unenterable(venue, order);
  if (refusal) {
    // It was accepted long ago: it is cancelled, not refused.
    const state = refusal.state === "REJECTED" ? "CANCELLED" : refusal.state;
    return close(venue, order, { state, reason: refusal.reason, moment });
  }
  const head = (place: QueuePlace | null): void => {
    if (place) venue.sink.report(order, moment, { kind: "rests", limitTicks: order.limitTicks, place });
  };
  enter(venue, order, { walk: walkFor(venue, order), moment, head, cause: "accepted" });
}

/** A trailing stop without activation price begins with the price of its arrival. */
export function activate({ market }: Venue, { waiting }: VenueOrder, at: number): void {
  if (!waiting) return;
  const price = market.priceOf(waiting.by);
  if (price === null) return;
  follow(waiting, price);
  waiting.saidAt = at;
}

/** Like Binance's -2021, "order would immediately trigger". */
export function alreadyReached({ market }: Venue, { waiting }: VenueOrder): Reason | null {
  if (!waiting) return null;
  const price = market.priceOf(waiting.by);
  if (price === null || !hasReached(waiting, price)) return null;
  return reachedReason(market.spec, { price, stopTicks: waiting.stopTicks ?? 0, by: waiting.by });
}

type Reached = Readonly<{ price: number; stopTicks: number; by: TriggerSource }>;

export function reachedReason(spec: Venue["market"]["spec"], { price, stopTicks, by }: Reached): Reason {
  const seen = priceText(spec, Math.round(price));
  const limit = priceText(spec, stopTicks);
  const what = by === "last" ? "last price" : "mark price";
  return reason("trigger_price", `it would trigger at once: the ${what} was ${seen}, its trigger is ${limit}`, {
    limit,
    value: seen,
    distance: priceText(spec, Math.abs(Math.round(price) - stopTicks)),
  });
}

/** A trailing stop moved: said now, or when the last word on it is old enough. */
function tell(venue: Venue, order: VenueOrder, at: number): void {
  const { waiting } = order;
  if (!waiting || waiting.isTelling) return;
  if (at - waiting.saidAt >= TELL_MICROS) return sayStop(venue, order, { waiting, at });
  waiting.isTelling = true;
  venue.sink.later(waiting.saidAt + TELL_MICROS, "tell", order.id);
}

export function tellLater(venue: Venue, orderId: string, at: number): void {
  const order = venue.waiting.find(orderId);
  if (!order?.waiting) return;
  order.waiting.isTelling = false;
  sayStop(venue, order, { waiting: order.waiting, at });
}

function sayStop(venue: Venue, order: VenueOrder, { waiting, at }: { waiting: Waiting; at: number }): void {
  const isFirst = waiting.saidAt === 0;
  waiting.saidAt = at;
  venue.sink.report(order, venue.sink.moment(at), { kind: "trailed", stopTicks: waiting.stopTicks ?? 0, isFirst });
}

/**
 * A print that is newer than the book: all that was better than it is gone, and so much at its price. It
 * stays taken until its level's next update, like what we take ourselves.
 */
function spend({ market, consumption }: Venue, order: VenueOrder, print: Print): void {
  const { book } = market;
  if (print.exchangeAt <= book.updatedAt()) return;
  const side = 1 - order.side;
  for (let k = 0; ; k++) {
    const price = book.levelPrice(side, k);
    const isBetter = side === SIDE.bid ? price > print.priceTicks : price < print.priceTicks;
    if (isBetter) consumption.take(side, price, book.levelSize(side, k));
    else {
      if (price === print.priceTicks && print.side === order.side) consumption.take(side, price, print.sizeLots);
      return;
    }
  }
}
