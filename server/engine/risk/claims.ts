/** What working orders of a perpetual may still open, each at the dearest price that it may fill at. */

import { SIDE } from "@/server/domain/market-block";
import { hasLimit, type OrderDraft, type Side } from "@/server/domain/order";
import type { Claim } from "@/server/domain/perp-reserve";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { type DeskOrder, worstCase } from "@/server/engine/orders/desk-order";
import type { OrderCost } from "./check-input";

/** Orders without a limit may fill beyond the price that they are reckoned at. */
const SLIPPAGE_PPM = 20_000;

/** What working orders of a perpetual may open; of a link only the largest, and nothing of what only reduces. */
export function claims(market: InstrumentMarket, here: readonly DeskOrder[]): Claim[] {
  const linked = new Map<string, Claim>();
  const all: Claim[] = [];
  for (const desk of here) {
    const { side, terms, linkId } = desk.order;
    if (terms.reduceOnly) continue;
    const claim = { side, lots: worstCase(desk).leftLots, priceTicks: workingTicks(market, desk) };
    if (linkId === null) all.push(claim);
    else if (claim.lots > (linked.get(`${linkId} ${side}`)?.lots ?? 0)) linked.set(`${linkId} ${side}`, claim);
  }
  return [...all, ...linked.values()];
}

/** Dearest price that a working order may fill at, amends on their way included. */
function workingTicks(market: InstrumentMarket, { order, amends }: DeskOrder): number {
  if (order.limitTicks === null) {
    const from = order.stopTicks ?? Math.round((order.decisionMidHalfTicks ?? 0) / 2);
    return Math.max(slipped(market, from), 1);
  }
  return dearest(market, [order.limitTicks, ...amends.flatMap(({ limitTicks }) => limitTicks ?? [])]);
}

/** A limit that the market has passed already fills at the market's better price, which may ask for more margin. */
export function draftTicks(market: InstrumentMarket, draft: OrderDraft, { reachTicks }: OrderCost): number {
  if (!hasLimit(draft.type)) return slipped(market, reachTicks);
  const touch = touchOf(market, draft.side);
  return Number.isNaN(touch) || draft.terms?.trigger ? reachTicks : dearest(market, [reachTicks, better(draft, touch)]);
}

const touchOf = ({ book }: InstrumentMarket, side: Side): number =>
  book.levelPrice(side === "buy" ? SIDE.ask : SIDE.bid, 0);

/** The other side's best, where the order would trade with it. */
function better({ side, limitTicks }: OrderDraft, touch: number): number {
  const limit = limitTicks ?? touch;
  return side === "buy" ? Math.min(limit, touch) : Math.max(limit, touch);
}

const isInverse = ({ spec }: InstrumentMarket): boolean => spec.contract?.kind === "inverse";

/** The higher the price, the more a linear contract is worth; an inverse one the other way round. */
const dearest = (market: InstrumentMarket, prices: readonly number[]): number =>
  isInverse(market) ? Math.min(...prices) : Math.max(...prices);

function slipped(market: InstrumentMarket, ticks: number): number {
  const by = Math.ceil((ticks * SLIPPAGE_PPM) / 1_000_000);
  return isInverse(market) ? Math.max(ticks - by, 1) : ticks + by;
}
