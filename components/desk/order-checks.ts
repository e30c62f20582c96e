/**
 * Whether the desk would refuse an order, said before it is sent.
 *
 * The same rules in the same order as the engine's pre-trade checks (a test holds the two together),
 * then what the venue would refuse at arrival, on what the page knows. The engine decides when the
 * order gets there; this only spares the person a refusal they can foresee. The order rate is the
 * one rule that the page cannot see.
 */
import { toMoney } from "@/components/frame/money-format";
import type { RiskSettings } from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Order, OrderDraft, ReasonRule } from "@/server/domain/order";
import type { TradingState } from "@/server/domain/trading-state";
import type { FeedState, MarketView } from "@/server/domain/views";
import { type OrderCost, orderCost, reservedAtoms } from "./order-cost";
import { unitsOf } from "./units";
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
  /** All of the desk: working orders of the others hold cash back, too. */
  readonly instruments: readonly InstrumentSpec[];
  readonly book: Pick<MarketView, "bids" | "asks">;
  readonly feedState: FeedState;
  readonly account: Account;
  readonly risk: RiskSettings;
};

export type Check = {
  readonly rule: ReasonRule;
  readonly name: string;
  /** How much of the limit would be used, 0 to 1 and above when it is too much; null where that has no meaning. */
  readonly used: number | null;
  /** Why the order would be refused; null when this rule lets it pass. */
  readonly refusal: string | null;
};

type Rule = (input: CheckInput, cost: OrderCost) => Check | null;

const RULES: readonly Rule[] = [
  tradingState,
  staleData,
  minNotional,
  positionCap,
  openOrders,
  cash,
  holdings,
  selfCross,
  postOnly,
  fillOrKill,
];

/** All rules that bear on the order, in the order in which they are asked. */
export function checkOrder(input: CheckInput): readonly Check[] {
  const cost = orderCost(input.draft, input.spec, input.book);
  return RULES.map((rule) => rule(input, cost)).filter((check) => check !== null);
}

export const firstRefusal = (checks: readonly Check[]): Check | null =>
  checks.find((check) => check.refusal !== null) ?? null;

const here = ({ account, spec }: CheckInput) => account.working.filter((order) => order.instrumentId === spec.id);

function tradingState({ draft, account }: CheckInput): Check {
  const refusal =
    account.tradingState === "HALTED"
      ? "trading is HALTED: no order goes out"
      : account.tradingState === "REDUCING" && draft.side === "buy"
        ? "trading is REDUCING: only orders that lower exposure go out"
        : null;
  return { rule: "trading_state", name: "Trading state", used: null, refusal };
}

function staleData({ feedState, book, spec }: CheckInput): Check {
  const refusal =
    feedState !== "live"
      ? `the data of ${spec.symbol} is not live (${feedState})`
      : midHalfTicksOf(book) === null
        ? `the book of ${spec.symbol} is not two-sided`
        : null;
  return { rule: "stale_data", name: "Market data", used: null, refusal };
}

/** Closing all that is left of a position is exempt. */
function minNotional({ draft, spec, account }: CheckInput, cost: OrderCost): Check {
  const isRest = draft.side === "sell" && draft.sizeLots === account.heldLots;
  const least = spec.minNotionalAtoms;
  const refusal =
    cost.notionalAtoms < least && !isRest
      ? `an order must be worth at least ${toMoney(least)} ${spec.quote}, this one is worth ${toMoney(cost.notionalAtoms)}`
      : null;
  return { rule: "min_notional", name: "Minimum size", used: null, refusal };
}

