/** Good till date, by the venue's clock. */
import type { Reason } from "@/server/domain/order";
import { reason } from "@/server/engine/risk/reason";
import { endSiblings } from "./links";
import { end, findOrder, type Venue } from "./venue";

/** The order's time is over. What traded at that very µs still counted. */
export function expire(venue: Venue, orderId: string, at: number): void {
  const order = findOrder(venue, orderId);
  if (!order) return;
  const moment = venue.sink.moment(at);
  end(venue, order, { state: "EXPIRED", reason: expired(order.expiresAt ?? at), moment });
  if (order.link?.mode === "cancel") endSiblings(venue, order, { why: `${order.id} has expired`, moment });
}

export const expired = (expiresAt: number): Reason =>
  reason("expired", "good till date: its time is over", { limit: String(expiresAt) });
