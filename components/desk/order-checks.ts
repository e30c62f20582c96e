/**
 * Whether the desk would refuse an order, said before it is sent.
 *
 * The same rules in the same order as the engine's pre-trade checks (a test holds the two together),
 * then what the venue would refuse at arrival, on what the page knows. The engine decides when the
 * order gets there; this only spares the person a refusal they can foresee. The order rate is the
 * one rule that the page cannot see.
 */
import { toMoney } from "@/components/frame/money-format";
import { maxLeverage } from "@/server/domain/contract-math";
import { displaySymbol } from "@/server/domain/display-symbol";
import { type InstrumentSpec, settleOf } from "@/server/domain/instrument";
import { isConditional, type OrderDraft, type ReasonRule } from "@/server/domain/order";
import { reducibleLots } from "@/server/domain/reducible";
import type { FeedState } from "@/server/domain/views";
import { type OrderCost, orderCost, type SeenMarket } from "./order-cost";
import {
  type Account,
  addsAtoms,
  exposureAtoms,
  freeCashAtoms,
  freeLots,
  heldLotsOf,
  here,
  markHalfTicksOf,
  type Perp,
  perpOf,
} from "./order-funds";
import { LIMIT_RULES, type SeenRisk, shareOf } from "./order-limits";
import { bracketProblem, displayProblem, triggerProblem } from "./order-terms";
import { unitsOf } from "./units";
import { midHalfTicksOf, walkBook } from "./walk-book";

export type CheckInput = {
  readonly draft: OrderDraft;
  /** With the dearest fees that it can come to (`withDearestFees`). */
  readonly spec: InstrumentSpec;
  /** All of the desk: working orders of the others hold cash back, too. */
  readonly instruments: readonly InstrumentSpec[];
  readonly book: SeenMarket;
  readonly feedState: FeedState;
  readonly account: Account;
  readonly risk: SeenRisk;
};

export type Check = {
  readonly rule: ReasonRule;
  readonly name: string;
  /** How much of the limit would be used, 0 to 1 and above when it is too much; null where that has no meaning. */
  readonly used: number | null;
  /** The two numbers behind it, e.g. "2,100.00 of 2,500.00 USDT"; absent where a share says all. */
  readonly of?: string;
  /** Why the order would be refused; null when this rule lets it pass. */
  readonly refusal: string | null;
};

export type Judged = { readonly cost: OrderCost /** Null for spot. */; readonly perp: Perp | null };
export type Rule = (input: CheckInput, judged: Judged) => Check | null;

const RULES: readonly Rule[] = [
  tradingState,
  staleData,
  terms,
  reduceOnly,
  bracket,
  minNotional,
  ...LIMIT_RULES,
  leverage,
  openOrders,
  cash,
  margin,
  holdings,
  selfCross,
  postOnly,
  fillOrKill,
];

/** All rules that bear on the order, in the order in which they are asked. */
export function checkOrder(input: CheckInput): readonly Check[] {
  const { draft, spec, book, account } = input;
  const seen = { ...book, markHalfTicks: spec.contract === null ? null : markHalfTicksOf(account, spec, book) };
  const cost = orderCost(draft, spec, seen);
  const judged = { cost, perp: perpOf(input, cost) };
  return RULES.map((rule) => rule(input, judged)).filter((check) => check !== null);
}

export const firstRefusal = (checks: readonly Check[]): Check | null =>
  checks.find((check) => check.refusal !== null) ?? null;

const money = ({ spec }: CheckInput, value: bigint) => `${toMoney(value)} ${settleOf(spec)}`;

function tradingState({ draft, account }: CheckInput, { perp }: Judged): Check {
  const adds = perp === null ? draft.side === "buy" : perp.openingLots > 0;
  const refusal =
    account.tradingState === "HALTED"
      ? "trading is HALTED: no order goes out"
      : account.tradingState === "REDUCING" && adds
        ? "trading is REDUCING: only orders that lower exposure go out"
        : null;
  return { rule: "trading_state", name: "Trading state", used: null, refusal };
}

function staleData({ feedState, book, spec }: CheckInput): Check {
  const refusal =
    feedState !== "live"
      ? `the data of ${displaySymbol(spec)} is not live (${feedState})`
      : midHalfTicksOf(book) === null
        ? `the book of ${displaySymbol(spec)} is not two-sided`
        : null;
  return { rule: "stale_data", name: "Market data", used: null, refusal };
}

/** What the order says beyond price and size: the first that does not fit. */
function terms({ draft, spec }: CheckInput): Check | null {
  const problem = triggerProblem(draft, spec) ?? displayProblem(draft, spec);
  return problem === null ? null : { ...problem, name: "Terms", used: null };
}

function bracket({ draft, spec, book }: CheckInput): Check | null {
  const problem = bracketProblem(draft, { spec, book });
  return problem === null ? null : { ...problem, name: "Exits", used: null };
}

function reduceOnly({ draft, spec, account }: CheckInput): Check | null {
  if (!draft.terms?.reduceOnly) return null;
  const isThere = reducibleLots(heldLotsOf(account, spec), draft.side) > 0;
  const refusal = isThere ? null : `reduce-only, but there is no position that a ${draft.side} would lower`;
  return { rule: "reduce_only", name: "Reduce-only", used: null, refusal };
}

