/** What a person or a breaker does to the desk as a whole: pause, resume, switch, trading state, flatten, kill. */

import type { Reason } from "@/server/domain/order";
import type { Breaker } from "@/server/domain/risk/risk-view";
import type { TradingState } from "@/server/domain/trading-state";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { Parents } from "@/server/engine/orders/algos/parents";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import type { OrderDesk } from "@/server/engine/orders/order-desk";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { StrategyHost } from "@/server/engine/strategy/strategy-host";
import { addingOrders } from "./adding";
import type { BreakerActs, Breakers } from "./breakers/breakers";
import { demandOf } from "./breakers/guards";
import type { Flattener } from "./flatten";
import { reason } from "./reason";
import type { Flattening, TradingGate } from "./trading-gate";
import { utcText } from "./utc-text";

export type ControlDeps = Readonly<{
  gate: TradingGate;
  breakers: Breakers;
  host: StrategyHost;
  markets: readonly InstrumentMarket[];
  portfolio: Portfolio;
  orders: DeskOrders;
  orderDesk: OrderDesk;
  parents: Parents;
  flattener: Flattener;
  instruments: number;
}>;

export class Control implements BreakerActs {
  readonly #deps: ControlDeps;

  constructor(deps: ControlDeps) {
    this.#deps = deps;
  }

  pause(cause: string): void {
    this.#pause(cause, "Strategies paused");
    this.#cancelParents((origin) => origin.startsWith("strategy:"), "strategies were paused");
    this.#cancelEntries(() => true, reason("cancelled_by_user", "strategies were paused"));
  }

  /** Ends a flattening too, unless an open breaker wants it: whoever resumes wants to trade. */
  resume(cause: string): void {
    const { gate } = this.#deps;
    const wereRunning = gate.strategiesRun;
    if (gate.flattening && !this.#mustClose()) {
      gate.record({ kind: gate.flattening.kind, cause, text: "Flattening ended before it was done: resumed" });
      gate.flattening = null;
    }
    if (gate.isPaused) {
      gate.isPaused = false;
      gate.record({ kind: "strategies_resumed", cause, text: "Strategies resumed" });
    }
    gate.setHand({ state: "ACTIVE", text: "resumed" }, cause);
    this.stateChanged(wereRunning);
  }

  /** @returns false when there is no such strategy */
  setStrategy(name: string, enabled: boolean, cause: string): boolean {
    const { gate, host } = this.#deps;
    if (!host.setEnabled(name, enabled)) return false;
    const to = enabled ? "on" : "off";
    gate.record({ kind: "strategy_switched", cause, text: `Strategy ${name} switched ${to}`, to });
    if (enabled) return true;
    this.#cancelParents((origin) => origin === `strategy:${name}`, `${name} was switched off`);
    const why = reason("cancelled_by_user", `${name} was switched off`);
    this.#cancelEntries((origin) => origin === `strategy:${name}`, why);
    return true;
  }

  /** Why a person cannot set it: ACTIVE while a breaker of the whole desk asks for less. */
  stateRefusal(state: TradingState): Reason | null {
    const { gate, breakers } = this.#deps;
    const open = state === "ACTIVE" ? breakers.openOnes().filter(({ id }) => demandOf(id) !== null) : [];
    return open.length > 0 ? keptBy(open, gate.state) : null;
  }

  /** What a person wants; open breakers may ask for less. */
  setTradingState(state: TradingState, cause: string, why = ""): void {
    const { gate } = this.#deps;
    const wereRunning = gate.strategiesRun;
    gate.setHand({ state, text: `set by hand to ${state}${why && `: ${why}`}` }, cause);
    this.stateChanged(wereRunning);
  }

