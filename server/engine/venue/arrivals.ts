/** What the venue does with requests at the moment they reach it. */
import { SIDE } from "@/server/domain/market-block";
import type { QueueCause, Reason } from "@/server/domain/order";
import { priceText, reason, sizeText } from "@/server/engine/risk/reason";
import { exactPlace, lotsAhead } from "./exact";
import { type Walk, walkBook } from "./matching";
import type { NewOrder, QueuePlace, ReportBody, RequestBody } from "./requests";
import { take } from "./take";
import { arrivalPicture, close, leave, type Moment, placeOf, say, sayAt, type Venue } from "./venue";
import { type VenueOrder, venueOrder } from "./venue-order";

/** A new order: refused, filled from the book as it stands, rested, or ended by its time in force. */
export function acceptNew(venue: Venue, request: NewOrder, at: number): void {
  const order = venueOrder(request, at);
  const moment = venue.sink.moment(at);
  const picture = arrivalPicture(venue, at);
  const arrived = (place: QueuePlace | null): ReportBody => ({ kind: "arrived", ...picture, place });
  const refusal = order.postOnly ? wouldCross(venue, order) : null;
  const walk = refusal ? null : walkFor(venue, order);
  const failure = refusal ?? (walk ? unfillable(venue, order, walk) : null);
  if (walk && failure === null) return enter(venue, order, { walk, moment, head: arrived, cause: "accepted" });
  venue.sink.report(order, moment, arrived(null));
  if (failure) close(venue, order, { state: refusal ? "REJECTED" : "EXPIRED", reason: failure, moment });
}

export function acceptCancel(venue: Venue, request: Extract<RequestBody, { kind: "cancel" }>, at: number): void {
  const moment = venue.sink.moment(at);
  const order = venue.resting.find(request.orderId);
  if (!order) return refuse(venue, request.orderId, { moment, request: "cancel", why: gone(request.orderId) });
  leave(venue, order, at);
  close(venue, order, { state: "CANCELLED", reason: request.reason, moment });
  sayAt(venue, order, { at, cause: "cancel" });
}

/** Keeps the place when nothing but the size goes down; else the order goes out and comes in again. */
export function acceptAmend(venue: Venue, request: Extract<RequestBody, { kind: "amend" }>, at: number): void {
  const moment = venue.sink.moment(at);
  const order = venue.resting.find(request.orderId);
  if (!order) return refuse(venue, request.orderId, { moment, request: "amend", why: gone(request.orderId) });
  const limitTicks = request.limitTicks ?? order.limitTicks;
  const leftLots = (request.sizeLots ?? order.filledLots + order.leftLots) - order.filledLots;
  if (leftLots <= 0) {
    leave(venue, order, at);
    close(venue, order, { state: "CANCELLED", reason: overtaken(venue, order), moment });
    return sayAt(venue, order, { at, cause: "cancel" });
  }
  if (limitTicks === order.limitTicks && leftLots <= order.leftLots) {
    order.leftLots = leftLots;
    venue.sink.report(order, moment, amended(order, placeOf(venue, order)));
    return sayAt(venue, order, { at, cause: "cancel" });
  }
  const changed = { ...order, limitTicks, leftLots };
  const refusal = order.postOnly ? wouldCross(venue, changed) : null;
  if (refusal) return refuse(venue, order.id, { moment, request: "amend", why: refusal });
  venue.resting.remove(order);
  sayAt(venue, order, { at, cause: "cancel" });
  Object.assign(order, { limitTicks, leftLots, acceptedAt: at, before: null, needsRequeue: false });
  const head = (place: QueuePlace | null): ReportBody => amended(order, place ?? { aheadLots: 0, behindLots: 0 });
  enter(venue, order, { walk: walkFor(venue, order), moment, head, cause: "amended" });
}

type Entry = Readonly<{
  walk: Walk;
  moment: Moment;
  /** The report that goes before the fills. */
  head: (place: QueuePlace | null) => ReportBody;
  cause: QueueCause;
}>;

