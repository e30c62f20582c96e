import type { Check } from "@/server/engine/risk/check-input";
import { reason, secondsText } from "@/server/engine/risk/reason";
import type { OutageSpan } from "@/server/engine/venue/outages";

/** Nothing is sent to a venue that is known not to answer: it would be lost, and found out a timeout later. */
export const checkVenueOutage: Check = ({ outage, now }) => outage && outageReason(outage, now);

export function outageReason({ from, to }: OutageSpan, now: number) {
  const text = "the venue takes no requests at present";
  const value = `down for ${secondsText(Math.max(now - from, 0))}`;
  return reason("venue_outage", text, {
    limit: "up",
    value,
    ...(to === null ? {} : { distance: `${secondsText(to - now)} until it is back` }),
  });
}
