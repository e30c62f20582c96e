/**
 * Whether the account can bear an order at the moment it meets the book. The desk has checked it when it sent
 * it; since then the market may have moved, or a loss of a perpetual may have taken the money. Only for desks with
 * perpetuals: what spot alone has reserved cannot be lost.
 */
import { SIDE } from "@/server/domain/market-block";
import type { Reason, Side } from "@/server/domain/order";
import { limitCostAtoms } from "@/server/domain/order-cost";
import { type Claim, perpReserveAtoms } from "@/server/domain/perp-reserve";
import { moneyText, reason } from "@/server/engine/risk/reason";
import type { Walk } from "./matching";
import type { Venue } from "./venue";
import type { VenueOrder } from "./venue-order";

/** @param walk  what it would take at once */
export function unbacked(venue: Venue, order: VenueOrder, walk: () => Walk): Reason | null {
  const credit = venue.credit();
  if (credit === null || order.isLiquidation || order.reduceOnly) return null;
  const { spec } = venue.market;
  const need = spec.contract
    ? marginNeed(venue, order, { walk: walk(), leverage: credit.leverage })
    : spotNeed(venue, order);
  if (need <= credit.availableAtoms) return null;
  const available = credit.availableAtoms > 0n ? credit.availableAtoms : 0n;
  const [limit, value] = [moneyText(spec, available), moneyText(spec, need)];
  const distance = moneyText(spec, need - available);
  const text = `when it reached the venue it needed ${value}, and ${limit} was left`;
  return reason(spec.contract ? "margin" : "cash", text, { limit, value, distance });
}

/** Orders of ours that stand at the venue in a perpetual, as what they may still open. */
export const restingClaims = ({ resting }: Venue, exceptId: string | null = null): Claim[] =>
  [...resting.side(SIDE.buy), ...resting.side(SIDE.sell)].flatMap((order) =>
    order.id === exceptId || order.reduceOnly
      ? []
      : [{ side: sideOf(order), priceTicks: order.limitTicks ?? 1, lots: order.leftLots }],
  );

type Taking = Readonly<{ walk: Walk; leverage: number }>;

function marginNeed(venue: Venue, order: VenueOrder, { walk, leverage }: Taking): bigint {
  const { spec } = venue.market;
  const side = sideOf(order);
  // An amended order stands there as it was: it takes only what it needs more.
  const others = restingClaims(venue, order.id);
  const own = walk.takes.map(({ priceTicks, lots }): Claim => ({ side, priceTicks, lots }));
  const left = order.leftLots - walk.filledLots;
  if (order.limitTicks !== null && left > 0) own.push({ side, priceTicks: order.limitTicks, lots: left });
  const stand = { leverage, heldLots: venue.positionLots() };
  return perpReserveAtoms(spec, stand, [...others, ...own]) - perpReserveAtoms(spec, stand, restingClaims(venue));
}

/** A market buy is held to the cash by its budget. */
function spotNeed({ market: { spec }, resting }: Venue, order: VenueOrder): bigint {
  const { side, limitTicks, leftLots, budgetAtoms } = order;
  if (side === SIDE.sell) return 0n;
  if (limitTicks === null) return budgetAtoms ?? 0n;
  const before = resting.find(order.id);
  const has = before ? limitCostAtoms(spec, before.limitTicks ?? 0, { lots: before.leftLots }) : 0n;
  return limitCostAtoms(spec, limitTicks, { lots: leftLots }) - has;
}

const sideOf = ({ side }: VenueOrder): Side => (side === SIDE.buy ? "buy" : "sell");
