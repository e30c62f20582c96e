/** What a person does to the desk as a whole: pause, resume, switch, trading state, flatten, kill. */
import type { TradingState } from "@/server/domain/trading-state";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { Parents } from "@/server/engine/orders/algos/parents";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import type { OrderDesk } from "@/server/engine/orders/order-desk";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { StrategyHost } from "@/server/engine/strategy/strategy-host";
import { addingOrders } from "./adding";
import type { Flattener } from "./flatten";
import { reason } from "./reason";
import type { TradingGate } from "./trading-gate";

export type ControlDeps = Readonly<{
  gate: TradingGate;
  host: StrategyHost;
  markets: readonly InstrumentMarket[];
  portfolio: Portfolio;
  orders: DeskOrders;
  orderDesk: OrderDesk;
  parents: Parents;
  flattener: Flattener;
  instruments: number;
}>;

export class Control {
  readonly #deps: ControlDeps;

  constructor(deps: ControlDeps) {
    this.#deps = deps;
  }

  pause(cause: string): void {
    this.#pause(cause, "Strategies paused");
    this.#cancelParents((origin) => origin.startsWith("strategy:"), "strategies were paused");
    this.#cancelEntries(() => true, "strategies were paused");
  }

  /** Ends a flattening too: whoever resumes wants to trade. */
  resume(cause: string): void {
    const { gate, host } = this.#deps;
    const wereRunning = gate.strategiesRun;
    if (gate.flattening) {
      gate.record({ kind: gate.flattening.kind, cause, text: "Flattening ended before it was done: resumed" });
      gate.flattening = null;
    }
    if (gate.isPaused) {
      gate.isPaused = false;
      gate.record({ kind: "strategies_resumed", cause, text: "Strategies resumed" });
    }
    gate.enter("ACTIVE", cause, "resumed");
    if (!wereRunning) host.onGap(null);
  }

  /** @returns false when there is no such strategy */
  setStrategy(name: string, enabled: boolean, cause: string): boolean {
    const { gate, host } = this.#deps;
    if (!host.setEnabled(name, enabled)) return false;
    const to = enabled ? "on" : "off";
    gate.record({ kind: "strategy_switched", cause, text: `Strategy ${name} switched ${to}`, to });
    if (enabled) return true;
    this.#cancelParents((origin) => origin === `strategy:${name}`, `${name} was switched off`);
    this.#cancelEntries((origin) => origin === `strategy:${name}`, `${name} was switched off`);
    return true;
  }

  /** REDUCING takes back what would add exposure, HALTED all orders: neither may add any later. */
  setTradingState(state: TradingState, cause: string): void {
    const { gate, host, orders, orderDesk } = this.#deps;
    const wereRunning = gate.strategiesRun;
    gate.enter(state, cause, `set by hand to ${state}`);
    if (!wereRunning && gate.strategiesRun) host.onGap(null);
    if (state === "ACTIVE") return;
    if (state === "HALTED") this.#cancelParents(() => true, "trading is HALTED");
    for (const { order } of state === "REDUCING" ? addingOrders(this.#deps) : orders.all()) {
      if (order.origin === "risk") continue;
      orderDesk.cancel(order.id, reason("cancelled_by_risk", `cancelled: trading is ${state}`));
    }
  }

  flatten(cause: string): void {
    if (!this.#deps.gate.flattening) this.#flatten("flatten", cause, "Flatten: cancel everything, close all positions");
  }

  /** HALTED at once; only the closing orders of the kill itself still go. */
  kill(cause: string): void {
    const { gate } = this.#deps;
    this.#pause(cause, "Strategies paused by the kill switch");
    gate.enter("HALTED", cause, "kill switch");
    if (gate.flattening?.kind !== "kill")
      this.#flatten("kill", cause, "Kill switch: cancel everything, close all positions");
  }

  #flatten(kind: "flatten" | "kill", cause: string, text: string): void {
    const { gate, flattener, instruments } = this.#deps;
    gate.record({ kind, cause, text });
    this.#cancelParents(() => true, `cancelled by ${kind}`);
    const places = Array.from({ length: instruments });
    gate.flattening = { kind, cause, attemptedAt: places.map(() => null), waits: places.map(() => false) };
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
  #cancelEntries(concerns: (origin: string) => boolean, text: string): void {
    const { orderDesk } = this.#deps;
    for (const { order } of addingOrders(this.#deps)) {
      const isEntry = order.origin.startsWith("strategy:");
      if (isEntry && concerns(order.origin)) orderDesk.cancel(order.id, reason("cancelled_by_user", text));
    }
  }
}
