/** Commands of people: each id once, each with an outcome. */
import type { CommandBody, CommandOutcome, DeskCommand } from "@/server/domain/command";
import type { OrderDraft, Reason } from "@/server/domain/order";
import type { Parents } from "@/server/engine/orders/algos/parents";
import { pairRefusal, roleInPair } from "@/server/engine/orders/oco";
import type { OrderDesk } from "@/server/engine/orders/order-desk";
import type { Author } from "@/server/engine/orders/pending-order";
import type { Breakers } from "@/server/engine/risk/breakers/breakers";
import type { Control } from "@/server/engine/risk/control";
import { factsText } from "@/server/engine/risk/facts-text";
import { reason } from "@/server/engine/risk/reason";
import type { RiskTerms } from "@/server/engine/risk/risk-terms";
import { type LeverageDeps, setLeverage } from "@/server/engine/risk/set-leverage";
import type { TradingGate } from "@/server/engine/risk/trading-gate";
import type { EngineClock } from "./clock";
import type { EffectLog } from "./effect-log";

const REMEMBERED_MAX = 10_000;

export type CommandsDeps = LeverageDeps &
  Readonly<{
    clock: EngineClock;
    effects: EffectLog;
    orderDesk: OrderDesk;
    parents: Parents;
    control: Control;
    gate: TradingGate;
    breakers: Breakers;
    risk: RiskTerms;
  }>;

type Done = Pick<CommandOutcome, "orderId" | "reason">;
const DONE: Done = { orderId: null, reason: null };

export class Commands {
  readonly #deps: CommandsDeps;
  /** Oldest first. */
  readonly #seen = new Set<string>();

  constructor(deps: CommandsDeps) {
    this.#deps = deps;
  }

  /** Whether it was applied before: its outcome went out then, and a repeat has no effects. */
  isKnown(id: string): boolean {
    return this.#seen.has(id);
  }

  apply({ id, body }: DeskCommand): void {
    this.#remember(id);
    const { orderId, reason: why } = this.run(body, id);
    const at = this.#deps.clock.micros();
    const outcome = { commandId: id, at, accepted: why === null, orderId, reason: why };
    this.#deps.effects.emit({ kind: "command", outcome });
  }

  save(): readonly string[] {
    return [...this.#seen];
  }

  load(seen: readonly string[]): void {
    this.#seen.clear();
    for (const id of seen) this.#seen.add(id);
  }

  #remember(id: string): void {
    this.#seen.add(id);
    if (this.#seen.size <= REMEMBERED_MAX) return;
    for (const oldest of this.#seen) {
      this.#seen.delete(oldest);
      break;
    }
  }

  /** What the command does; an outer lane of a band comes in here, for it neither remembers nor answers. */
  run(body: CommandBody, commandId: string): Done {
    const { orderDesk } = this.#deps;
    if (body.kind === "submit") return orderDesk.submit(body.order, { origin: "manual", commandId, note: null });
    if (body.kind === "submitOco") return this.#submitOco(body.orders, commandId);
    if (body.kind === "cancel") return { orderId: body.orderId, reason: orderDesk.cancel(body.orderId, BY_USER) };
    if (body.kind === "amend") return this.#amend(body);
    if (body.kind !== "cancelAll") return this.#steer(body, commandId);
    this.#cancelAll(body.instrumentId);
    return DONE;
  }

  /** The outcome names the first order; both have the command's id. */
  #submitOco(drafts: readonly [OrderDraft, OrderDraft], commandId: string): Done {
    const { orderDesk, markets } = this.#deps;
    const market = markets.find(({ spec }) => spec.id === drafts[0].instrumentId) ?? null;
    const refusal = pairRefusal(drafts, market);
    if (refusal) return { orderId: null, reason: refusal };
    const author = (draft: OrderDraft): Author => ({
      origin: "manual",
      commandId,
      note: null,
      role: roleInPair(draft),
    });
    const [first, second] = orderDesk.submitPair(drafts, [author(drafts[0]), author(drafts[1])], "cancel");
    return { orderId: first.orderId, reason: first.reason?.rule === "linked_order" ? second.reason : first.reason };
  }

  #steer(
    body: Exclude<CommandBody, { kind: "submit" | "submitOco" | "cancel" | "amend" | "cancelAll" }>,
    commandId: string,
  ): Done {
    const { control, gate, parents, risk } = this.#deps;
    switch (body.kind) {
      case "setStrategy":
        return control.setStrategy(body.strategy, body.enabled, commandId) ? DONE : noStrategy(body.strategy);
      case "setTradingState":
        return this.#setTradingState(body, commandId);
      case "setRisk":
        return { orderId: null, reason: risk.set({ ...body, commandId }) };
      case "rearm":
        return { orderId: null, reason: this.#deps.breakers.rearm(body.breaker, commandId, body.why) };
      case "marketFacts":
        risk.learn(body.facts);
        gate.record({ kind: "market_facts", cause: commandId, text: factsText(body.facts) });
        return DONE;
      case "pause":
      case "resume":
      case "flatten":
      case "kill":
        control[body.kind](commandId);
        return DONE;
      case "startParent": {
        const { parentId, reason: why } = parents.start(body.parent, { origin: "manual", commandId });
        return { orderId: parentId, reason: why };
      }
      case "cancelParent":
        return { orderId: body.parentId, reason: parents.cancel(body.parentId, BY_USER) };
      case "setLeverage":
        return { orderId: null, reason: setLeverage(this.#deps, body, commandId) };
    }
  }

  #setTradingState({ state, why }: Extract<CommandBody, { kind: "setTradingState" }>, commandId: string): Done {
    const { control } = this.#deps;
    const refusal = control.stateRefusal(state);
    if (refusal === null) control.setTradingState(state, commandId, why);
    return { orderId: null, reason: refusal };
  }

  #amend({ orderId, limitTicks, sizeLots }: Extract<CommandBody, { kind: "amend" }>): Done {
    const { orders, orderDesk } = this.#deps;
    const { role, parentId } = orders.find(orderId)?.order ?? {};
    if (role === "slice")
      return { orderId, reason: reason("parent", `${orderId} is a slice of ${parentId}, which steers it`) };
    if (sizeLots !== null && parentId != null) {
      const text = `${orderId} is as large as what ${parentId} has opened; only its price can be changed by hand`;
      return { orderId, reason: reason("bracket", text) };
    }
    return { orderId, reason: orderDesk.amend(orderId, { limitTicks, sizeLots }) };
  }

  /** Parents too, or they would send their slices again. */
  #cancelAll(instrumentId: string | null): void {
    const { orders, orderDesk, parents } = this.#deps;
    parents.cancelWhere((parent) => instrumentId === null || parent.instrumentId === instrumentId, BY_USER);
    for (const { order } of orders.all()) {
      // The closing orders of a kill or flatten are not taken back by accident.
      if (order.origin === "risk" || (instrumentId !== null && order.instrumentId !== instrumentId)) continue;
      orderDesk.cancel(order.id, BY_USER);
    }
  }
}

const BY_USER: Reason = reason("cancelled_by_user", "cancelled by hand");

const noStrategy = (name: string): Done => ({
  orderId: null,
  reason: reason("unknown_order", `this desk has no strategy ${name}`, { value: name }),
});
