/**
 * The desk's side of orders: checks them, sets cash and holdings aside, sends requests. It acts on what the
 * desk knows; what the venue has done since is in `applyReport`.
 */
import { MICROS_PER_MINUTE, micros } from "@/server/domain/micros";
import {
  hasLimit,
  isConditional,
  type Order,
  type OrderDraft,
  type OrderOrigin,
  type Reason,
} from "@/server/domain/order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { MarginTerms } from "@/server/engine/margin/margin-terms";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { CheckInput, OrderCost } from "@/server/engine/risk/check-input";
import { fundsFor } from "@/server/engine/risk/funds";
import { marketBudgetAtoms, orderCost } from "@/server/engine/risk/order-cost";
import { preTradeRefusal } from "@/server/engine/risk/pre-trade";
import { reason } from "@/server/engine/risk/reason";
import { type RiskInputDeps, riskInput } from "@/server/engine/risk/risk-input";
import type { RiskTerms } from "@/server/engine/risk/risk-terms";
import type { TradingGate } from "@/server/engine/risk/trading-gate";
import type { VenueStatus } from "@/server/engine/risk/venue-status";
import type { Exchange } from "@/server/engine/venue/exchange";
import type { VenueLink } from "@/server/engine/venue/requests";
import { amendable } from "./amendable";
import { type AmendRequest, type DeskOrder, worstCase } from "./desk-order";
import type { DeskOrders } from "./desk-orders";
import { amendText, closedText, sentText } from "./order-texts";
import { type Author, pendingOrder } from "./pending-order";
import { toVenue } from "./venue-request";

/** `orderId` is null only for an instrument that the desk does not trade. */
export type Submitted = Readonly<{ orderId: string | null; order: Order | null; reason: Reason | null }>;

export type OrderDeskDeps = RiskInputDeps &
  Readonly<{
    clock: EngineClock;
    risk: RiskTerms;
    markets: readonly InstrumentMarket[];
    exchange: Exchange;
    portfolio: Portfolio;
    gate: TradingGate;
    orders: DeskOrders;
    status: VenueStatus;
    terms: MarginTerms;
  }>;

type Judged = Readonly<{ refusal: Reason | null; cost: () => OrderCost; freeCashAtoms: bigint }>;
type Judge = Readonly<{
  draft: OrderDraft;
  author: Pick<Author, "origin" | "role" | "parentId">;
  replaces: DeskOrder | null;
  isReduction: boolean;
  /** Orders sent together with it and before it. */
  alongside: number;
}>;

/** An order that is going out, with the cash that it may spend at the venue if nothing else bounds it. */
type Outgoing = Readonly<{ order: Order; budgetAtoms: bigint | null }>;
type Pair<T> = readonly [T, T];
type Prepared = Readonly<{ out: Outgoing; refusal: Reason | null }>;

export class OrderDesk {
  readonly #deps: OrderDeskDeps;
  /** When the orders and amends of the last minute were sent, oldest first; at most as many as may be. */
  #sentAt: number[] = [];

  constructor(deps: OrderDeskDeps) {
    this.#deps = deps;
  }

  /** Why this order would be refused if it were sent now; nothing is sent or recorded. */
  refusalOf(draft: OrderDraft, origin: OrderOrigin): Reason | null {
    const market = this.#market(draft);
    if (!market) return notTraded(draft).reason;
    const wish = { draft, author: { origin }, replaces: null, isReduction: false, alongside: 0 };
    return this.#judge(market, wish).refusal;
  }

  submit(draft: OrderDraft, author: Author): Submitted {
    const market = this.#market(draft);
    if (!market) return notTraded(draft);
    const { out, refusal } = this.#prepare(market, { draft, author, alongside: 0 });
    if (refusal) return this.#refuse(out.order, refusal);
    const body = { kind: "new", order: toVenue(out.order, { ...out, linkMode: "cancel" }) } as const;
    return this.#add(market, out, this.#deps.exchange.send(market.index, body, { notBefore: 0 }));
  }

