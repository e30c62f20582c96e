/** What the desk learns from the venue: order state, ledger and positions change only here. */
import { atoms } from "@/server/domain/atoms";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import type { Fill, Order } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { EffectLog } from "@/server/engine/kernel/effect-log";
import type { Markouts } from "@/server/engine/portfolio/markouts";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { OriginBooks } from "@/server/engine/risk/origin-books";
import { priceText, sizeText } from "@/server/engine/risk/reason";
import type { TradingGate } from "@/server/engine/risk/trading-gate";
import type { QueuePlace, ReportBody, VenueFill, VenueReport } from "@/server/engine/venue/requests";
import type { DeskOrder } from "./desk-order";
import type { DeskOrders } from "./desk-orders";
import {
  acceptedText,
  amendText,
  arrivedText,
  closedText,
  filledText,
  takenOverText,
  triggeredText,
} from "./order-texts";

/** Whom an order's owner is told through. */
export type OrderListener = Readonly<{ onOrder: (order: Order) => void; onFill: (fill: Fill, order: Order) => void }>;

export type ReportDeps = Readonly<{
  clock: EngineClock;
  effects: EffectLog;
  markets: readonly InstrumentMarket[];
  orders: DeskOrders;
  portfolio: Portfolio;
  books: OriginBooks;
  gate: TradingGate;
  markouts: Markouts;
  listener: OrderListener;
}>;

type Body<K extends ReportBody["kind"]> = Extract<ReportBody, { kind: K }>;
type Subject = Readonly<{ desk: DeskOrder; market: InstrumentMarket; report: VenueReport }>;

export class ReportDesk {
  readonly #deps: ReportDeps;
  #fillSeq = 0;

  constructor(deps: ReportDeps) {
    this.#deps = deps;
  }

  apply(report: VenueReport): void {
    if (report.body.kind === "account") return this.#account(report, report.body);
    if (report.body.kind === "takenOver") return this.#takenOver(report, report.body.order);
    const desk = this.#deps.orders.find(report.orderId);
    const market = this.#deps.markets[report.instrument];
    if (!desk || !market) {
      // A cancel may find its order closed at the venue, and that be known first: nothing is left to say.
      if (report.body.kind !== "fill") return;
      return this.#deps.clock.fail(`a fill came for ${report.orderId}, which the desk has closed`);
    }
    const subject = { desk, market, report };
    const { body } = report;
    if (body.kind === "arrived") this.#arrived(subject, body);
    else if (body.kind === "fill") this.#filled(subject, body.fill);
    else if (body.kind === "closed") this.#closed(subject, body);
    else if (body.kind === "amended") this.#amended(subject, body);
    else if (body.kind === "refused") this.#refused(subject, body);
    else this.#moved(subject, body);
  }

  save(): number {
    return this.#fillSeq;
  }

  load(fillSeq: number): void {
    this.#fillSeq = fillSeq;
  }

