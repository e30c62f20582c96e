/** All that a desk must hold to, whatever the market and whoever gives the orders: told of rows and effects, it throws a `Violation`. */
import type { CommandBody } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import type { MarketBlock } from "@/server/domain/market-block";
import type { Order } from "@/server/domain/order";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import type { Engine } from "@/server/engine/kernel/engine";
import { Account } from "./account";
import { mustBeEquity } from "./equity-oracle";
import { Guards } from "./guards-oracle";
import { addedLots, CAP_RULES, type Candidate, isLimited, mustBeWithinCaps, mustHaveBeenPast } from "./limits-oracle";
import { Marks } from "./marks";
import { ReducingOracle } from "./reducing-oracle";
import { StateOracle } from "./state-oracle";
import { type Working, WorkingOrders } from "./working";

/** What came before it, so that a test can tell that it was not idle. */
export type Tally = { orders: number; nearCap: number; fills: number; readonly refusals: Map<string, number> };

export class RiskOracle {
  readonly #marks: Marks;
  readonly #account: Account;
  readonly #working = new WorkingOrders();
  readonly #guards = new Guards();
  readonly #reducing = new ReducingOracle();
  readonly #amends = new Map<string, Extract<CommandBody, { kind: "amend" }>>();
  #facts: MarketFacts | null = null;
  readonly states: StateOracle;
  readonly tally: Tally = { orders: 0, nearCap: 0, fills: 0, refusals: new Map() };

  constructor(settings: DeskSettings) {
    this.#marks = new Marks(settings.instruments);
    this.#account = new Account(settings, this.#marks);
    this.states = new StateOracle(settings.risk);
  }

  /** Before the engine sees the row. */
  row(block: MarketBlock, i: number): void {
    this.#marks.row(block, i);
  }

  /** Before the engine gets it. */
  command(id: string, body: CommandBody): void {
    this.states.command(id, body);
    if (body.kind === "amend") this.#amends.set(id, body);
    if (body.kind === "marketFacts") this.#facts = body.facts;
  }

  /** After the engine has done with an event. */
  see(effects: readonly Effect[], engine: Engine): void {
    for (const effect of effects) this.#effect(effect);
    this.states.settled(engine);
    if (effects.length === 0 || this.states.state === "ACTIVE") return;
    this.#reducing.settled(
      this.#working.all().map((one) => this.#candidate(one)),
      this.states.state,
    );
  }

  #effect(effect: Effect): void {
    if (effect.kind === "order") this.#order(effect.order);
    else if (effect.kind === "fill") {
      this.tally.fills++;
      this.#reducing.mustFill(effect.fill, this.#account, this.states.state);
      this.#account.fill(effect.fill);
      this.#guards.filled(effect.fill);
    } else if (effect.kind === "ledger") this.#account.ledger(effect.entry);
    else if (effect.kind === "equity") mustBeEquity(this.#account, effect.sample);
    else if (effect.kind === "risk") {
      const from = this.states.state;
      this.states.risk(effect.event);
      if (this.states.state !== from) this.#reducing.entered(this.states.state, from, this.#working);
    } else if (effect.kind === "breaker") this.states.breaker(effect.event);
    else if (effect.kind === "riskSettings") this.states.settingsChange(effect.change);
    else if (effect.kind === "orderEvent") this.#event(effect.event.orderId, effect.event.text);
    else if (effect.kind === "command") {
      this.states.outcome(effect.outcome);
      if (effect.outcome.accepted) this.#amended(effect.outcome.commandId);
    }
  }

  #order(order: Order): void {
    const why = order.reason;
    if (order.state === "REJECTED" && order.arrivesAt === null && why) {
      this.tally.refusals.set(why.rule, (this.tally.refusals.get(why.rule) ?? 0) + 1);
      if (CAP_RULES.has(why.rule)) mustHaveBeenPast(this.#candidate({ order, amends: [] }), why);
    }
    if (this.#working.see(order) && order.state === "SUBMITTED") this.#sent({ order, amends: [] }, order.decidedAt);
  }

  #sent(one: Working, now: number): void {
    const { order } = one;
    const candidate = this.#candidate(one);
    const isEntry = addedLots(candidate) > 0;
    this.#reducing.mustBeSent(candidate, this.states.state);
    if (isLimited(order)) {
      this.#guards.mustAllow(candidate, now);
      if (isEntry) this.#weigh(candidate);
    }
    this.#guards.sent(order, { now, isEntry });
  }

  #weigh(candidate: Candidate): void {
    this.tally.orders++;
    if (mustBeWithinCaps(candidate) > 0.5) this.tally.nearCap++;
  }

  /** What would be left of the order, as if it were new and the old one gone. */
  #amended(commandId: string): void {
    const change = this.#amends.get(commandId);
    const old = change && this.#working.find(change.orderId);
    if (!change || !old) return;
    const { order } = old;
    this.#working.asked(order.id, change);
    const sizeLots = change.sizeLots ?? order.sizeLots;
    const limitTicks = change.limitTicks ?? order.limitTicks;
    const isReduction = limitTicks === order.limitTicks && sizeLots <= order.sizeLots;
    const candidate = this.#candidate({ order: { ...order, sizeLots, limitTicks }, amends: [] });
    this.#guards.sent(order, { now: order.decidedAt, isEntry: false });
    if (!isReduction && isLimited(order) && addedLots(candidate) > 0) this.#weigh(candidate);
  }

  #event(orderId: string, text: string): void {
    if (/^amended: |^amend refused/.test(text)) this.#working.answered(orderId);
    if (text.startsWith("cancel requested")) this.#reducing.takenBack(orderId);
  }

  /** Of a link only the largest counts, so an order's own link is not among the others. */
  #candidate(one: Working): Candidate {
    const others = this.#working.all().filter(({ order }) => order.id !== one.order.id);
    const { settings } = this.states;
    const ground = { account: this.#account, marks: this.#marks, settings, facts: this.#facts, working: others };
    return { one, ground, equity: this.#account.equity(), others };
  }
}
