/** What an order would cost by the book of this moment, reckoned as the engine does (server/engine/risk/order-cost.ts). */
import { feeAtoms, type InstrumentSpec, notionalAtoms } from "@/server/domain/instrument";
import type { OrderDraft } from "@/server/domain/order";
import { limitCostAtoms } from "@/server/domain/order-cost";
import { stopFrom } from "@/server/domain/stop-from";
import type { MarketView } from "@/server/domain/views";
import { midHalfTicksOf } from "./walk-book";

export type OrderCost = {
  /** At the limit, or walking the displayed book. */
  readonly notionalAtoms: bigint;
  /** With the fee, as it would be set aside. */
  readonly cashAtoms: bigint;
  /** Worst price it can reach; null when a market order finds an empty book. */
  readonly reachTicks: number | null;
};

export type SeenMarket = Pick<MarketView, "bids" | "asks" | "lastTicks"> & {
  /** Of a perpetual, half ticks; of another one that only its position tells of. Null where it is not known. */
  readonly markHalfTicks?: number | null;
};

/** A limit order counts at its limit, one without that waits for its trigger at the trigger; the rest walks the book. */
export function orderCost(draft: OrderDraft, spec: InstrumentSpec, book: SeenMarket): OrderCost {
  const { sizeLots } = draft;
  const priceTicks = draft.limitTicks ?? triggerTicks(draft, book);
  if (priceTicks === null) return marketCost(draft, spec, book);
  return {
    notionalAtoms: notionalAtoms(spec, priceTicks, sizeLots),
    cashAtoms: limitCostAtoms(spec, priceTicks, { lots: sizeLots }),
    reachTicks: priceTicks,
  };
}

/** Null for an order that waits for nothing, and for a trailing one while no price is known. */
function triggerTicks({ terms, side }: OrderDraft, book: SeenMarket): number | null {
  if (terms?.trigger) return terms.trigger.ticks;
  if (!terms?.trail) return null;
  const { activationTicks, distance, by } = terms.trail;
  const mark = book.markHalfTicks == null ? null : book.markHalfTicks / 2;
  const mid = midHalfTicksOf(book);
  const seen = by === "last" ? book.lastTicks : mark;
  const from = activationTicks ?? seen ?? (mid === null ? null : Math.round(mid / 2));
  return from === null ? null : Math.max(stopFrom(Math.round(from), distance, side === "sell"), 1);
}

function marketCost({ side, sizeLots }: OrderDraft, spec: InstrumentSpec, book: SeenMarket): OrderCost {
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