  #account({ at, instrument }: VenueReport, { booking, cause, notice }: Body<"account">): void {
    const market = this.#deps.markets[instrument];
    const { portfolio } = this.#deps;
    if (booking && market)
      this.#fundingOf(market, () => portfolio.applyBooking(market, booking, { cause, at: micros(at) }));
    this.#deps.gate.record(notice);
  }

  /** The venue closes a position of ours: an order that the desk did not send, known like any other from here. */
  #takenOver({ at, instrument }: VenueReport, order: Order): void {
    const market = this.#deps.markets[instrument];
    if (!market) return;
    const desk = { order, instrument, budgetAtoms: null, lastArrivesAt: at, cancelRequested: false, siblingLots: 0 };
    this.#deps.orders.add({ ...desk, amends: [] }, { at: micros(at), text: takenOverText(market.spec, order) });
  }

  #arrived({ desk, market, report }: Subject, body: Body<"arrived">): void {
    const { orders, listener } = this.#deps;
    const at = micros(report.at);
    const { place, waits, slidTicks, stopTicks } = body;
    const patch: Partial<Order> = {
      acceptedAt: micros(report.happenedAt),
      acknowledgedAt: at,
      arrivalBook: body.book,
      arrivalMidHalfTicks: body.midHalfTicks,
      aheadAtAcceptLots: place?.aheadLots ?? null,
      medianTradeLots: body.medianTradeLots,
      ...queuePatch(place),
      ...(place || waits ? { state: "ACCEPTED" } : {}),
      ...(slidTicks === null ? {} : { limitTicks: ticks(slidTicks) }),
      ...(stopTicks === null ? {} : { stopTicks: ticks(stopTicks) }),
    };
    orders.update(desk, patch, { at, text: () => arrivedText(market.spec, desk.order, body) });
    if (place || waits) listener.onOrder(desk.order);
  }

  #filled({ desk, market, report }: Subject, executed: VenueFill): void {
    const { effects, orders, portfolio, books, markouts, listener } = this.#deps;
    const fill = this.#fill({ desk, market, report }, executed);
    const { order } = desk;
    const filledLots = lots(order.filledLots + fill.sizeLots);
    const isDone = filledLots === order.sizeLots;
    if (desk.budgetAtoms !== null) desk.budgetAtoms -= fill.notionalAtoms + fill.feeAtoms;
    const patch: Partial<Order> = {
      filledLots,
      filledAtoms: atoms(order.filledAtoms + fill.notionalAtoms),
      feeAtoms: atoms(order.feeAtoms + fill.feeAtoms),
      state: isDone ? "FILLED" : "PARTIALLY_FILLED",
      closedAt: isDone ? fill.knownAt : null,
      ...queuePatch(executed.place),
    };
    orders.update(desk, patch, { at: fill.knownAt, text: () => filledText(market.spec, fill) });
    effects.emit({ kind: "fill", fill });
    books.onFill(market, fill, order.origin);
    const { booking } = executed.money;
    this.#fundingOf(market, () => portfolio.applyFill(market, fill, { order: desk.order, booking }));
    markouts.known(executed.number, fill.id, fill.orderId);
    listener.onFill(fill, desk.order);
    listener.onOrder(desk.order);
  }

  /** What `book` pays in funding is shared out among whose the position is. */
  #fundingOf({ index }: InstrumentMarket, book: () => void): void {
    const { portfolio, books } = this.#deps;
    const before = portfolio.held(index).fundingAtoms;
    book();
    const paid = portfolio.held(index).fundingAtoms - before;
    if (paid !== 0n) books.onFunding(index, paid);
  }

  #fill({ desk: { order }, report }: Subject, executed: VenueFill): Fill {
    return {
      id: `fill-${++this.#fillSeq}`,
      orderId: order.id,
      instrumentId: order.instrumentId,
      side: order.side,
      priceTicks: ticks(executed.priceTicks),
      sizeLots: lots(executed.lots),
      notionalAtoms: executed.money.notionalAtoms,
      feeAtoms: executed.money.feeAtoms,
      liquidity: executed.liquidity,
      rule: executed.rule,
      at: micros(report.happenedAt),
      knownAt: micros(report.at),
      midHalfTicks: executed.midHalfTicks,
      spreadTicks: executed.spreadTicks,
      impactTicks: executed.impactTicks,
    };
  }

  #closed({ desk, report }: Subject, { state, reason }: Body<"closed">): void {
    const at = micros(report.at);
    const patch: Partial<Order> = { state, reason, closedAt: at, ...queuePatch(null) };
    this.#deps.orders.update(desk, patch, { at, text: closedText({ state }, reason.text), reason });
    this.#deps.listener.onOrder(desk.order);
  }

  #amended({ desk, market, report }: Subject, body: Body<"amended">): void {
    desk.amends.shift();
    const sizeLots = lots(body.sizeLots);
    const limitTicks = body.limitTicks === null ? null : ticks(body.limitTicks);
    const patch: Partial<Order> = { limitTicks, sizeLots, ...queuePatch(body.place) };
    const stands = body.place ? acceptedText(market.spec, body.place.aheadLots) : "still waits";
    const text = `amended: ${amendText(market.spec, body)}, ${stands}`;
    this.#deps.orders.update(desk, patch, { at: micros(report.at), text });
    this.#deps.listener.onOrder(desk.order);
  }

  /** What the venue did to an order by itself. */
  #moved({ desk, market: { spec }, report }: Subject, body: Body<"triggered" | "trailed" | "rests" | "resized">): void {
    const { orders, listener } = this.#deps;
    const at = micros(report.at);
    if (body.kind === "trailed") {
      const patch = { stopTicks: ticks(body.stopTicks) };
      if (body.isFirst) orders.update(desk, patch, { at, text: `trails, now at ${priceText(spec, body.stopTicks)}` });
      else orders.revise(desk, patch);
      return;
    }
    if (body.kind === "triggered") {
      const patch = { triggeredAt: micros(report.happenedAt), stopTicks: ticks(body.stopTicks) };
      orders.update(desk, patch, { at, text: triggeredText(spec, body) });
    } else if (body.kind === "rests") {
      const { aheadLots } = body.place;
      const limitTicks = body.limitTicks === null ? null : ticks(body.limitTicks);
      const patch = { limitTicks, aheadAtAcceptLots: aheadLots, ...queuePatch(body.place) };
      orders.update(desk, patch, { at, text: `rests, ${sizeText(spec, aheadLots)} ahead in the queue` });
    } else {
      const { sizeLots, siblingLots, reason } = body;
      desk.siblingLots = siblingLots;
      const patch = { sizeLots: lots(sizeLots), ...queuePatch(body.place) };
      orders.update(desk, patch, { at, text: `now ${sizeText(spec, sizeLots)}: ${reason.text}`, reason });
    }
    listener.onOrder(desk.order);
  }

  #refused({ desk, report }: Subject, { request, reason }: Body<"refused">): void {
    if (request === "cancel") desk.cancelRequested = false;
    else desk.amends.shift();
    this.#deps.orders.note(desk, { at: micros(report.at), text: `${request} refused: ${reason.text}`, reason });
  }
}

const queuePatch = (place: QueuePlace | null): Pick<Order, "aheadLots" | "behindLots"> => ({
  aheadLots: place?.aheadLots ?? null,
  behindLots: place?.behindLots ?? null,
});
