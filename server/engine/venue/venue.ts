import type { Micros } from "@/server/domain/micros";
import type { QueueCause, Reason } from "@/server/domain/order";
import { bookPicture } from "@/server/engine/book/book-picture";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { Consumption } from "./consumption";
import type { Impact } from "./impact";
import type { QueueModel } from "./queue-models";
import { closeTrace, type TraceSink, trace } from "./queue-trace";
import type { OwnBody, QueuePlace, ReportBody, VenueFill } from "./requests";
import type { RestingOrders } from "./resting-orders";
import type { VenueOrder } from "./venue-order";
import type { WaitingOrders } from "./waiting-orders";

/** When something happened at the venue and when the desk will know. */
export type Moment = Readonly<{ happenedAt: number; knownAt: number }>;

export type VenueSink = Readonly<{
  /** Draws the response latency of one action of the venue. */
  moment: (happenedAt: number) => Moment;
  report: (order: Pick<VenueOrder, "id" | "knownAt">, moment: Moment, body: ReportBody) => void;
  /** Numbers the fill and measures its markouts from now on. */
  filled: (order: VenueOrder, moment: Moment, fill: Omit<VenueFill, "number" | "money">) => void;
  /** Null where nobody reads order files. */
  trace: TraceSink | null;
  /** Comes back at `at`, in its place between the requests. */
  later: (at: number, kind: OwnBody["kind"], orderId: string) => void;
  /** Nothing more will come back for an order that has ended. */
  forget: (orderId: string) => void;
}>;

/** The venue's side of one instrument. The functions of this folder act on it. */
export type Venue = Readonly<{
  market: InstrumentMarket;
  model: QueueModel;
  consumption: Consumption;
  impact: Impact;
  resting: RestingOrders;
  waiting: WaitingOrders;
  /** Signed lots after all fills so far, those included that the desk does not know of yet. */
  positionLots: () => number;
  /** What the account can still bear, and the leverage here; null on a desk of spot only. */
  credit: () => Readonly<{ leverage: number; availableAtoms: bigint }> | null;
  sink: VenueSink;
}>;

export const findOrder = ({ resting, waiting }: Venue, id: string): VenueOrder | undefined =>
  resting.find(id) ?? waiting.find(id);

/** Is it still there, in a queue or waiting for its trigger? */
export const isWorking = ({ waiting }: Venue, order: VenueOrder): boolean => order.isResting || waiting.has(order);

/** Takes the order out of its queue, or from where it waits; those of ours behind it move up. */
export function leave(venue: Venue, order: VenueOrder, at: number): void {
  if (order.waiting) return venue.waiting.remove(order);
  venue.resting.remove(order);
  if (venue.sink.trace) closeTrace(order, at, venue.sink.trace);
}

/** Nothing is left to be done for it by itself. */
export function ended(venue: Venue, order: VenueOrder): void {
  if (order.expiresAt !== null || order.waiting !== null) venue.sink.forget(order.id);
}

type Closing = Readonly<{ state: "CANCELLED" | "EXPIRED" | "REJECTED"; reason: Reason; moment: Moment }>;

export function close(venue: Venue, order: VenueOrder, { state, reason, moment }: Closing): void {
  ended(venue, order);
  venue.sink.report(order, moment, { kind: "closed", state, reason });
}

/** Out of its queue and closed. */
export function end(venue: Venue, order: VenueOrder, closing: Closing): void {
  const wasResting = order.isResting;
  const at = closing.moment.happenedAt;
  leave(venue, order, at);
  close(venue, order, closing);
  if (wasResting) sayAt(venue, order, { at, cause: "cancel" });
}

/** Of a book that is unknown nothing is displayed: its levels are what was, and a restart may not have them. */
export function placeOf({ market, resting }: Venue, order: VenueOrder): QueuePlace {
  const { aheadLots, tradedLots } = order.queue;
  const displayed = market.book.isKnown ? market.book.sizeAt(order.side, order.limitTicks ?? 0) : 0;
  return { aheadLots: resting.aheadLots(order), behindLots: Math.max(displayed - tradedLots - aheadLots, 0) };
}

/** Null while it is in no queue. */
export const placeIn = (venue: Venue, order: VenueOrder): QueuePlace | null =>
  order.isResting && order.leftLots > 0 ? placeOf(venue, order) : null;

/** The venue made it smaller: how large it is now, and why. */
export function reportSize(venue: Venue, order: VenueOrder, { why, moment }: { why: Reason; moment: Moment }): void {
  const { filledLots, leftLots, siblingLots } = order;
  const place = placeIn(venue, order);
  venue.sink.report(order, moment, {
    kind: "resized",
    sizeLots: filledLots + leftLots,
    siblingLots,
    reason: why,
    place,
  });
}

/** Tells the trace where the order stands now. */
export function say(venue: Venue, order: VenueOrder, { at, cause }: { at: number; cause: QueueCause }): void {
  if (venue.sink.trace) trace(order, { at, cause, aheadLots: venue.resting.aheadLots(order) }, venue.sink.trace);
}

/** The book for an order's file, and its mid. */
export const arrivalPicture = ({ market: { book }, sink }: Venue, at: number) => ({
  book: sink.trace ? bookPicture(book, at as Micros) : null,
  midHalfTicks: book.midHalfTicks(),
});

/** The same for all of ours at a price, e.g. after one of them left. */
export function sayAt(venue: Venue, like: VenueOrder, change: { at: number; cause: QueueCause }): void {
  for (const order of venue.resting.side(like.side)) {
    if (order.limitTicks === like.limitTicks) say(venue, order, change);
  }
}
