/** What a desk may still spend and hold, with what its working orders have set aside; what the pre-trade checks ask for. */
import { markNotionalAtoms } from "@/server/domain/contract-math";
import { notionalAtoms } from "@/server/domain/instrument";
import { SIDE } from "@/server/domain/market-block";
import { hasLimit, type OrderDraft, type Side } from "@/server/domain/order";
import { type Claim, openingLots, perpReserveAtoms } from "@/server/domain/perp-reserve";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { crossSums } from "@/server/engine/margin/cross";
import { deskStake } from "@/server/engine/margin/margin";
import type { MarginTerms } from "@/server/engine/margin/margin-terms";
import { type DeskOrder, worstCase } from "@/server/engine/orders/desk-order";
import { reservedCash, reservedHoldings } from "@/server/engine/orders/reserves";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { CheckInput, OrderCost } from "./check-input";

type Deps = Readonly<{ markets: readonly InstrumentMarket[]; portfolio: Portfolio; terms: MarginTerms }>;

type Question = Readonly<{
  market: InstrumentMarket;
  draft: OrderDraft;
  /** All that works besides it. */
  others: readonly DeskOrder[];
  cost: () => OrderCost;
}>;

type Answer = Pick<CheckInput, "heldLots" | "freeLots" | "freeCashAtoms" | "exposureAtoms" | "perp">;

/** Orders without a limit may fill beyond the price that they are reckoned at. */
const SLIPPAGE_PPM = 20_000;

export function fundsFor(deps: Deps, { market, draft, others, cost }: Question): Answer {
  const { markets, portfolio } = deps;
  const { index, spec } = market;
  const here = others.filter(({ instrument }) => instrument === index);
  const heldLots = portfolio.heldLots(index);
  const freeCashAtoms = freeCash(deps, others);
  if (spec.contract) return { ...perpFunds(deps, { market, draft, here, cost }), heldLots, freeCashAtoms, freeLots: 0 };
  const exposureAtoms = portfolio.valueAtoms(market) + reservedCash(here, markets);
  return { heldLots, freeLots: heldLots - reservedHoldings(here), freeCashAtoms, exposureAtoms, perp: null };
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
): Pick<Answer, "exposureAtoms" | "perp"> {
  const { spec, index } = market;
  const held = portfolio.held(index);
  const { leverage } = terms.of(index);
  const stand = { leverage, heldLots: held.sizeLots };
  const working = claims(market, here);
  const sameSide = working.filter(({ side }) => side === draft.side);
  const ahead = sameSide.reduce((sum, { lots }) => sum + lots, 0);
  const mark = market.valuationMillionths();
  const size = mark === null ? 0n : markNotionalAtoms(spec, held.sizeLots, mark);
  const towards = held.sizeLots > 0 === (draft.side === "buy") ? size : -size;
  const exposureAtoms = sameSide.reduce((sum, one) => sum + notionalAtoms(spec, one.priceTicks, one.lots), towards);
  const own = (): Claim => ({ side: draft.side, lots: draft.sizeLots, priceTicks: draftTicks(market, draft, cost()) });
  return {
    exposureAtoms,
    perp: {
      leverage,
      openingLots: draft.terms?.reduceOnly
        ? 0
        : openingLots(held.sizeLots, { side: draft.side, lots: draft.sizeLots }, ahead),
      needAtoms: () => perpReserveAtoms(spec, stand, [...working, own()]) - perpReserveAtoms(spec, stand, working),
    },
  };
}

/** What working orders of a perpetual may open; of a link only the largest, and nothing of what only reduces. */
function claims(market: InstrumentMarket, here: readonly DeskOrder[]): Claim[] {
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
function draftTicks(market: InstrumentMarket, draft: OrderDraft, { reachTicks }: OrderCost): number {
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
