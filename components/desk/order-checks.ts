/**
 * Whether the desk would refuse an order, said before it is sent.
 *
 * The same rules, limits and order as the engine's own checks, on what the page knows. The engine
 * decides when the order gets there; this only spares the person a refusal they can foresee.
 */

import { atoms } from "@/server/domain/atoms";
import type { RiskSettings } from "@/server/domain/desk-settings";
import { feeAtoms, type InstrumentSpec, notionalAtoms } from "@/server/domain/instrument";
import type { Order, OrderDraft, ReasonRule } from "@/server/domain/order";
import type { TradingState } from "@/server/domain/trading-state";
import type { FeedState, MarketView } from "@/server/domain/views";
import { midHalfTicksOf, walkBook } from "./walk-book";

export type Account = {
  readonly cashAtoms: bigint;
  readonly equityAtoms: bigint;
  /** Lots held of the order's instrument. */
  readonly heldLots: number;
  /** Orders that are not final, of all instruments. */
  readonly working: readonly Order[];
  readonly tradingState: TradingState;
};

export type CheckInput = {
  readonly draft: OrderDraft;
  readonly spec: InstrumentSpec;
  readonly book: Pick<MarketView, "bids" | "asks">;
  readonly feedState: FeedState;
  readonly account: Account;
  readonly risk: RiskSettings;
};

export type Check = {
  readonly rule: ReasonRule;
  readonly name: string;
  /** How much of the limit the order would use, 0 to 1 and above when it is too much; null where that has no meaning. */
  readonly used: number | null;
  /** Why the order would be refused; null when this rule lets it pass. */
  readonly refusal: string | null;
};

/** All rules that bear on the order, in the order in which the engine asks them. */
export function checkOrder(input: CheckInput): readonly Check[] {
  return [
    tradingState(input),
    staleData(input),
    minNotional(input),
    openOrders(input),
    ...(input.draft.side === "buy" ? [cash(input), positionCap(input)] : [holdings(input)]),
    selfCross(input),
    postOnly(input),
    liquidity(input),
  ].filter((check) => check !== null);
}

export const firstRefusal = (checks: readonly Check[]): Check | null =>
  checks.find((check) => check.refusal !== null) ?? null;

const remaining = (order: Order) => order.sizeLots - order.filledLots;

function tradingState({ draft, account, spec }: CheckInput): Check {
  const lowers = draft.side === "sell" && draft.sizeLots <= account.heldLots;
  const refusal =
    account.tradingState === "HALTED"
      ? "Trading is HALTED: no order goes out."
      : account.tradingState === "REDUCING" && !lowers
        ? `Trading is REDUCING: only orders that lower the ${spec.base} position go out.`
        : null;
  return { rule: "trading_state", name: "Trading state", used: null, refusal };
}

function staleData({ feedState }: CheckInput): Check {
  const refusal = feedState === "live" ? null : `The market data is not live (${feedState}): no new orders.`;
  return { rule: "stale_data", name: "Market data", used: null, refusal };
}

/** What the order is worth at its limit, or at the mid for a market order; null without a price. */
function worthOf({ draft, spec, book }: CheckInput): bigint | null {
  if (draft.limitTicks !== null) return notionalAtoms(spec, draft.limitTicks, draft.sizeLots);
  const mid = midHalfTicksOf(book);
  return mid === null ? null : (BigInt(mid) * BigInt(draft.sizeLots) * spec.atomsPerTickLot) / 2n;
}

function minNotional(input: CheckInput): Check {
  const worth = worthOf(input);
  const least = input.spec.minNotionalAtoms;
  const refusal =
    worth !== null && worth < least
      ? `The order is worth less than the venue's minimum of ${Number(least) / 1e8} ${input.spec.quote}.`
      : null;
  return { rule: "min_notional", name: "Minimum size", used: null, refusal };
}

function openOrders({ account, risk }: CheckInput): Check {
  const count = account.working.length + 1;
  const refusal =
    count > risk.openOrdersMax
      ? `${account.working.length} orders are working; at most ${risk.openOrdersMax} may.`
      : null;
  return { rule: "open_orders", name: "Working orders", used: count / risk.openOrdersMax, refusal };
}

/** Cash that working buys may still need, fees included. */
function reservedAtoms({ account, spec }: CheckInput): bigint {
  return account.working
    .filter((order) => order.side === "buy" && order.limitTicks !== null && order.instrumentId === spec.id)
    .reduce((sum, order) => sum + withFee(notionalAtoms(spec, order.limitTicks ?? 0, remaining(order)), spec), 0n);
}