function positionCap(input: CheckInput, cost: OrderCost): Check | null {
  const { draft, spec, book, account, risk } = input;
  if (draft.side === "sell") return null;
  const held = (BigInt(midHalfTicksOf(book) ?? 0) * BigInt(account.heldLots) * spec.atomsPerTickLot) / 2n;
  const working = here(input).reduce((sum, order) => sum + reservedAtoms(order, spec), 0n);
  const cap = (account.equityAtoms * BigInt(risk.positionCapPpm)) / 1_000_000n;
  const after = held + working + cost.notionalAtoms;
  const share = `${risk.positionCapPpm / 10_000} % of equity`;
  const refusal =
    after > cap
      ? `${spec.base} would be worth ${toMoney(after)} ${spec.quote}, more than ${share} (${toMoney(cap)})`
      : null;
  return { rule: "position_cap", name: "Position cap", used: shareOf(after, cap), refusal };
}

function openOrders({ account, risk }: CheckInput): Check {
  const count = account.working.length + 1;
  const refusal =
    count > risk.openOrdersMax ? `${account.working.length} orders are working, ${risk.openOrdersMax} may` : null;
  return { rule: "open_orders", name: "Orders", used: count / risk.openOrdersMax, refusal };
}

function cash({ draft, spec, instruments, account }: CheckInput, cost: OrderCost): Check | null {
  if (draft.side === "sell") return null;
  const held = account.working.reduce((sum, order) => {
    const of = instruments.find((other) => other.id === order.instrumentId);
    return of === undefined ? sum : sum + reservedAtoms(order, of);
  }, 0n);
  const free = account.cashAtoms - held;
  const refusal =
    cost.cashAtoms > free
      ? `it needs ${toMoney(cost.cashAtoms)} ${spec.quote} with its fee, ${toMoney(free)} is free`
      : null;
  return { rule: "cash", name: "Cash", used: shareOf(cost.cashAtoms, free), refusal };
}

function holdings(input: CheckInput): Check | null {
  const { draft, spec, account } = input;
  if (draft.side === "buy") return null;
  const selling = here(input).filter((order) => order.side === "sell");
  const free = selling.reduce((left, order) => left - (order.sizeLots - order.filledLots), account.heldLots);
  const size = (lots: number) => `${unitsOf(spec).size(Math.max(0, lots))} ${spec.base}`;
  const refusal =
    draft.sizeLots > free
      ? `${size(draft.sizeLots)} were to be sold, ${size(free)} is free to sell; spot cannot go short`
      : null;
  return { rule: "holdings", name: "Holdings", used: free <= 0 ? null : draft.sizeLots / free, refusal };
}

function selfCross(input: CheckInput, { reachTicks }: OrderCost): Check {
  const { draft, spec } = input;
  const crossed = here(input).find(
    (order) =>
      order.side !== draft.side &&
      order.limitTicks !== null &&
      reachTicks !== null &&
      reaches(draft, reachTicks, order.limitTicks),
  );
  const refusal =
    crossed === undefined || crossed.limitTicks === null
      ? null
      : `it could trade with your own ${crossed.id} at ${unitsOf(spec).price(crossed.limitTicks)}`;
  return { rule: "self_cross", name: "Own orders", used: null, refusal };
}

function postOnly({ draft, book }: CheckInput): Check | null {
  if (!draft.postOnly || draft.limitTicks === null) return null;
  const best = (draft.side === "buy" ? book.asks : book.bids)[0]?.[0];
  const crosses = best !== undefined && reaches(draft, draft.limitTicks, best);
  const refusal = crosses ? "post-only, but at this price it would trade at once" : null;
  return { rule: "post_only_would_cross", name: "Post-only", used: null, refusal };
}

function fillOrKill({ draft, book }: CheckInput): Check | null {
  if (draft.timeInForce !== "FOK") return null;
  const walk = walkBook(book, { side: draft.side, lots: draft.sizeLots, limitTicks: draft.limitTicks });
  const refusal =
    walk.lots < draft.sizeLots ? "fill or kill, but the book within the limit does not hold the whole size" : null;
  return { rule: "fok_not_fillable", name: "Fill or kill", used: null, refusal };
}

const reaches = ({ side }: OrderDraft, ticks: number, other: number) =>
  side === "buy" ? ticks >= other : ticks <= other;

const shareOf = (part: bigint, whole: bigint) => (whole <= 0n ? null : Number((part * 10_000n) / whole) / 10_000);
