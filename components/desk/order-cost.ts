/** What an order would cost by the book of this moment, reckoned as the engine does (server/engine/risk/order-cost.ts). */
import { feeAtoms, type InstrumentSpec, notionalAtoms } from "@/server/domain/instrument";
import type { Order, OrderDraft } from "@/server/domain/order";
import { limitCostAtoms } from "@/server/domain/order-cost";
import type { MarketView } from "@/server/domain/views";

export type OrderCost = {
  /** At the limit, or walking the displayed book. */
  readonly notionalAtoms: bigint;
  /** With the fee, as it would be set aside. */
  readonly cashAtoms: bigint;
  /** Worst price it can reach; null when a market order finds an empty book. */
  readonly reachTicks: number | null;
};

export function orderCost(draft: OrderDraft, spec: InstrumentSpec, book: Pick<MarketView, "bids" | "asks">): OrderCost {
  const { limitTicks, sizeLots, side } = draft;
  if (limitTicks !== null) {
    return {
      notionalAtoms: notionalAtoms(spec, limitTicks, sizeLots),
      cashAtoms: limitCostAtoms(spec, limitTicks, { lots: sizeLots }),
      reachTicks: limitTicks,
    };
  }
  const levels = side === "buy" ? book.asks : book.bids;
  let left: number = sizeLots;
  let total: OrderCost = { notionalAtoms: 0n, cashAtoms: 0n, reachTicks: null };
  for (const [priceTicks, lots] of levels) {
    if (left <= 0) break;
    total = withLevel(total, spec, [priceTicks, Math.min(lots, left)]);
    left -= lots;
  }
  // Lots beyond the last level count at its price, though they would not be filled.
  return left > 0 && total.reachTicks !== null ? withLevel(total, spec, [total.reachTicks, left]) : total;
}

function withLevel(total: OrderCost, spec: InstrumentSpec, [priceTicks, lots]: readonly [number, number]): OrderCost {
  const notional = notionalAtoms(spec, priceTicks, lots);
  return {
    notionalAtoms: total.notionalAtoms + notional,
    cashAtoms: total.cashAtoms + notional + feeAtoms(notional, spec.takerFeePpm),
    reachTicks: priceTicks,
  };
}

/** Cash that a working buy still holds back; a market order on its way is gone in a moment and counts nothing. */
export function reservedAtoms(order: Order, spec: InstrumentSpec): bigint {
  if (order.side === "sell" || order.limitTicks === null) return 0n;
  return limitCostAtoms(spec, order.limitTicks, { lots: order.sizeLots - order.filledLots });
}