const withFee = (notional: bigint, spec: InstrumentSpec) => notional + feeAtoms(atoms(notional), spec.takerFeePpm);

function cash(input: CheckInput): Check {
  const { draft, spec, book, account } = input;
  const walk = walkBook(book, { side: "buy", lots: draft.sizeLots, limitTicks: draft.limitTicks });
  const worst =
    draft.limitTicks === null
      ? walk.tickLots * spec.atomsPerTickLot
      : notionalAtoms(spec, draft.limitTicks, draft.sizeLots);
  const need = withFee(worst, spec);
  const free = account.cashAtoms - reservedAtoms(input);
  const refusal = need > free ? `It needs ${toText(need)} ${spec.quote} with fees; ${toText(free)} are free.` : null;
  return { rule: "cash", name: "Cash", used: shareOf(need, free), refusal };
}

function positionCap(input: CheckInput): Check {
  const { draft, spec, book, account, risk } = input;
  const mid = midHalfTicksOf(book);
  const cap = (account.equityAtoms * BigInt(risk.positionCapPpm)) / 1_000_000n;
  const working = account.working.filter((order) => order.side === "buy" && order.instrumentId === spec.id);
  const lots = account.heldLots + draft.sizeLots + working.reduce((sum, order) => sum + remaining(order), 0);
  const after = mid === null ? null : (BigInt(mid) * BigInt(lots) * spec.atomsPerTickLot) / 2n;
  const refusal =
    after !== null && after > cap
      ? `The ${spec.base} position could reach ${toText(after)} ${spec.quote}; the cap is ${risk.positionCapPpm / 10_000} % of equity, ${toText(cap)}.`
      : null;
  return { rule: "position_cap", name: "Position cap", used: after === null ? null : shareOf(after, cap), refusal };
}

function holdings({ draft, spec, account }: CheckInput): Check {
  const selling = account.working
    .filter((order) => order.side === "sell" && order.instrumentId === spec.id)
    .reduce((sum, order) => sum + remaining(order), 0);
  const free = account.heldLots - selling;
  const refusal =
    draft.sizeLots > free ? `You hold too little ${spec.base} to sell that much; spot cannot go short.` : null;
  return { rule: "holdings", name: "Holdings", used: free <= 0 ? null : draft.sizeLots / free, refusal };
}

function selfCross({ draft, spec, account }: CheckInput): Check {
  const crossed = account.working.find(
    (order) =>
      order.instrumentId === spec.id &&
      order.side !== draft.side &&
      order.limitTicks !== null &&
      crosses(draft, order.limitTicks),
  );
  const refusal = crossed === undefined ? null : `It would trade with your own order ${crossed.id}.`;
  return { rule: "self_cross", name: "Own orders", used: null, refusal };
}

const crosses = (draft: OrderDraft, price: number) =>
  draft.limitTicks === null || (draft.side === "buy" ? draft.limitTicks >= price : draft.limitTicks <= price);

function postOnly({ draft, book }: CheckInput): Check | null {
  if (!draft.postOnly) return null;
  const best = (draft.side === "buy" ? book.asks : book.bids)[0]?.[0];
  const refusal =
    best !== undefined && crosses(draft, best) ? "Post-only, but at this price it would trade at once." : null;
  return { rule: "post_only_would_cross", name: "Post-only", used: null, refusal };
}

function liquidity({ draft, book }: CheckInput): Check | null {
  const walk = walkBook(book, { side: draft.side, lots: draft.sizeLots, limitTicks: draft.limitTicks });
  if (draft.timeInForce === "FOK") {
    const refusal =
      walk.lots < draft.sizeLots ? "Fill-or-kill, but the book within the limit does not hold the whole size." : null;
    return { rule: "fok_not_fillable", name: "Fill or kill", used: null, refusal };
  }
  if (draft.type !== "market") return null;
  return {
    rule: "no_liquidity",
    name: "Liquidity",
    used: null,
    refusal: walk.lots === 0 ? "The book is empty on that side." : null,
  };
}

const shareOf = (part: bigint, whole: bigint) => (whole <= 0n ? null : Number((part * 10_000n) / whole) / 10_000);

/** Whole quote units with two decimals, for sentences. */
const toText = (value: bigint) => (Number(value) / 1e8).toFixed(2);
