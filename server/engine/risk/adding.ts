import { reducibleLots } from "@/server/domain/reducible";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { type DeskOrder, worstCase } from "@/server/engine/orders/desk-order";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";

type Deps = Readonly<{
  markets: readonly InstrumentMarket[];
  orders: Readonly<{ all: () => Iterable<DeskOrder> }>;
  portfolio: Portfolio;
}>;

/**
 * Working orders that may add exposure: buys of spot; of a perpetual those that go beyond what is held the other
 * way, once older ones have closed their part. Linked orders close once, for only one of them fills.
 */
export function addingOrders({ markets, orders, portfolio }: Deps): DeskOrder[] {
  const closed = new Map<string, number>();
  const links = new Map<string, number>();
  return [...orders.all()].filter((desk) => {
    const { side, terms, linkId } = desk.order;
    if (!markets[desk.instrument]?.spec.contract) return side === "buy";
    if (terms.reduceOnly) return false;
    const { leftLots } = worstCase(desk);
    const counted = linkId === null ? 0 : (links.get(linkId) ?? 0);
    const key = `${desk.instrument} ${side}`;
    const total = (closed.get(key) ?? 0) + Math.max(leftLots - counted, 0);
    if (total > reducibleLots(portfolio.heldLots(desk.instrument), side)) return true;
    closed.set(key, total);
    if (linkId !== null) links.set(linkId, Math.max(leftLots, counted));
    return false;
  });
}