  /** REDUCING takes back what would add exposure, HALTED all orders: neither may add any later. */
  stateChanged(wereRunning: boolean): void {
    const { gate, host, orders, orderDesk } = this.#deps;
    const { state } = gate;
    if (!wereRunning && gate.strategiesRun) host.onGap(null);
    if (state === "ACTIVE") return;
    if (state === "HALTED") this.#cancelParents(() => true, "trading is HALTED");
    for (const { order } of state === "REDUCING" ? addingOrders(this.#deps) : orders.all()) {
      if (order.origin === "risk" || order.origin === "liquidation") continue;
      orderDesk.cancel(order.id, reason("cancelled_by_risk", `cancelled: trading is ${state}`));
    }
  }

  /**
   * At each look: what closed a position may have left an order that would open one now, and a cancel may have been
   * lost. It goes where nothing may add, on the whole desk, in one instrument, or of a strategy that is stopped.
   */
  takeBack(): void {
    const { gate, breakers, host, orderDesk } = this.#deps;
    if (gate.state !== "ACTIVE") this.stateChanged(gate.strategiesRun);
    if (!breakers.isAnyOpen && !gate.isPaused && !host.isAnyOff) return;
    for (const { order } of addingOrders(this.#deps)) {
      if (order.origin === "risk") continue;
      const isStopped = host.isOff(order.origin) || (gate.isPaused && order.origin.startsWith("strategy:"));
      const blocked = breakers.isBlocked(order.instrumentId, order.origin);
      if (!blocked && !isStopped) continue;
      orderDesk.cancel(order.id, reason("cancelled_by_risk", blocked?.text ?? "its strategy does not run"));
    }
  }

  /** A breaker closes everything; a flattening that is under way does the same. */
  closeAll(cause: string, text: string): void {
    if (this.#deps.gate.flattening) return;
    this.#flatten({ kind: "flatten", cause, commandId: null }, `${text}: cancel everything, close all positions`);
  }

  /** What works there and may add to it is taken back; algos end by their refusals. */
  stopInstrument(instrument: number, text: string): void {
    for (const desk of addingOrders(this.#deps)) {
      if (desk.instrument !== instrument || desk.order.origin === "risk") continue;
      this.#deps.orderDesk.cancel(desk.order.id, reason("cancelled_by_risk", text));
    }
  }

  /** A strategy may take no more risk: its algos end, its entries are taken back. */
  stopStrategy(name: string, text: string): void {
    this.#cancelParents((origin) => origin === `strategy:${name}`, text);
    this.#cancelEntries((origin) => origin === `strategy:${name}`, reason("cancelled_by_risk", text));
  }

  flatten(cause: string): void {
    if (!this.#deps.gate.flattening)
      this.#flatten({ kind: "flatten", cause, commandId: cause }, "Flatten: cancel everything, close all positions");
  }

  /** HALTED at once; only the closing orders of the kill itself still go. */
  kill(cause: string): void {
    const { gate } = this.#deps;
    this.#pause(cause, "Strategies paused by the kill switch");
    gate.setHand({ state: "HALTED", text: "kill switch" }, cause);
    if (gate.flattening?.kind !== "kill")
      this.#flatten({ kind: "kill", cause, commandId: cause }, "Kill switch: cancel everything, close all positions");
  }

  #flatten(by: Omit<Flattening, "tries">, text: string): void {
    const { gate, flattener, instruments } = this.#deps;
    gate.record({ kind: by.kind, cause: by.cause, text });
    this.#cancelParents(() => true, `cancelled by ${by.kind}`);
    const tries = Array.from({ length: instruments }, () => ({ attemptedAt: null, waits: false }));
    gate.flattening = { ...by, tries };
    flattener.step();
  }

  #pause(cause: string, text: string): void {
    const { gate } = this.#deps;
    if (gate.isPaused) return;
    gate.isPaused = true;
    gate.record({ kind: "strategies_paused", cause, text });
  }

  #cancelParents(concerns: (origin: string) => boolean, text: string): void {
    this.#deps.parents.cancelWhere(({ origin }) => concerns(origin), reason("cancelled_by_risk", text));
  }

  /** What would add exposure goes; exits stay. */
  #cancelEntries(concerns: (origin: string) => boolean, why: Reason): void {
    const { orderDesk } = this.#deps;
    for (const { order } of addingOrders(this.#deps)) {
      const isEntry = order.origin.startsWith("strategy:");
      if (isEntry && concerns(order.origin)) orderDesk.cancel(order.id, why);
    }
  }

  /** A breaker that closes everything is open: nobody resumes before it is armed. */
  #mustClose(): boolean {
    return this.#deps.breakers.openOnes().some(({ id }) => demandOf(id) === "HALTED");
  }
}

function keptBy(open: readonly Breaker[], state: TradingState): Reason {
  const named = open.map(({ id, rearmsAt, text }) => {
    const how = rearmsAt === null ? "is armed by hand" : `may arm itself at ${utcText(rearmsAt)}`;
    return `${id} (${text}; it ${how})`;
  });
  const text = `open breakers keep trading ${state}: ${named.join("; ")}`;
  return reason("breaker", text, { limit: "ACTIVE", value: open.map(({ id }) => id).join(", ") });
}
