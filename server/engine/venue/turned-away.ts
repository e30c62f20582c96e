import type { Reason } from "@/server/domain/order";
import { arrived } from "./arrivals";
import { newOrders, type RequestBody } from "./requests";
import { close, findOrder, type Venue } from "./venue";
import { venueOrder } from "./venue-order";

type Turned = Readonly<{ at: number; why: Reason }>;

/** The venue does not even look at it: a new order is rejected, an amend leaves its order as it was. */
export function turnAway(venue: Venue, body: Exclude<RequestBody, { kind: "cancel" }>, { at, why }: Turned): void {
  const moment = venue.sink.moment(at);
  if (body.kind === "amend") {
    const order = findOrder(venue, body.orderId) ?? { id: body.orderId, knownAt: 0 };
    return venue.sink.report(order, moment, { kind: "refused", request: "amend", reason: why });
  }
  for (const request of newOrders(body)) {
    // It never comes to wait for its trigger.
    const order = { ...venueOrder(request, at), waiting: null };
    venue.sink.report(order, moment, arrived(venue, order, null));
    close(venue, order, { state: "REJECTED", reason: why, moment });
  }
}
