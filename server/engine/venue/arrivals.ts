/** What the venue does with requests at the moment they reach it. */
import type { Reason } from "@/server/domain/order";
import { reason, sizeText } from "@/server/engine/risk/reason";
import { unbacked } from "./admission";
import { enter, slide, unenterable, walkFor, wouldCross } from "./entering";
import { expired } from "./expiry";
import { shownAfterAmend } from "./iceberg";
import { endSiblings } from "./links";
import { cutReason, leftToReduce } from "./reductions";
import type { NewOrder, QueuePlace, ReportBody, RequestBody } from "./requests";
import { activate, alreadyReached } from "./triggers";
import { arrivalPicture, close, end, findOrder, type Moment, placeIn, reportSize, sayAt, type Venue } from "./venue";
import { type VenueOrder, venueOrder } from "./venue-order";

type Refused = Readonly<{ state: "REJECTED" | "EXPIRED"; reason: Reason }>;

/** A new order: refused, filled from the book as it stands, rested, set to wait for its trigger, or ended by its time in force. */
export function acceptNew(venue: Venue, request: NewOrder, at: number): void {
  accept(venue, [venueOrder(request, at)], at);
}

/** Linked orders are taken together, or refused together when one of them is. */
export function acceptPair(venue: Venue, pair: readonly NewOrder[], at: number): void {
  const orders = pair.map((request) => venueOrder(request, at));
  // What waits comes first, so that it is there to be cancelled when the other one takes at once.
  accept(venue, [...orders.filter(({ waiting }) => waiting), ...orders.filter(({ waiting }) => !waiting)], at);
}

function accept(venue: Venue, orders: readonly VenueOrder[], at: number): void {
  const moment = venue.sink.moment(at);
  const arrivals = orders.map((order) => examine(venue, order, at));
  const refused = arrivals.find(({ refusal }) => refusal !== null);
  for (const { order, refusal, cut } of arrivals) {
    if (!refused) admit(venue, order, { moment, cut });
    else {
      const together = { state: "REJECTED", reason: togetherReason(refused.order, refused.refusal) } as const;
      venue.sink.report(order, moment, arrived(venue, order, null));
      close(venue, order, { ...(refusal ?? together), moment });
    }
  }
}

type Arrival = Readonly<{ order: VenueOrder; refusal: Refused | null; cut: Reason | null }>;

/** Why the venue does not take it; a reduce-only order is cut to the position first. */
function examine(venue: Venue, order: VenueOrder, at: number): Arrival {
  const late = order.expiresAt !== null && at >= order.expiresAt ? expired(order.expiresAt) : null;
  if (late) return { order, refusal: { state: "EXPIRED", reason: late }, cut: null };
  const cut = order.reduceOnly && order.leftLots > leftToReduce(venue, order) ? cutReason(venue, order) : null;
  if (cut) order.leftLots = leftToReduce(venue, order);
  if (order.leftLots === 0) return { order, refusal: cut && { state: "REJECTED", reason: cut }, cut };
  const reached = alreadyReached(venue, order);
  if (reached) return { order, refusal: { state: "REJECTED", reason: reached }, cut };
  return { order, refusal: order.waiting ? null : unenterable(venue, order), cut };
}

function admit(venue: Venue, order: VenueOrder, { moment, cut }: { moment: Moment; cut: Reason | null }): void {
  if (order.expiresAt !== null) venue.sink.later(order.expiresAt, "expire", order.id);
  const head = (place: QueuePlace | null): void => {
    venue.sink.report(order, moment, arrived(venue, order, place));
    if (cut) reportSize(venue, order, { why: cut, moment });
  };
  if (!order.waiting) return enter(venue, order, { walk: walkFor(venue, order), moment, head, cause: "accepted" });
  activate(venue, order, moment.happenedAt);
  venue.waiting.add(order);
  head(null);
}

/** What the venue says on the arrival of an order. */
export function arrived(venue: Venue, order: VenueOrder, place: QueuePlace | null): ReportBody {
  const { waiting, acceptedAt, limitTicks, wantedTicks } = order;
  return {
    kind: "arrived",
    ...arrivalPicture(venue, acceptedAt),
    medianTradeLots: venue.market.tradeSizes.median(),
    place,
    waits: venue.waiting.has(order),
    slidTicks: limitTicks === wantedTicks ? null : limitTicks,
    stopTicks: waiting?.stopTicks ?? null,
  };
}