  /**
   * Two linked orders, sent or refused together. `cancel`: as soon as one fills or triggers, the other is
   * cancelled; `shrink`: what one fills, the other loses.
   */
  submitPair(drafts: Pair<OrderDraft>, authors: Pair<Author>, linkMode: VenueLink["mode"]): Pair<Submitted> {
    const market = this.#market(drafts[0]);
    if (!market) return [notTraded(drafts[0]), notTraded(drafts[1])];
    const linkId = this.#deps.orders.nextLinkId();
    const [a, b] = [0, 1].map((k) => {
      const [draft, author] = [drafts[k], authors[k]] as [OrderDraft, Author];
      return this.#prepare(market, { draft, author: { ...author, linkId }, alongside: k });
    }) as [Prepared, Prepared];
    if (a.refusal || b.refusal) {
      const together = (other: Prepared): Reason =>
        reason("linked_order", `linked: ${other.out.order.id} was refused (${other.refusal?.text ?? ""})`);
      return [this.#refuse(a.out.order, a.refusal ?? together(b)), this.#refuse(b.out.order, b.refusal ?? together(a))];
    }
    const orders = [
      toVenue(a.out.order, { ...a.out, linkMode }),
      toVenue(b.out.order, { ...b.out, linkMode }),
    ] as const;
    const arrivesAt = this.#deps.exchange.send(market.index, { kind: "pair", orders }, { notBefore: 0 });
    return [this.#add(market, a.out, arrivesAt), this.#add(market, b.out, arrivesAt)];
  }

  /** Asks the venue to take an order back. @returns why it cannot be asked */
  cancel(orderId: string, why: Reason): Reason | null {
    const { clock, exchange, orders } = this.#deps;
    const desk = orders.find(orderId);
    if (!desk) return unknownOrder(orderId);
    if (desk.cancelRequested) return null;
    desk.cancelRequested = true;
    const body = { kind: "cancel", orderId, reason: why } as const;
    desk.lastArrivesAt = exchange.send(desk.instrument, body, { notBefore: desk.lastArrivesAt });
    orders.note(desk, { at: clock.micros(), text: `cancel requested: ${why.text}` });
    return null;
  }

  /** Asks the venue to change a resting order's price, size, or both. @returns why it cannot be asked */
  amend(orderId: string, change: AmendRequest): Reason | null {
    const { clock, exchange, markets, orders } = this.#deps;
    const desk = orders.find(orderId);
    const market = desk && markets[desk.instrument];
    if (!desk || !market) return unknownOrder(orderId);
    const refusal = amendable(desk, change) ?? this.#amendRefusal(market, desk, change);
    if (refusal) return refusal;
    desk.amends.push(change);
    const sizeLots = change.sizeLots === null ? null : change.sizeLots + desk.siblingLots;
    const body = { kind: "amend", orderId, limitTicks: change.limitTicks, sizeLots } as const;
    desk.lastArrivesAt = exchange.send(desk.instrument, body, { notBefore: desk.lastArrivesAt });
    this.#noteSent(desk.order.origin);
    orders.note(desk, { at: clock.micros(), text: `amend requested: ${amendText(market.spec, change)}` });
    return null;
  }

  /** Orders and amends of the last 60 s, those of the risk rules not among them. Looking changes nothing. */
  sentLastMinute(): number {
    const since = this.#deps.clock.now - MICROS_PER_MINUTE;
    const first = this.#sentAt.findIndex((at) => at > since);
    return first < 0 ? 0 : this.#sentAt.length - first;
  }

  save(): readonly number[] {
    return this.#sentAt;
  }

  load(sentAt: readonly number[]): void {
    this.#sentAt = [...sentAt];
  }

  /** Judged as a new order of the size that would be left, with the old one gone. */
  #amendRefusal(market: InstrumentMarket, desk: DeskOrder, change: AmendRequest): Reason | null {
    const { order } = desk;
    const sizeLots = (change.sizeLots ?? order.sizeLots) - order.filledLots;
    if (sizeLots <= 0 && Number.isSafeInteger(sizeLots)) {
      const text = `${order.filledLots} lots have filled already; cancel the order instead of making it smaller`;
      return reason("lot_size", text, { limit: String(order.filledLots + 1), value: String(change.sizeLots) });
    }
    const limitTicks = change.limitTicks ?? order.limitTicks;
    const isReduction = limitTicks === order.limitTicks && sizeLots <= order.sizeLots - order.filledLots;
    // Not through `lots`: a size that is no whole number must reach the check that says so.
    const draft: OrderDraft = { ...order, limitTicks, sizeLots: sizeLots as Order["sizeLots"] };
    return this.#judge(market, { draft, author: order, replaces: desk, isReduction, alongside: 0 }).refusal;
  }

  #market({ instrumentId }: OrderDraft): InstrumentMarket | undefined {
    return this.#deps.markets.find(({ spec }) => spec.id === instrumentId);
  }

