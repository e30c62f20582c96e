/**
 * The desk's side of orders: checks them, sets cash and holdings aside, sends requests. It acts on what the
 * desk knows; what the venue has done since is in `applyReport`.
 */
import type { DeskSettings } from "@/server/domain/desk-settings";
import { SIDE } from "@/server/domain/market-block";
import { MICROS_PER_MINUTE, micros } from "@/server/domain/micros";
import type { Order, OrderDraft, OrderOrigin, Reason } from "@/server/domain/order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { CheckInput, OrderCost } from "@/server/engine/risk/check-input";
import { marketBudgetAtoms, orderCost } from "@/server/engine/risk/order-cost";
import { preTradeRefusal } from "@/server/engine/risk/pre-trade";
import { reason } from "@/server/engine/risk/reason";
import type { TradingGate } from "@/server/engine/risk/trading-gate";
import type { VenueStatus } from "@/server/engine/risk/venue-status";
import type { Exchange } from "@/server/engine/venue/exchange";
import { type AmendRequest, type DeskOrder, reservedCashAtoms, reservedLots, worstCase } from "./desk-order";
import type { DeskOrders } from "./desk-orders";
import { amendText, closedText, sentText } from "./order-texts";
import { type Author, pendingOrder } from "./pending-order";

/** `orderId` is null only for an instrument that the desk does not trade. */
export type Submitted = Readonly<{ orderId: string | null; order: Order | null; reason: Reason | null }>;

export type OrderDeskDeps = Readonly<{
  clock: EngineClock;
  settings: DeskSettings;
  markets: readonly InstrumentMarket[];
  exchange: Exchange;
  portfolio: Portfolio;
  gate: TradingGate;
  orders: DeskOrders;
  status: VenueStatus;
}>;

type Judged = Readonly<{ refusal: Reason | null; cost: () => OrderCost; freeCashAtoms: bigint }>;
type Judge = Readonly<{ draft: OrderDraft; origin: OrderOrigin; replaces: DeskOrder | null; isReduction: boolean }>;

export class OrderDesk {
  readonly #deps: OrderDeskDeps;
  /** When the orders and amends of the last minute were sent, oldest first; at most as many as may be. */
  #sentAt: number[] = [];

  constructor(deps: OrderDeskDeps) {
    this.#deps = deps;
  }

  /** Why this order would be refused if it were sent now; nothing is sent or recorded. */
  refusalOf(draft: OrderDraft, origin: OrderOrigin): Reason | null {
    const market = this.#deps.markets.find(({ spec }) => spec.id === draft.instrumentId);
    if (!market) return unknownInstrument(draft.instrumentId);
    return this.#judge(market, { draft, origin, replaces: null, isReduction: false }).refusal;
  }

  submit(draft: OrderDraft, author: Author): Submitted {
    const { clock, markets, orders } = this.#deps;
    const market = markets.find(({ spec }) => spec.id === draft.instrumentId);
    if (!market) return { orderId: null, order: null, reason: unknownInstrument(draft.instrumentId) };
    const judged = this.#judge(market, { draft, origin: author.origin, replaces: null, isReduction: false });
    const at = clock.micros();
    const order = pendingOrder({ id: orders.nextId(), market, at, author, isSeen: orders.isSeen }, draft);
    const { refusal } = judged;
    if (refusal) {
      const refused: Order = { ...order, state: "REJECTED", reason: refusal, closedAt: at };
      orders.recordRefused(refused, { at, text: closedText(refused, refusal.text), reason: refusal });
      return { orderId: order.id, order: refused, reason: refusal };
    }
    const isMarketBuy = draft.type === "market" && draft.side === "buy";
    const budgetAtoms = isMarketBuy ? marketBudgetAtoms(judged.cost(), judged.freeCashAtoms) : null;
    const { id, side, type, timeInForce, postOnly, limitTicks, sizeLots } = order;
    const request = { id, side: SIDE[side], type, timeInForce, postOnly, limitTicks, sizeLots, budgetAtoms };
    const arrivesAt = this.#deps.exchange.send(market.index, { kind: "new", order: request }, { notBefore: 0 });
    this.#noteSent(author.origin);
    const sent: Order = { ...order, state: "SUBMITTED", arrivesAt: micros(arrivesAt) };
    const desk = { order: sent, instrument: market.index, budgetAtoms, lastArrivesAt: arrivesAt };
    orders.add({ ...desk, cancelRequested: false, amends: [] }, { at, text: () => sentText(market.spec, draft) });
    return { orderId: id, order: sent, reason: null };
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
    const body = { kind: "amend", orderId, ...change } as const;
    desk.lastArrivesAt = exchange.send(desk.instrument, body, { notBefore: desk.lastArrivesAt });
    this.#noteSent(desk.order.origin);
    orders.note(desk, { at: clock.micros(), text: `amend requested: ${amendText(market.spec, change)}` });
    return null;
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
    return this.#judge(market, { draft, origin: order.origin, replaces: desk, isReduction }).refusal;
  }