/** Taking one of a one-cancels-other pair back takes both back. */
export function acceptCancel(venue: Venue, request: Extract<RequestBody, { kind: "cancel" }>, at: number): void {
  const moment = venue.sink.moment(at);
  const order = findOrder(venue, request.orderId);
  if (!order) return refuse(venue, request.orderId, { moment, request: "cancel", why: gone(request.orderId) });
  end(venue, order, { state: "CANCELLED", reason: request.reason, moment });
  if (order.link?.mode === "cancel") endSiblings(venue, order, { why: `${order.id} was taken back`, moment });
}

/** Keeps the place when nothing but the size goes down; else the order goes out and comes in again. */
export function acceptAmend(venue: Venue, request: Extract<RequestBody, { kind: "amend" }>, at: number): void {
  const moment = venue.sink.moment(at);
  const order = findOrder(venue, request.orderId);
  if (!order) return refuse(venue, request.orderId, { moment, request: "amend", why: gone(request.orderId) });
  const limitTicks = request.limitTicks ?? order.limitTicks;
  const leftLots = amendedLots(venue, order, request.sizeLots);
  if (leftLots <= 0) return end(venue, order, { state: "CANCELLED", reason: overtaken(venue, order), moment });
  const isShrinking = limitTicks === order.limitTicks && leftLots <= order.leftLots;
  if (isShrinking || order.waiting) {
    Object.assign(order, { limitTicks, leftLots });
    shownAfterAmend(order);
    venue.sink.report(order, moment, amended(order, placeIn(venue, order)));
    if (order.isResting) sayAt(venue, order, { at, cause: "cancel" });
    return;
  }
  reenter(venue, order, { limitTicks, leftLots, moment });
}

type Change = Readonly<{ limitTicks: number | null; leftLots: number; moment: Moment }>;

function reenter(venue: Venue, order: VenueOrder, { limitTicks, leftLots, moment }: Change): void {
  const at = moment.happenedAt;
  const changed = { ...order, limitTicks, leftLots };
  const refusal = order.postOnly ? wouldCross(venue, changed) : null;
  if (refusal && !slide(venue, changed)) {
    return refuse(venue, order.id, { moment, request: "amend", why: refusal });
  }
  const short = unbacked(venue, changed, () => walkFor(venue, changed));
  if (short) return refuse(venue, order.id, { moment, request: "amend", why: short });
  venue.resting.remove(order);
  sayAt(venue, order, { at, cause: "cancel" });
  Object.assign(order, {
    limitTicks: changed.limitTicks,
    leftLots,
    acceptedAt: at,
    before: null,
    needsRequeue: false,
  });
  const head = (place: QueuePlace | null): void =>
    venue.sink.report(order, moment, amended(order, place ?? { aheadLots: 0, behindLots: 0 }));
  enter(venue, order, { walk: walkFor(venue, order), moment, head, cause: "amended" });
}

/** What an amend leaves to be filled: the new size counts what the order and its link have filled. */
function amendedLots(venue: Venue, order: VenueOrder, sizeLots: number | null): number {
  const leftLots = sizeLots === null ? order.leftLots : sizeLots - order.filledLots - order.siblingLots;
  return order.reduceOnly ? Math.min(leftLots, leftToReduce(venue, order)) : leftLots;
}

const amended = (order: VenueOrder, place: QueuePlace | null): ReportBody => ({
  kind: "amended",
  limitTicks: order.limitTicks,
  sizeLots: order.filledLots + order.leftLots,
  place,
});

const gone = (orderId: string): Reason =>
  reason("unknown_order", `${orderId} was already closed when the request reached the venue`);

const togetherReason = (refused: VenueOrder, refusal: Refused | null): Reason =>
  reason("linked_order", `linked: ${refused.id} was refused (${refusal?.reason.text ?? "by the venue"})`);

const overtaken = ({ market: { spec } }: Venue, order: VenueOrder): Reason =>
  reason("replaced", `${sizeText(spec, order.filledLots)} had filled before the smaller size arrived; nothing is left`);

type Refusal = Readonly<{ moment: Moment; request: "cancel" | "amend"; why: Reason }>;

/** The order, if it still stands, is what it was. */
function refuse(venue: Venue, orderId: string, { moment, request, why }: Refusal): void {
  const order = findOrder(venue, orderId) ?? { id: orderId, knownAt: 0 };
  venue.sink.report(order, moment, { kind: "refused", request, reason: why });
}