  #prepare(market: InstrumentMarket, wish: Pick<Judge, "draft" | "alongside"> & { author: Author }): Prepared {
    const { clock, gate, orders } = this.#deps;
    const { draft, author } = wish;
    const judged = this.#judge(market, { ...wish, replaces: null, isReduction: false });
    // What is let through because it closes may do nothing else, whatever closes before it.
    const isStrict = market.spec.contract !== null && gate.state !== "ACTIVE" && judged.refusal === null;
    const order = pendingOrder(
      { id: orders.nextId(), market, at: clock.micros(), author, isSeen: orders.isSeen },
      isStrict ? { ...draft, terms: { ...draft.terms, reduceOnly: true } } : draft,
    );
    const isBounded = market.spec.contract || draft.side === "sell" || hasLimit(draft.type) || judged.refusal;
    const budgetAtoms = isBounded ? null : marketBudgetAtoms(judged.cost(), judged.freeCashAtoms);
    return { out: { order, budgetAtoms }, refusal: judged.refusal };
  }

  #refuse(order: Order, why: Reason): Submitted {
    const at = this.#deps.clock.micros();
    const refused: Order = { ...order, state: "REJECTED", reason: why, closedAt: at };
    this.#deps.orders.recordRefused(refused, { at, text: closedText(refused, why.text), reason: why });
    return { orderId: order.id, order: refused, reason: why };
  }

  #add(market: InstrumentMarket, { order, budgetAtoms }: Outgoing, arrivesAt: number): Submitted {
    const { clock, orders } = this.#deps;
    this.#noteSent(order.origin);
    const sent: Order = { ...order, state: "SUBMITTED", arrivesAt: micros(arrivesAt) };
    orders.add(
      {
        order: sent,
        instrument: market.index,
        budgetAtoms,
        lastArrivesAt: arrivesAt,
        cancelRequested: false,
        amends: [],
        siblingLots: 0,
      },
      { at: clock.micros(), text: () => sentText(market.spec, order) },
    );
    return { orderId: order.id, order: sent, reason: null };
  }

  #judge(market: InstrumentMarket, { draft, author, replaces, isReduction, alongside }: Judge): Judged {
    const { clock, risk, portfolio, gate, markets, status, terms, orders } = this.#deps;
    const all = [...orders.all()];
    // What it replaces is gone, and of a link only the largest is set aside.
    const linkId = replaces?.order.linkId ?? null;
    const others = all.filter((desk) => desk !== replaces && (linkId === null || desk.order.linkId !== linkId));
    const here = others.filter(({ instrument }) => instrument === market.index);
    const isExit = isExitRole(author);
    let known: OrderCost | null = null;
    const cost = () => (known ??= orderCost(market, draft));
    const funds = fundsFor({ markets, portfolio, terms }, { market, draft, others, cost });
    const { heldLots, freeLots, freeCashAtoms, exposureAtoms, addsAtoms, perp } = funds;
    const [origin, now, equityAtoms] = [author.origin, clock.now, portfolio.equityAtoms()];
    const asked = { draft, origin, market, now, equityAtoms, addsAtoms, perp, isReduction: isReduction || isExit };
    const isAmend = replaces !== null;
    const limits = riskInput(this.#deps, asked, { role: author.role ?? "single", others });
    // Field by field: objects gathered from others take longer than all the checks.
    const input: CheckInput = {
      draft,
      origin,
      market,
      now,
      risk: risk.settings,
      gate,
      outage: status.outage,
      isReduction: asked.isReduction,
      isExit,
      heldLots,
      freeLots,
      freeCashAtoms,
      equityAtoms,
      exposureAtoms,
      addsAtoms,
      perp,
      addsRisk: limits.addsRisk,
      isSlice: limits.isSlice,
      isAmend,
      caps: limits.caps,
      budget: limits.budget,
      enteredAt: limits.enteredAt,
      quality: limits.quality,
      isBlocked: limits.isBlocked,
      openOrders: all.length - (isAmend ? 1 : 0) + alongside,
      ordersLastMinute: this.sentLastMinute() + alongside,
      ownOppositeTicks: ownOpposite(here, draft),
      cost,
    };
    return { refusal: preTradeRefusal(input), cost, freeCashAtoms };
  }

  #noteSent(origin: OrderOrigin): void {
    if (origin === "risk") return;
    // Only here: to be asked whether an order would be refused must change nothing.
    const since = this.#deps.clock.now - MICROS_PER_MINUTE;
    this.#sentAt = [...this.#sentAt.filter((at) => at > since), this.#deps.clock.now];
  }
}

const unknownOrder = (orderId: string): Reason =>
  reason("unknown_order", `${orderId} is not working on this desk`, { value: orderId });

const notTraded = ({ instrumentId }: OrderDraft): Submitted => {
  const text = `this desk does not trade ${instrumentId}`;
  return { orderId: null, order: null, reason: reason("unknown_instrument", text, { value: instrumentId }) };
};

/** A stop or target that the desk sends for what of an entry has filled. */
const isExitRole = ({ role, parentId }: Pick<Author, "role" | "parentId">): boolean =>
  Boolean(parentId) && (role === "stop" || role === "target");

/** Our most aggressive working order on the other side, whatever of its amends goes through. */
function ownOpposite(here: readonly DeskOrder[], draft: OrderDraft): number | null {
  let best: number | null = null;
  for (const desk of here) {
    const { side, limitTicks: rests, type, triggeredAt } = desk.order;
    const waits = isConditional(type) && triggeredAt === null;
    if (side === draft.side || rests === null || waits) continue;
    const { limitTicks } = worstCase(desk);
    const isBetter = best === null || (draft.side === "buy" ? limitTicks < best : limitTicks > best);
    if (isBetter) best = limitTicks;
  }
  return best;
}
