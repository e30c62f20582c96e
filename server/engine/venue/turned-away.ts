import type { Reason } from "@/server/domain/order";
import type { RequestBody } from "./requests";
import { arrivalPicture, close, type Venue } from "./venue";
import { venueOrder } from "./venue-order";

type Turned = Readonly<{ at: number; why: Reason }>;

/** The venue does not even look at it: a new order is rejected, an amend leaves its order as it was. */
export function turnAway(venue: Venue, body: Exclude<RequestBody, { kind: "cancel" }>, { at, why }: Turned): void {
  const moment = venue.sink.moment(at);
  if (body.kind === "amend") {
    const order = venue.resting.find(body.orderId) ?? { id: body.orderId, knownAt: 0 };
    return venue.sink.report(order, moment, { kind: "refused", request: "amend", reason: why });
  }
  const order = venueOrder(body.order, at);
  venue.sink.report(order, moment, { kind: "arrived", ...arrivalPicture(venue, at), place: null });
  close(venue, order, { state: "REJECTED", reason: why, moment });
}
