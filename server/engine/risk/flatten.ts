/** Closing everything: cancel what works, sell what is held and buy back what is short at market, try again until flat. */

import { lots } from "@/server/domain/lots";
import { SIDE } from "@/server/domain/market-block";
import { MICROS_PER_SECOND } from "@/server/domain/micros";
import type { OrderDraft } from "@/server/domain/order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import type { OrderDesk } from "@/server/engine/orders/order-desk";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { Exchange } from "@/server/engine/venue/exchange";
import { staleness } from "./checks/stale-data";
import { outageReason } from "./checks/venue-outage";
import { reason } from "./reason";
import type { RiskTerms } from "./risk-terms";
import type { Flattening, TradingGate } from "./trading-gate";
import type { VenueStatus } from "./venue-status";

/** A closing order that found no buyers is followed by the next one not before this. */
const RETRY_MICROS = MICROS_PER_SECOND;

export type FlattenerDeps = Readonly<{
  clock: EngineClock;
  risk: RiskTerms;
  markets: readonly InstrumentMarket[];
  gate: TradingGate;
  status: VenueStatus;
  orders: DeskOrders;
  portfolio: Portfolio;
  exchange: Exchange;
  orderDesk: OrderDesk;
  /** Strategies may go on. */
  onFlat: () => void;
}>;

export class Flattener {
  readonly #deps: FlattenerDeps;

  constructor(deps: FlattenerDeps) {
    this.#deps = deps;
  }

  /** One look at what is left to do. Called after everything that may have changed it, and on timers. */
  step(): void {
    const { gate, markets } = this.#deps;
    const { flattening } = gate;
    if (!flattening) return;
    this.#cancelAll(flattening);
    let isFlat = true;
    for (const market of markets) isFlat = this.#close(market, flattening) && isFlat;
    if (!isFlat) return;
    gate.flattening = null;
    gate.record({ kind: flattening.kind, cause: flattening.cause, text: "Flat: no order works and nothing is held" });
    if (flattening.kind === "flatten") this.#deps.onFlat();
  }

  #cancelAll({ kind }: Flattening): void {
    const { orders, orderDesk } = this.#deps;
    for (const { order } of orders.all()) {
      if (order.origin !== "risk") orderDesk.cancel(order.id, reason("cancelled_by_risk", `cancelled by ${kind}`));
    }
  }

  /** @returns whether nothing is held and nothing works in it */
  #close(market: InstrumentMarket, flattening: Flattening): boolean {
    const { clock, risk, gate, status, orders, portfolio, orderDesk } = this.#deps;
    for (const { instrument } of orders.all()) if (instrument === market.index) return false;
    const held = portfolio.heldLots(market.index);
    if (held === 0) return true;
    const last = flattening.attemptedAt[market.index] ?? null;
    if (last !== null && clock.now - last < RETRY_MICROS) return false;
    const outage = status.outage && outageReason(status.outage, clock.now);
    const obstacle = (outage ?? staleness(market, clock.now, risk.settings))?.text ?? this.#nobody(market, held);
    if (obstacle) {
      if (flattening.waits[market.index]) return false;
      flattening.waits[market.index] = true;
      gate.record({
        kind: flattening.kind,
        cause: flattening.cause,
        text: `Waiting to ${held > 0 ? "sell" : "buy"}: ${obstacle}`,
      });
      return false;
    }
    flattening.waits[market.index] = false;
    flattening.attemptedAt[market.index] = clock.now;
    orderDesk.submit(closingOrder(market, held), {
      origin: "risk",
      commandId: flattening.cause,
      note: `closes the position: ${flattening.kind}`,
    });
    return false;
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
