import { feeAtoms, notionalAtoms } from "@/server/domain/instrument";
import { SIDE } from "@/server/domain/market-block";
import type { OrderDraft } from "@/server/domain/order";
import { limitCostAtoms } from "@/server/domain/order-cost";
import { stopFrom } from "@/server/domain/stop-from";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { OrderCost } from "./check-input";

/** The book may move before a market buy arrives: 2 % more than its expected cost is set aside, if it is there. */
const MARKET_MARGIN_PPM = 20_000n;

/**
 * What an order would cost now. A limit order counts at its limit, one without that waits for its trigger at
 * the trigger, a trailing one at the stop that it would have now. A market order walks the displayed book; lots beyond the last level count at that level's price, though they would not be filled.
 */
export function orderCost(market: InstrumentMarket, draft: OrderDraft): OrderCost {
  const { sizeLots } = draft;
  const priceTicks = draft.limitTicks ?? triggerTicks(market, draft);
  if (priceTicks === null) return marketCost(market, draft);
  return {
    notionalAtoms: notionalAtoms(market.spec, priceTicks, sizeLots),
    cashAtoms: limitCostAtoms(market.spec, priceTicks, { lots: sizeLots }),
    reachTicks: priceTicks,
  };
}

/** Null for an order that waits for nothing, and for a trailing one while no price is known. */
function triggerTicks(market: InstrumentMarket, { terms, side }: OrderDraft): number | null {
  if (terms?.trigger) return terms.trigger.ticks;
  if (!terms?.trail) return null;
  const { activationTicks, distance, by } = terms.trail;
  const mid = market.mark();
  const from = activationTicks ?? market.priceOf(by) ?? (mid === null ? null : Math.round(mid / 2));
  return from === null ? null : Math.max(stopFrom(Math.round(from), distance, side === "sell"), 1);
}

/** Cash that the venue may spend on a market buy. */
export function marketBudgetAtoms(cost: OrderCost, freeCashAtoms: bigint): bigint {
  const withMargin = cost.cashAtoms + (cost.cashAtoms * MARKET_MARGIN_PPM) / 1_000_000n;
  return withMargin < freeCashAtoms ? withMargin : freeCashAtoms;
}

function marketCost({ spec, book }: InstrumentMarket, { side, sizeLots }: OrderDraft): OrderCost {
  const takes = side === "buy" ? SIDE.ask : SIDE.bid;
  let left: number = sizeLots;
  let total = { notionalAtoms: 0n, cashAtoms: 0n, reachTicks: 0 };
  const take = (priceTicks: number, lots: number) => {
    const notional = notionalAtoms(spec, priceTicks, lots);
    total = {
      notionalAtoms: total.notionalAtoms + notional,
      cashAtoms: total.cashAtoms + notional + feeAtoms(notional, spec.takerFeePpm),
      reachTicks: priceTicks,
    };
    left -= lots;
  };
  for (let k = 0; left > 0; k++) {
    const price = book.levelPrice(takes, k);
    if (Number.isNaN(price)) break;
    take(price, Math.min(book.levelSize(takes, k), left));
  }
  if (left > 0 && total.reachTicks > 0) take(total.reachTicks, left);
  return total;
}
