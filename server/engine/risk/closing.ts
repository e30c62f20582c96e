/** Closing one position: at market, once nothing works in it, tried again each second while there is somebody to trade with. */
import { lots } from "@/server/domain/lots";
import { SIDE } from "@/server/domain/market-block";
import { MICROS_PER_SECOND } from "@/server/domain/micros";
import type { OrderDraft } from "@/server/domain/order";
import type { RiskEvent } from "@/server/domain/trading-state";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import type { OrderDesk } from "@/server/engine/orders/order-desk";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { Exchange } from "@/server/engine/venue/exchange";
import { staleness } from "./checks/stale-data";
import { outageReason } from "./checks/venue-outage";
import type { RiskTerms } from "./risk-terms";
import type { ClosingTry, TradingGate } from "./trading-gate";
import type { VenueStatus } from "./venue-status";

/** A closing order that found no buyers is followed by the next one not before this. */
const RETRY_MICROS = MICROS_PER_SECOND;

export type CloserDeps = Readonly<{
  clock: EngineClock;
  risk: RiskTerms;
  gate: TradingGate;
  status: VenueStatus;
  orders: DeskOrders;
  portfolio: Portfolio;
  exchange: Exchange;
  orderDesk: OrderDesk;
}>;

/** What asked for it, for its events and orders. */
export type ClosingCause = Readonly<{
  kind: RiskEvent["kind"];
  cause: string;
  /** Null when no person asked. */
  commandId: string | null;
  note: string;
  /** How often it was tried; written here. */
  attempt: ClosingTry;
}>;

export class Closer {
  readonly #deps: CloserDeps;

  constructor(deps: CloserDeps) {
    this.#deps = deps;
  }

  /** One look at one instrument. @returns whether nothing is held and nothing works in it */
  step(market: InstrumentMarket, why: ClosingCause): boolean {
    const { clock, gate, orders, portfolio, orderDesk } = this.#deps;
    for (const { instrument } of orders.all()) if (instrument === market.index) return false;
    const held = portfolio.heldLots(market.index);
    if (held === 0) return true;
    const { kind, cause, commandId, note, attempt } = why;
    if (attempt.attemptedAt !== null && clock.now - attempt.attemptedAt < RETRY_MICROS) return false;
    const obstacle = this.#obstacle(market, held);
    if (obstacle) {
      if (attempt.waits) return false;
      attempt.waits = true;
      gate.record({ kind, cause, text: `Waiting to ${held > 0 ? "sell" : "buy"}: ${obstacle}` });
      return false;
    }
    attempt.waits = false;
    attempt.attemptedAt = clock.now;
    orderDesk.submit(closingOrder(market, held), { origin: "risk", commandId, note });
    return false;
  }

  #obstacle(market: InstrumentMarket, held: number): string | null {
    const { clock, risk, status } = this.#deps;
    const outage = status.outage && outageReason(status.outage, clock.now);
    return (outage ?? staleness(market, clock.now, risk.settings))?.text ?? this.#nobody(market, held);
  }

  /** Whom we traded with already does not do so again until its level is updated. */
  #nobody({ index, book, spec }: InstrumentMarket, held: number): string | null {
    const best = this.#deps.exchange.venue(index).consumption.best(book, held > 0 ? SIDE.bid : SIDE.ask);
    return Number.isNaN(best) ? `nobody is left to ${held > 0 ? "buy" : "sell"} ${spec.symbol}` : null;
  }
}

const closingOrder = ({ spec }: InstrumentMarket, held: number): OrderDraft => ({
  instrumentId: spec.id,
  side: held > 0 ? "sell" : "buy",
  type: "market",
  timeInForce: "GTC",
  postOnly: false,
  limitTicks: null,
  sizeLots: lots(Math.abs(held)),
  // Nothing of it may ever go through zero, whatever fills meanwhile.
  ...(spec.contract ? { terms: { reduceOnly: true } } : {}),
});
