/** Children of a parent: ordinary orders of the desk. */
import { lots } from "@/server/domain/lots";
import type { OrderDraft } from "@/server/domain/order";
import type { ParentDraft, ParentOrder } from "@/server/domain/parent-order";
import { ticks } from "@/server/domain/ticks";
import { type DeskOrder, worstCase } from "@/server/engine/orders/desk-order";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import type { Action, Child } from "./plan";

/** Those that work, oldest first. */
export function childrenOf(orders: DeskOrders, parentId: string): Child[] {
  const children: Child[] = [];
  for (const desk of orders.all()) {
    if (desk.order.role === "slice" && desk.order.parentId === parentId) children.push(childOf(desk));
  }
  return children;
}

const childOf = (desk: DeskOrder): Child => ({
  orderId: desk.order.id,
  limitTicks: desk.order.limitTicks,
  sizeLots: desk.order.sizeLots,
  leftLots: worstCase(desk).leftLots,
  isPassive: desk.order.postOnly,
  isLeaving: desk.cancelRequested,
  isBusy: desk.cancelRequested || desk.amends.length > 0 || desk.order.state === "SUBMITTED",
});

/** Crosses at market, or within the limit and at once. */
export const childDraft = (parent: ParentOrder, action: Extract<Action, { kind: "cross" | "post" }>): OrderDraft => {
  const { instrumentId, side } = parent;
  const limitTicks = action.kind === "post" ? ticks(action.limitTicks) : parent.limitTicks;
  const isPost = action.kind === "post";
  return {
    instrumentId,
    side,
    type: limitTicks === null ? "market" : "limit",
    timeInForce: isPost || limitTicks === null ? "GTC" : "IOC",
    postOnly: isPost && action.postOnly,
    limitTicks,
    sizeLots: lots(action.lots),
  };
};

/** The whole parent as one order, which cash, holdings, margin and caps are asked about before it starts. */
export const wholeDraft = ({
  instrumentId,
  side,
  sizeLots,
  limitTicks,
  confidencePpm,
}: Pick<ParentDraft, "instrumentId" | "side" | "sizeLots" | "limitTicks" | "confidencePpm">): OrderDraft => ({
  instrumentId,
  side,
  type: limitTicks === null ? "market" : "limit",
  timeInForce: "GTC",
  postOnly: false,
  limitTicks,
  sizeLots,
  ...(confidencePpm === undefined ? {} : { terms: { confidencePpm } }),
});
