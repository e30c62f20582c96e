import type { Micros } from "@/server/domain/micros";
import type { FillRule, Liquidity, QueueCause, Reason } from "@/server/domain/order";
import { bookPicture } from "@/server/engine/book/book-picture";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { Consumption } from "./consumption";
import type { Impact } from "./impact";
import type { QueueModel } from "./queue-models";
import { closeTrace, type TraceSink, trace } from "./queue-trace";
import type { QueuePlace, ReportBody, VenueFill } from "./requests";
import type { RestingOrders } from "./resting-orders";
import type { VenueOrder } from "./venue-order";

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
}>;

/** The venue's side of one instrument. The functions of this folder act on it. */
export type Venue = Readonly<{
  market: InstrumentMarket;
  model: QueueModel;
  consumption: Consumption;
  impact: Impact;
  resting: RestingOrders;
  sink: VenueSink;
}>;

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
  order.filledLots += lots;
  order.leftLots -= lots;
  const isResting = venue.resting.find(order.id) === order;
  const midHalfTicks = venue.market.book.midHalfTicks();
  const place = isResting && order.leftLots > 0 ? placeOf(venue, order) : null;
  venue.sink.filled(order, moment, { priceTicks, lots, liquidity, rule, impactTicks, midHalfTicks, place });
  if (isResting && order.leftLots === 0) leave(venue, order, moment.happenedAt);
}

/** Takes the order out of its queue; those of ours behind it move up. */
export function leave(venue: Venue, order: VenueOrder, at: number): void {
  venue.resting.remove(order);
  if (venue.sink.trace) closeTrace(order, at, venue.sink.trace);
}

type Closing = Readonly<{ state: "CANCELLED" | "EXPIRED" | "REJECTED"; reason: Reason; moment: Moment }>;

export function close(venue: Venue, order: VenueOrder, { state, reason, moment }: Closing): void {
  venue.sink.report(order, moment, { kind: "closed", state, reason });
}

export function placeOf({ market, resting }: Venue, order: VenueOrder): QueuePlace {
  const { aheadLots, tradedLots } = order.queue;
  const displayed = market.book.sizeAt(order.side, order.limitTicks ?? 0);
  return { aheadLots: resting.aheadLots(order), behindLots: Math.max(displayed - tradedLots - aheadLots, 0) };
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
