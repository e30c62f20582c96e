import { hasLimit, isConditional, type Reason } from "@/server/domain/order";
import { reason } from "@/server/engine/risk/reason";
import type { AmendRequest, DeskOrder } from "./desk-order";

/**
 * Whether an order can be amended at all: one that rests, or waits for its trigger. Of a waiting one the size
 * and the limit can be changed, not the trigger; a stop-market buy cannot grow, for its cash is set aside.
 */
export function amendable({ order, cancelRequested, budgetAtoms }: DeskOrder, change: AmendRequest): Reason | null {
  const { id, type, timeInForce, triggeredAt } = order;
  const waits = isConditional(type) && triggeredAt === null;
  const rests = hasLimit(type) && (timeInForce === "GTC" || timeInForce === "GTD");
  if (!waits && !rests) return reason("unknown_order", `${id} does not rest, so it cannot be amended`);
  if (cancelRequested) return reason("unknown_order", `${id} is being cancelled`);
  const { limitTicks, sizeLots } = change;
  if (limitTicks === null && sizeLots === null) {
    return reason("unknown_order", "an amend must name a new price or a new size");
  }
  if (limitTicks !== null && !hasLimit(type)) return reason("tick_size", `a ${type} order has no limit price`);
  if (budgetAtoms === null || sizeLots === null || sizeLots <= order.sizeLots) return null;
  const text = "the cash for a buy at market is set aside when it is sent: cancel it and send a larger one";
  return reason("cash", text, { limit: String(order.sizeLots), value: String(sizeLots) });
}