  #judge(market: InstrumentMarket, { draft, origin, replaces, isReduction }: Judge): Judged {
    const { clock, settings, portfolio, gate, status } = this.#deps;
    const others = [...this.#deps.orders.all()].filter((desk) => desk !== replaces);
    const here = others.filter(({ instrument }) => instrument === market.index);
    const heldLots = portfolio.heldLots(market.index);
    let freeCashAtoms: bigint = portfolio.cashAtoms;
    for (const desk of others) freeCashAtoms -= this.#reservedCash(desk);
    let exposureAtoms = portfolio.valueAtoms(market);
    for (const desk of here) exposureAtoms += this.#reservedCash(desk);
    let known: OrderCost | null = null;
    const cost = () => (known ??= orderCost(market, draft));
    const input: CheckInput = {
      draft,
      origin,
      market,
      now: clock.now,
      risk: settings.risk,
      gate,
      outage: status.outage,
      isReduction,
      heldLots,
      freeLots: here.reduce((free, desk) => free - reservedLots(desk), heldLots),
      freeCashAtoms,
      equityAtoms: portfolio.equityAtoms(),
      exposureAtoms,
      openOrders: others.length,
      ordersLastMinute: this.#sentLastMinute(),
      ownOppositeTicks: ownOpposite(here, draft),
      cost,
    };
    return { refusal: preTradeRefusal(input), cost, freeCashAtoms };
  }

  #reservedCash(desk: DeskOrder): bigint {
    const market = this.#deps.markets[desk.instrument];
    return market ? reservedCashAtoms(desk, market.spec) : 0n;
  }

  #sentLastMinute(): number {
    const since = this.#deps.clock.now - MICROS_PER_MINUTE;
    this.#sentAt = this.#sentAt.filter((at) => at > since);
    return this.#sentAt.length;
  }

  #noteSent(origin: OrderOrigin): void {
    if (origin !== "risk") this.#sentAt.push(this.#deps.clock.now);
  }
}

const unknownInstrument = (id: string): Reason =>
  reason("unknown_instrument", `this desk does not trade ${id}`, { value: id });

const unknownOrder = (orderId: string): Reason =>
  reason("unknown_order", `${orderId} is not working on this desk`, { value: orderId });

function amendable({ order, cancelRequested }: DeskOrder, change: AmendRequest): Reason | null {
  if (order.type === "market" || order.timeInForce !== "GTC") {
    return reason("unknown_order", `${order.id} does not rest, so it cannot be amended`);
  }
  if (cancelRequested) return reason("unknown_order", `${order.id} is being cancelled`);
  if (change.limitTicks === null && change.sizeLots === null) {
    return reason("unknown_order", "an amend must name a new price or a new size");
  }
  return null;
}

/** Our most aggressive working order on the other side, whatever of its amends goes through. */
function ownOpposite(here: readonly DeskOrder[], draft: OrderDraft): number | null {
  let best: number | null = null;
  for (const desk of here) {
    if (desk.order.side === draft.side || desk.order.limitTicks === null) continue;
    const { limitTicks } = worstCase(desk);
    const isBetter = best === null || (draft.side === "buy" ? limitTicks < best : limitTicks > best);
    if (isBetter) best = limitTicks;
  }
  return best;
}