/** Closing all that is left of a position is exempt; so is reduce-only on a perpetual. */
function minNotional(input: CheckInput, { cost }: Judged): Check {
  const { draft, spec, account } = input;
  const isRest = draft.sizeLots === reducibleLots(heldLotsOf(account, spec), draft.side);
  const isExempt = isRest || (draft.terms?.reduceOnly === true && spec.contract !== null);
  const least = spec.minNotionalAtoms;
  const refusal =
    cost.notionalAtoms < least && !isExempt
      ? `an order must be worth at least ${money(input, least)}, this one is worth ${toMoney(cost.notionalAtoms)}`
      : null;
  return { rule: "min_notional", name: "Minimum size", used: null, refusal };
}

/** The larger a position, the less leverage its margin tier allows. */
function leverage(input: CheckInput, { cost, perp }: Judged): Check | null {
  const { contract } = input.spec;
  if (contract === null || perp === null || perp.openingLots === 0) return null;
  const notional = exposureAtoms(input) + addsAtoms(input, cost);
  const most = maxLeverage(contract, notional);
  const refusal =
    perp.leverage > most
      ? `a position of ${money(input, notional)} may be held ${most} times, this one is set to ${perp.leverage}`
      : null;
  return { rule: "leverage", name: "Leverage", used: perp.leverage / most, refusal };
}

function openOrders({ account, risk: { settings: risk } }: CheckInput): Check {
  const count = account.working.length + 1;
  const refusal =
    count > risk.openOrdersMax ? `${account.working.length} orders are working, ${risk.openOrdersMax} may` : null;
  const of = `${count} of ${risk.openOrdersMax}`;
  return { rule: "open_orders", name: "Orders", used: count / risk.openOrdersMax, of, refusal };
}

function cash(input: CheckInput, { cost, perp }: Judged): Check | null {
  if (perp !== null || input.draft.side === "sell") return null;
  const free = freeCashAtoms(input);
  const refusal =
    cost.cashAtoms > free ? `it needs ${money(input, cost.cashAtoms)} with its fee, ${toMoney(free)} is free` : null;
  const of = `${toMoney(cost.cashAtoms)} of ${money(input, free)}`;
  return { rule: "cash", name: "Cash", used: shareOf(cost.cashAtoms, free), of, refusal };
}

function margin(input: CheckInput, { perp }: Judged): Check | null {
  if (perp === null || perp.openingLots === 0) return null;
  const free = freeCashAtoms(input);
  const need = perp.needAtoms;
  const refusal =
    need > free
      ? `it needs ${money(input, need)} of margin with its fee at ${perp.leverage} times, ${toMoney(free)} is free`
      : null;
  const of = `${toMoney(need)} of ${money(input, free)}`;
  return { rule: "margin", name: "Free cash", used: shareOf(need, free), of, refusal };
}

function holdings(input: CheckInput, { perp }: Judged): Check | null {
  const { draft, spec } = input;
  if (perp !== null || draft.side === "buy") return null;
  const free = freeLots(input);
  const size = (lots: number) => `${unitsOf(spec).size(Math.max(0, lots))} ${spec.base}`;
  const refusal =
    draft.sizeLots > free
      ? `${size(draft.sizeLots)} were to be sold, ${size(free)} is free to sell; spot cannot go short`
      : null;
  return { rule: "holdings", name: "Holdings", used: free <= 0 ? null : draft.sizeLots / free, refusal };
}

/** What waits for a trigger is stopped at the venue if need be. */
function selfCross({ draft, spec, account }: CheckInput, { cost: { reachTicks } }: Judged): Check | null {
  if (isConditional(draft.type)) return null;
  const crossed = here(account, spec).find(
    (order) =>
      order.side !== draft.side &&
      order.limitTicks !== null &&
      reachTicks !== null &&
      !(isConditional(order.type) && order.triggeredAt === null) &&
      reaches(draft, reachTicks, order.limitTicks),
  );
  const refusal =
    crossed === undefined || crossed.limitTicks === null
      ? null
      : `it could trade with your own ${crossed.id} at ${unitsOf(spec).price(crossed.limitTicks)}`;
  return { rule: "self_cross", name: "Own orders", used: null, refusal };
}

function postOnly({ draft, book }: CheckInput): Check | null {
  if (!draft.postOnly || draft.limitTicks === null || draft.terms?.postOnlySlide || isConditional(draft.type))
    return null;
  const best = (draft.side === "buy" ? book.asks : book.bids)[0]?.[0];
  const crosses = best !== undefined && reaches(draft, draft.limitTicks, best);
  const refusal = crosses ? "post-only, but at this price it would trade at once" : null;
  return { rule: "post_only_would_cross", name: "Post-only", used: null, refusal };
}

function fillOrKill({ draft, book }: CheckInput): Check | null {
  if (draft.timeInForce !== "FOK" || isConditional(draft.type)) return null;
  const walk = walkBook(book, { side: draft.side, lots: draft.sizeLots, limitTicks: draft.limitTicks });
  const refusal =
    walk.lots < draft.sizeLots ? "fill or kill, but the book within the limit does not hold the whole size" : null;
  return { rule: "fok_not_fillable", name: "Fill or kill", used: null, refusal };
}

const reaches = ({ side }: OrderDraft, ticks: number, other: number) =>
  side === "buy" ? ticks >= other : ticks <= other;
