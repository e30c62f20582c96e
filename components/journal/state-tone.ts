import type { BadgeTone } from "@/components/ui/badge";
import type { Order } from "@/server/domain/order";

/** Filled is good news, refused is bad; everything else is neither. */
export function stateTone({ state }: Pick<Order, "state">): BadgeTone {
  if (state === "FILLED") return "up";
  if (state === "REJECTED") return "danger";
  if (state === "PARTIALLY_FILLED" || state === "ACCEPTED") return "ours";
  return "plain";
}
