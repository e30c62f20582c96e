/** What is held of each instrument and what working orders can make of it: the worst that the caps must hold against. */
import { markNotionalAtoms } from "@/server/domain/contract-math";
import { notionalAtoms } from "@/server/domain/instrument";
import type { OrderOrigin, Side } from "@/server/domain/order";
import { reducibleLots } from "@/server/domain/reducible";
import type { Exposure } from "@/server/domain/risk/exposure";
import { exposureTicks } from "@/server/domain/risk/order-exposure";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { type DeskOrder, worstCase } from "@/server/engine/orders/desk-order";
import { reservedHoldings, sumOncePerLink } from "@/server/engine/orders/reserves";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import { valueAtoms } from "@/server/engine/portfolio/positions";
import { claims } from "./claims";
import type { OriginBooks } from "./origin-books";

export type MarketStake = Exposure & Readonly<{ market: InstrumentMarket; isOpen: boolean }>;

/** Signed value of what is held: spot at the mid (at cost before any), a perpetual's contracts at the mark. */
export function exposureAtoms(portfolio: Portfolio, market: InstrumentMarket): bigint {
  if (!market.spec.contract) return portfolio.valueAtoms(market);
  return perpValueAtoms(market, portfolio.held(market.index).sizeLots);
}

/** Signed value of so many lots; 0 while there is no price. */
export const lotsValueAtoms = (market: InstrumentMarket, lots: number): bigint =>
  market.spec.contract ? perpValueAtoms(market, lots) : (valueAtoms(market, lots, market.mark()) ?? 0n);

function perpValueAtoms(market: InstrumentMarket, lots: number): bigint {
  const mark = market.valuationMillionths();
  if (mark === null || lots === 0) return 0n;
  const size = markNotionalAtoms(market.spec, lots, mark);
  return lots > 0 ? size : -size;
}

type Deps = Readonly<{ markets: readonly InstrumentMarket[]; portfolio: Portfolio }>;

/** Of the instruments that something is held of or works in, and of the one named. */
export function deskStakes({ markets, portfolio }: Deps, orders: readonly DeskOrder[], always: number): MarketStake[] {
  const here = byInstrument(orders);
  return markets.flatMap((market) => {
    const { index, spec } = market;
    const working = here.get(index) ?? [];
    const heldLots = portfolio.heldLots(index);
    if (heldLots === 0 && working.length === 0 && index !== always) return [];
    const isOpen =
      heldLots !== 0 || working.some(({ order }) => (spec.contract ? !order.terms.reduceOnly : order.side === "buy"));
    const { buyAtoms, sellAtoms } = workingAtoms(market, { heldLots, orders: working });
    return [{ market, heldAtoms: exposureAtoms(portfolio, market), buyAtoms, sellAtoms, isOpen }];
  });
}

function byInstrument(orders: readonly DeskOrder[]): Map<number, DeskOrder[]> {
  const map = new Map<number, DeskOrder[]>();
  for (const desk of orders) {
    const list = map.get(desk.instrument);
    if (list) list.push(desk);
    else map.set(desk.instrument, [desk]);
  }
  return map;
}

type Working = Readonly<{ heldLots: number; orders: readonly DeskOrder[] }>;

/** What may still be bought and sold; of linked orders the largest, of reduce-only ones what there is to reduce. */
export function workingAtoms(
  market: InstrumentMarket,
  { heldLots, orders }: Working,
): Pick<Exposure, "buyAtoms" | "sellAtoms"> {
  if (orders.length === 0) return NOTHING;
  const { spec } = market;
  if (!spec.contract) {
    const buyAtoms = sumOncePerLink(orders, (desk) => buyingAtoms(market, desk));
    return { buyAtoms, sellAtoms: lotsValueAtoms(market, reservedHoldings(orders)) };
  }
  const sums = { buy: 0n, sell: 0n };
  const mark = halfTicks(market);
  for (const { side, priceTicks, lots } of claims(market, orders)) {
    sums[side] += notionalAtoms(spec, exposureTicks(spec, { side, priceTicks }, mark), lots);
  }
  for (const side of ["buy", "sell"] as const) {
    const lots = Math.min(reducingLots(orders, side), reducibleLots(heldLots, side));
    if (lots > 0) sums[side] += lotsValueAtoms(market, lots);
  }
  return { buyAtoms: sums.buy, sellAtoms: sums.sell };
}

/** At the limit, fees left out; a buy at market may spend its budget. */
function buyingAtoms({ spec }: InstrumentMarket, desk: DeskOrder): bigint {
  if (desk.order.side === "sell" || desk.order.terms.reduceOnly) return 0n;
  if (desk.budgetAtoms !== null) return desk.budgetAtoms;
  const { limitTicks, leftLots } = worstCase(desk);
  return notionalAtoms(spec, limitTicks, leftLots);
}

const NOTHING = { buyAtoms: 0n, sellAtoms: 0n };

/** What a perpetual is valued at, in half ticks; null before any price. */
export function halfTicks(market: InstrumentMarket): number | null {
  const mark = market.valuationMillionths();
  return mark === null ? null : Math.round(mark / 500_000);
}

function reducingLots(orders: readonly DeskOrder[], side: Side): number {
  let lots = 0;
  for (const desk of orders)
    if (desk.order.terms.reduceOnly && desk.order.side === side) lots += worstCase(desk).leftLots;
  return lots;
}

type Whose = Readonly<{
  origin: OrderOrigin;
  orders: readonly DeskOrder[] /** An instrument that is told of in any case. */;
  always: number | null;
}>;
type OriginDeps = Pick<Deps, "markets"> & Readonly<{ books: Pick<OriginBooks, "lotsOf"> }>;

/** The same for what one origin has opened, and its own working orders. */
export function originExposures(
  { markets, books }: OriginDeps,
  { origin, orders, always }: Whose,
): (Exposure & Readonly<{ market: InstrumentMarket }>)[] {
  const here = byInstrument(orders.filter(({ order }) => order.origin === origin));
  return markets.flatMap((market) => {
    const heldLots = books.lotsOf(origin, market.index);
    const working = here.get(market.index) ?? [];
    if (heldLots === 0 && working.length === 0 && market.index !== always) return [];
    const { buyAtoms, sellAtoms } = workingAtoms(market, { heldLots, orders: working });
    return [{ market, heldAtoms: lotsValueAtoms(market, heldLots), buyAtoms, sellAtoms }];
  });
}
