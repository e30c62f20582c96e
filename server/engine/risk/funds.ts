/** What a desk may still spend and hold, with what its working orders have set aside; what the pre-trade checks ask for. */
import { notionalAtoms } from "@/server/domain/instrument";
import type { OrderDraft } from "@/server/domain/order";
import { type Claim, openingLots, perpReserveAtoms } from "@/server/domain/perp-reserve";
import { exposureTicks } from "@/server/domain/risk/order-exposure";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { crossSums } from "@/server/engine/margin/cross";
import { deskStake } from "@/server/engine/margin/margin";
import type { MarginTerms } from "@/server/engine/margin/margin-terms";
import type { DeskOrder } from "@/server/engine/orders/desk-order";
import { reservedCash, reservedHoldings } from "@/server/engine/orders/reserves";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { CheckInput, OrderCost } from "./check-input";
import { claims, draftTicks } from "./claims";
import { exposureAtoms, halfTicks, workingAtoms } from "./stakes";

type Deps = Readonly<{ markets: readonly InstrumentMarket[]; portfolio: Portfolio; terms: MarginTerms }>;

type Question = Readonly<{
  market: InstrumentMarket;
  draft: OrderDraft;
  /** All that works besides it. */
  others: readonly DeskOrder[];
  cost: () => OrderCost;
}>;

type Answer = Pick<CheckInput, "heldLots" | "freeLots" | "freeCashAtoms" | "exposureAtoms" | "addsAtoms" | "perp">;

export function fundsFor(deps: Deps, { market, draft, others, cost }: Question): Answer {
  const { portfolio } = deps;
  const { index, spec } = market;
  const here = others.filter(({ instrument }) => instrument === index);
  const heldLots = portfolio.heldLots(index);
  const freeCashAtoms = freeCash(deps, others);
  if (spec.contract) return { ...perpFunds(deps, { market, draft, here, cost }), heldLots, freeCashAtoms, freeLots: 0 };
  return {
    heldLots,
    freeLots: heldLots - reservedHoldings(here),
    freeCashAtoms,
    exposureAtoms: portfolio.valueAtoms(market) + workingAtoms(market, { heldLots, orders: here }).buyAtoms,
    addsAtoms: () => cost().notionalAtoms,
    perp: null,
  };
}

/** Cash that neither a working order nor a cross position needs. Profits that are not realised back nothing. */
function freeCash(deps: Deps, orders: readonly DeskOrder[]): bigint {
  const { markets, portfolio, terms } = deps;
  let free: bigint = portfolio.cashAtoms - reservedCash(orders, markets);
  const perpetuals = markets.filter(({ spec }) => spec.contract !== null);
  if (perpetuals.length === 0) return free;
  for (const market of perpetuals) {
    const here = orders.filter(({ instrument }) => instrument === market.index);
    const stand = { leverage: terms.of(market.index).leverage, heldLots: portfolio.heldLots(market.index) };
    if (here.length > 0) free -= perpReserveAtoms(market.spec, stand, claims(market, here));
  }
  const { initialAtoms, unrealisedAtoms } = crossSums(perpetuals.map((market) => deskStake(deps, market)));
  return free - initialAtoms + (unrealisedAtoms < 0n ? unrealisedAtoms : 0n);
}

type Here = Omit<Question, "others"> & Readonly<{ here: readonly DeskOrder[] }>;

function perpFunds(
  { portfolio, terms }: Deps,
  { market, draft, here, cost }: Here,
): Pick<Answer, "exposureAtoms" | "addsAtoms" | "perp"> {
  const { spec, index } = market;
  const { side, sizeLots } = draft;
  const heldLots = portfolio.heldLots(index);
  const { leverage } = terms.of(index);
  const stand = { leverage, heldLots };
  const working = claims(market, here);
  const ahead = working.reduce((sum, claim) => (claim.side === side ? sum + claim.lots : sum), 0);
  const held = exposureAtoms(portfolio, market);
  const { buyAtoms, sellAtoms } = workingAtoms(market, { heldLots, orders: here });
  const own = (): Claim => ({ side, lots: sizeLots, priceTicks: draftTicks(market, draft, cost()) });
  return {
    exposureAtoms: side === "buy" ? held + buyAtoms : sellAtoms - held,
    addsAtoms: () => draftAtoms(market, draft, cost()),
    perp: {
      leverage,
      openingLots: draft.terms?.reduceOnly ? 0 : openingLots(heldLots, { side, lots: sizeLots }, ahead),
      needAtoms: () => perpReserveAtoms(spec, stand, [...working, own()]) - perpReserveAtoms(spec, stand, working),
    },
  };
}

/** What an order comes to as exposure, which for one beyond the market is more than its limit says. */
function draftAtoms(market: InstrumentMarket, { side, sizeLots }: OrderDraft, cost: OrderCost): bigint {
  const { spec } = market;
  const { reachTicks } = cost;
  if (reachTicks <= 0) return cost.notionalAtoms;
  return notionalAtoms(spec, exposureTicks(spec, { side, priceTicks: reachTicks }, halfTicks(market)), sizeLots);
}
