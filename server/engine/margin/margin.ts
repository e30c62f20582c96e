/** A lane's margin: what the venue keeps of the account, its funding and its eye on positions, and the desk's view of them. */
import { limitCostAtoms } from "@/server/domain/order-cost";
import { perpReserveAtoms } from "@/server/domain/perp-reserve";
import type { PositionMargin } from "@/server/domain/portfolio";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import { reservedCash } from "@/server/engine/orders/reserves";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import { restingClaims } from "@/server/engine/venue/admission";
import type { Exchange } from "@/server/engine/venue/exchange";
import type { Stake } from "./cross";
import type { Funding } from "./funding";
import type { MarginTerms } from "./margin-terms";
import { positionMargin } from "./position-margin";

type VenueSide = Readonly<{ markets: readonly InstrumentMarket[]; exchange: Exchange }>;

/** Cash that spot orders of ours have set aside by resting at the venue. */
export function spotSetAsideAtoms({ markets, exchange }: VenueSide): bigint {
  let total = 0n;
  for (const { index, spec } of markets) {
    if (spec.contract) continue;
    for (const { limitTicks, leftLots } of exchange.venue(index).resting.side(0)) {
      total += limitCostAtoms(spec, limitTicks ?? 0, { lots: leftLots });
    }
  }
  return total;
}

/** Margin and fees that orders for perpetuals may still take which stand at the venue. */
export function perpClaimedAtoms({ markets, exchange, terms }: VenueSide & Readonly<{ terms: MarginTerms }>): bigint {
  let total = 0n;
  for (const { index, spec } of markets) {
    if (!spec.contract) continue;
    const venue = exchange.venue(index);
    if (venue.resting.count === 0) continue;
    const stand = { leverage: terms.of(index).leverage, heldLots: venue.positionLots() };
    total += perpReserveAtoms(spec, stand, restingClaims(venue));
  }
  return total;
}

type DeskSide = Readonly<{
  markets: readonly InstrumentMarket[];
  terms: MarginTerms;
  orders: DeskOrders;
  portfolio: Portfolio;
  funding: Funding;
}>;

/** What stands behind a position as far as the desk knows; null for spot. */
export function deskMargin(desk: DeskSide, instrument: number): PositionMargin | null {
  const { markets, orders, portfolio } = desk;
  if (!markets[instrument]?.spec.contract) return null;
  const stakes = markets.map((market) => deskStake(desk, market));
  const cashAtoms = portfolio.cashAtoms - reservedCash([...orders.all()], markets);
  return positionMargin({
    stake: stakes[instrument] as Stake,
    others: stakes.filter((_, index) => index !== instrument),
    cashAtoms,
    next: desk.funding.next(instrument),
  });
}

export const deskStake = (
  { terms, portfolio }: Pick<DeskSide, "terms" | "portfolio">,
  market: InstrumentMarket,
): Stake => ({
  spec: market.spec,
  terms: terms.of(market.index),
  held: portfolio.held(market.index),
  mark: market.valuationMillionths(),
});