function enter(venue: Venue, order: VenueOrder, { walk, moment, head, cause }: Entry): void {
  const canRest = order.type === "limit" && order.timeInForce === "GTC" && walk.end !== "self_cross";
  const leftLots = order.leftLots - walk.filledLots;
  const rests = canRest && leftLots > 0;
  if (rests) {
    const displayed = venue.market.book.sizeAt(order.side, order.limitTicks ?? 0);
    order.exact = exactPlace(venue, order);
    const aheadLots = order.exact ? lotsAhead(venue, order, order.exact) : displayed;
    order.queue = { aheadLots, levelLots: displayed, levelAt: order.acceptedAt, tradedLots: 0 };
    venue.resting.add(order);
  }
  venue.sink.report(order, moment, head(rests ? placeOf(venue, order) : null));
  take(venue, order, { walk, moment });
  if (rests) return say(venue, order, { at: moment.happenedAt, cause });
  if (leftLots > 0) close(venue, order, { ...ending(venue, order, walk), moment });
}

function walkFor({ market, consumption, resting, impact }: Venue, order: VenueOrder): Walk {
  return walkBook({
    spec: market.spec,
    book: market.book,
    consumption,
    takes: 1 - order.side,
    lots: order.leftLots,
    limitTicks: order.limitTicks,
    budgetAtoms: order.budgetAtoms,
    impactTicks: impact.againstTicks(order.side, order.acceptedAt),
    ownTicks: resting.bestTicks(1 - order.side),
  });
}

/** FOK: all at once or nothing. */
function unfillable({ market: { spec } }: Venue, order: VenueOrder, walk: Walk): Reason | null {
  if (order.timeInForce !== "FOK" || walk.end === "filled") return null;
  const wanted = sizeText(spec, order.leftLots);
  const found = sizeText(spec, walk.filledLots);
  return reason("fok_not_fillable", `fill or kill: ${wanted} were wanted at once, ${found} were there`, {
    limit: wanted,
    value: found,
    distance: sizeText(spec, order.leftLots - walk.filledLots),
  });
}

function wouldCross({ market, consumption }: Venue, order: VenueOrder): Reason | null {
  const { spec, book } = market;
  const best = consumption.best(book, 1 - order.side);
  const limit = order.limitTicks ?? Number.NaN;
  const distance = order.side === SIDE.buy ? limit - best : best - limit;
  if (!(distance >= 0)) return null;
  const text = `post-only would have taken: the best ${order.side === SIDE.buy ? "ask" : "bid"} was ${priceText(spec, best)}`;
  return reason("post_only_would_cross", text, {
    limit: priceText(spec, best),
    value: priceText(spec, limit),
    distance: priceText(spec, distance),
  });
}

/** Why the rest of an order that cannot rest goes, and into which state. */
function ending({ market: { spec } }: Venue, order: VenueOrder, walk: Walk): Ending {
  const left = sizeText(spec, order.leftLots);
  if (walk.end === "self_cross") {
    return {
      state: "CANCELLED",
      reason: reason("self_cross", `stopped before an order of your own; ${left} unfilled`),
    };
  }
  if (walk.end === "cash") {
    const text = `the cash reserved for it was spent; ${left} unfilled`;
    return { state: "CANCELLED", reason: reason("cash", text, { distance: left }) };
  }
  if (order.type === "market") {
    const text = `the known book ended; ${left} unfilled and not invented`;
    return { state: "CANCELLED", reason: reason("no_liquidity", text, { distance: left }) };
  }
  const text = `immediate or cancel: ${left} could not be filled at once within the limit`;
  return { state: "EXPIRED", reason: reason("ioc_remainder", text, { distance: left }) };
}

type Ending = Readonly<{ state: "CANCELLED" | "EXPIRED"; reason: Reason }>;

const amended = (order: VenueOrder, place: QueuePlace): ReportBody => ({
  kind: "amended",
  limitTicks: order.limitTicks,
  sizeLots: order.filledLots + order.leftLots,
  place,
});

const gone = (orderId: string): Reason =>
  reason("unknown_order", `${orderId} was already closed when the request reached the venue`);

const overtaken = ({ market: { spec } }: Venue, order: VenueOrder): Reason =>
  reason("replaced", `${sizeText(spec, order.filledLots)} had filled before the smaller size arrived; nothing is left`);

type Refusal = Readonly<{ moment: Moment; request: "cancel" | "amend"; why: Reason }>;

/** The order, if it still stands, is what it was. */
function refuse(venue: Venue, orderId: string, { moment, request, why }: Refusal): void {
  const order = venue.resting.find(orderId) ?? { id: orderId, knownAt: 0 };
  venue.sink.report(order, moment, { kind: "refused", request, reason: why });
}
