/** Closing everything: cancel what works, sell what is held and buy back what is short at market, try again until flat. */
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import type { OrderDesk } from "@/server/engine/orders/order-desk";
import type { Closer } from "./closing";
import { reason } from "./reason";
import type { Flattening, TradingGate } from "./trading-gate";

export type FlattenerDeps = Readonly<{
  markets: readonly InstrumentMarket[];
  gate: TradingGate;
  orders: DeskOrders;
  orderDesk: OrderDesk;
  closer: Closer;
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
    const { gate, markets, closer } = this.#deps;
    const { flattening } = gate;
    if (!flattening) return;
    this.#cancelAll(flattening);
    const { kind, cause, commandId, tries } = flattening;
    const note = `closes the position: ${commandId === null ? cause : kind}`;
    let isFlat = true;
    for (const market of markets) {
      const attempt = tries[market.index];
      if (attempt) isFlat = closer.step(market, { kind, cause, commandId, note, attempt }) && isFlat;
    }
    if (!isFlat) return;
    gate.flattening = null;
    gate.record({ kind, cause, text: "Flat: no order works and nothing is held" });
    if (gate.strategiesRun) this.#deps.onFlat();
  }

  #cancelAll({ kind }: Flattening): void {
    const { orders, orderDesk } = this.#deps;
    for (const { order } of orders.all()) {
      if (order.origin !== "risk") orderDesk.cancel(order.id, reason("cancelled_by_risk", `cancelled by ${kind}`));
    }
  }
}
