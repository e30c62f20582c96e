/**
 * Runs parent orders: asks each algo each second, and when one of its children ended, what to do, and does it
 * through the desk's ordinary orders, with their checks, latencies and queues. It knows what the desk knows.
 *
 * Never in excess: lots are free only when neither filled nor in a child that the desk knows to be working, and a
 * child that is being cancelled works until the venue says otherwise.
 */
import { atoms } from "@/server/domain/atoms";
import { lots } from "@/server/domain/lots";
import { MICROS_PER_MINUTE, MICROS_PER_SECOND } from "@/server/domain/micros";
import { type Fill, isFinal, type Order, type Reason } from "@/server/domain/order";
import type { ParentDraft, ParentOrder } from "@/server/domain/parent-order";
import { ticks } from "@/server/domain/ticks";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { EffectLog } from "@/server/engine/kernel/effect-log";
import type { OrderListener } from "@/server/engine/orders/apply-report";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import type { OrderDesk } from "@/server/engine/orders/order-desk";
import { shortfallOf, tallied } from "@/server/engine/portfolio/shortfall";
import { staleness } from "@/server/engine/risk/checks/stale-data";
import { reason, secondsText, sizeText } from "@/server/engine/risk/reason";
import type { RiskTerms } from "@/server/engine/risk/risk-terms";
import { observe, planAdaptive } from "./adaptive";
import { childDraft, childrenOf, wholeDraft } from "./children";
import { withPoint } from "./done-curve";
import { planIceberg } from "./iceberg";
import { parentRefusal } from "./parent-checks";
import { type Action, type Child, type Plan, type Situation, workingLots } from "./plan";
import { countRefusal, countSuccess } from "./refusals";
import {
  loadedParent,
  type ParentAuthor,
  type RunningParent,
  type SavedParent,
  savedParent,
  startedParent,
} from "./running-parent";
import { planScheduled } from "./scheduled";
import { minLots } from "./touch";

/** What is left at the end is offered at market, each second, for so long. */
const TAKES_REST_MICROS = 60 * MICROS_PER_SECOND;
/** An ended parent stays on the page for so long. */
const SHOWN_MICROS = MICROS_PER_MINUTE;

export type ParentsDeps = Readonly<{
  clock: EngineClock;
  effects: EffectLog;
  risk: RiskTerms;
  markets: readonly InstrumentMarket[];
  orders: DeskOrders;
  orderDesk: OrderDesk;
}>;

export type ParentsState = Readonly<{ seq: number; running: readonly SavedParent[] }>;
export type Started = Readonly<{ parentId: string | null; reason: Reason | null }>;

export class Parents implements OrderListener {
  readonly #deps: ParentsDeps;
  /** Oldest first; ended ones for a minute more. */
  #running: RunningParent[] = [];
  #seq = 0;

  constructor(deps: ParentsDeps) {
    this.#deps = deps;
  }

  /** Checked as a whole, as one order at the worst price; cash and holdings are set aside for its children only. */
  start(draft: ParentDraft, author: ParentAuthor): Started {
    const { clock, risk, markets, orderDesk } = this.#deps;
    const market = markets.find(({ spec }) => spec.id === draft.instrumentId);
    const active = this.#running.filter(({ parent }) => parent.state === "ACTIVE").length;
    const refusal =
      (market && parentRefusal({ draft, market, risk: risk.settings, active })) ??
      orderDesk.refusalOf(wholeDraft(draft), author.origin);
    if (!market || refusal) return { parentId: null, reason: refusal };
    const running = startedParent({ id: `par-${++this.#seq}`, at: clock.micros(), market, author }, draft);
    this.#running.push(running);
    this.#say(running);
    this.#step(running);
    return { parentId: running.parent.id, reason: null };
  }

  /** @returns why there is nothing to cancel */
  cancel(parentId: string, why: Reason): Reason | null {
    const running = this.#find(parentId);
    if (!running) return reason("parent", `${parentId} is not under way on this desk`, { value: parentId });
    this.#end(running, { state: "CANCELLED", reason: why, takesRestUntil: null });
    return null;
  }

  cancelWhere(concerns: (parent: ParentOrder) => boolean, why: Reason): void {
    for (const { parent } of this.#running) {
      if (parent.state === "ACTIVE" && concerns(parent)) this.cancel(parent.id, why);
    }
  }

  onTimer(): void {
    if (this.#running.length === 0) return;
    const { clock } = this.#deps;
    this.#running = this.#running.filter(
      ({ parent: { closedAt } }) => closedAt === null || clock.now - closedAt < SHOWN_MICROS,
    );
    for (const running of this.#running) {
      if (running.parent.state === "ACTIVE") {
        const market = this.#market(running);
        if (running.memo) running.memo = observe(running.memo, { parent: running.parent, now: clock.now, market });
        this.#step(running);
      }
      if (running.isDirty) this.#say(running);
    }
  }

  onFill(fill: Fill, order: Order): void {
    const running = this.#ownerOf(order);
    if (!running) return;
    const { parent } = running;
    const { spec } = this.#market(running);
    const mids = { decision: parent.decisionMidHalfTicks, sent: order.decisionMidHalfTicks };
    running.tally = tallied(running.tally, { spec, fill, mids });
    const filledLots = lots(parent.filledLots + fill.sizeLots);
    this.#change(running, {
      filledLots,
      filledAtoms: atoms(parent.filledAtoms + fill.notionalAtoms),
      feeAtoms: atoms(parent.feeAtoms + fill.feeAtoms),
      done: withPoint(parent.done, fill.knownAt, filledLots),
    });
  }

  onOrder(order: Order): void {
    const running = this.#ownerOf(order);
    if (!running) return;
    if (order.state === "REJECTED" && order.reason) this.#refused(running, order.reason);
    else countSuccess(running);
    // Adaptive acts on the second only; but once it ends, or is done, nothing is left to wait for.
    const isWaiting = running.parent.kind === "adaptive" && !running.ending && !isDone(running.parent);
    if (isFinal(order.state) && !isWaiting) this.#step(running);
  }

  /** A strategy's parent that buys the instrument, or sells what may be sold short, is under way: it is an entry. */
  entersFor(instrument: number): boolean {
    const { spec } = this.#deps.markets[instrument] ?? {};
    return this.#running.some(
      ({ instrument: where, parent: { state, origin, side } }) =>
        where === instrument &&
        state === "ACTIVE" &&
        origin.startsWith("strategy:") &&
        (side === "buy" || spec?.contract !== null),
    );
  }

  /** Under way, and those that ended in the last minute; newest first. */
  views(): readonly ParentOrder[] {
    return this.#running.map(({ parent }) => parent).toReversed();
  }

  save(): ParentsState {
    return { seq: this.#seq, running: this.#running.map(savedParent) };
  }

  load(state: ParentsState): void {
    this.#seq = state.seq;
    this.#running = state.running.map(loadedParent);
  }

  #step(running: RunningParent): void {
    const { clock, orders, risk } = this.#deps;
    const { parent } = running;
    if (parent.state !== "ACTIVE") return;
    const children = childrenOf(orders, parent.id);
    if (isDone(parent)) return this.#close(running, "DONE", null);
    if (!running.ending && clock.now >= parent.endsAt) return this.#timeOver(running);
    if (running.ending) return this.#wrapUp(running, children);
    if (clock.now < running.waitsUntil) return;
    const market = this.#market(running);
    if (staleness(market, clock.now, risk.settings))
      return this.#tell(running, `waits for good data of ${market.spec.symbol}`);
    const { actions, text } = plan(this.#situation(running, children), running);
    if (text) this.#tell(running, text);
    for (const action of actions) this.#act(running, action);
  }

  #situation(running: RunningParent, children: readonly Child[]): Situation {
    const { parent } = running;
    const market = this.#market(running);
    return {
      parent,
      now: this.#deps.clock.now,
      market,
      children,
      freeLots: freeLots(parent, children),
      minLots: minLots(market, parent.limitTicks),
    };
  }

  #act(running: RunningParent, action: Action): void {
    const { clock, orderDesk } = this.#deps;
    if (running.ending || clock.now < running.waitsUntil) return;
    if (action.kind === "withdraw") {
      const why = reason("parent", `${running.parent.id} takes it back to cross`);
      orderDesk.cancel(action.orderId, why);
    } else if (action.kind === "move") {
      const { orderId, limitTicks, sizeLots } = action;
      const change = { limitTicks: ticks(limitTicks), sizeLots: sizeLots === null ? null : lots(sizeLots) };
      const refusal = orderDesk.amend(orderId, change);
      if (refusal) this.#refused(running, refusal);
    } else this.#send(running, action);
  }

  #send(running: RunningParent, action: Extract<Action, { kind: "cross" | "post" }>): void {
    const { clock, orderDesk } = this.#deps;
    const { parent } = running;
    if (action.kind === "cross") {
      const second = Math.floor(clock.now / MICROS_PER_SECOND);
      if (second === running.crossedSecond) return;
      running.crossedSecond = second;
    }
    const { order, reason: refusal } = orderDesk.submit(childDraft(parent, action), {
      origin: parent.origin,
      commandId: parent.commandId,
      note: `${parent.kind} ${parent.id}: ${parent.text}`,
      role: "slice",
      parentId: parent.id,
    });
    if (order) this.#change(running, { slicesSent: parent.slicesSent + 1 });
    if (refusal) this.#refused(running, refusal);
  }

  #refused(running: RunningParent, why: Reason): void {
    const isGivenUp = countRefusal(running, why, this.#deps.clock.now);
    this.#tell(running, `refused: ${why.text}`);
    if (!isGivenUp || running.ending?.takesRestUntil === null) return;
    this.#end(running, { state: "EXPIRED", reason: why, takesRestUntil: null });
  }

  #timeOver(running: RunningParent): void {
    const { parent } = running;
    const { spec } = this.#market(running);
    const left = sizeText(spec, parent.sizeLots - parent.filledLots);
    const text = `its ${secondsText(parent.durationMicros)} are over, ${left} of ${sizeText(spec, parent.sizeLots)} did not fill`;
    const why = reason("parent", text, {
      limit: sizeText(spec, parent.sizeLots),
      value: sizeText(spec, parent.filledLots),
      distance: left,
    });
    const takesRestUntil = parent.limitTicks === null ? this.#deps.clock.now + TAKES_REST_MICROS : null;
    this.#end(running, { state: "EXPIRED", reason: why, takesRestUntil });
  }

  #end(running: RunningParent, ending: NonNullable<RunningParent["ending"]>): void {
    // Whoever cancels takes the rest back too; else the first ending stands.
    if (running.ending && running.ending.takesRestUntil === null) return;
    running.ending = ending;
    this.#tell(running, ending.takesRestUntil === null ? "takes its slices back" : "takes the rest at market");
    this.#step(running);
  }

  /** Takes all children back; once none is left, sends the rest at market where that is meant, and closes. */
  #wrapUp(running: RunningParent, children: readonly Child[]): void {
    const { clock, orderDesk, risk } = this.#deps;
    const { parent, ending } = running;
    if (!ending) return;
    const isTaking = ending.takesRestUntil !== null && clock.now < ending.takesRestUntil;
    for (const { orderId, isLeaving, limitTicks } of children) {
      if (!isLeaving && !(isTaking && limitTicks === null)) {
        orderDesk.cancel(orderId, reason("parent_done", `${parent.id} ends: ${ending.reason.text}`));
      }
    }
    if (children.length > 0) return;
    if (!isTaking) return this.#close(running, ending.state, ending.reason);
    if (clock.now < running.waitsUntil || staleness(this.#market(running), clock.now, risk.settings)) return;
    this.#send(running, { kind: "cross", lots: freeLots(parent, children) });
  }

  #close(running: RunningParent, state: ParentOrder["state"], why: Reason | null): void {
    const { clock } = this.#deps;
    const { parent, tally } = running;
    const market = this.#market(running);
    const shortfall = shortfallOf({
      ...parent,
      spec: market.spec,
      tally,
      lastMidHalfTicks: market.mark(),
    });
    const text = why ? `${state.toLowerCase()}: ${why.text}` : "done";
    this.#change(running, { state, reason: why, closedAt: clock.micros(), shortfall, text });
    this.#say(running);
  }

  #tell(running: RunningParent, said: string): void {
    const { kind, volumeCurvePpm, text: last } = running.parent;
    const text = kind === "vwap" && volumeCurvePpm === null ? `${said} (flat: no history)` : said;
    if (text !== last) this.#change(running, { text });
  }

  #change(running: RunningParent, patch: Partial<ParentOrder>): void {
    running.parent = { ...running.parent, ...patch };
    running.isDirty = true;
  }

  /** At most once a second and parent while it runs, for a parent with its curves is large. */
  #say(running: RunningParent): void {
    running.isDirty = false;
    this.#deps.effects.emit({ kind: "parent", parent: running.parent });
  }

  #find(parentId: string): RunningParent | undefined {
    return this.#running.find(({ parent }) => parent.id === parentId && parent.state === "ACTIVE");
  }

  #ownerOf({ role, parentId }: Order): RunningParent | undefined {
    return role === "slice" && parentId !== null ? this.#find(parentId) : undefined;
  }

  #market({ instrument }: RunningParent): InstrumentMarket {
    return this.#deps.markets[instrument] ?? this.#deps.clock.fail(`there is no instrument ${instrument}`);
  }
}

const isDone = ({ filledLots, sizeLots }: ParentOrder): boolean => filledLots === sizeLots;

const freeLots = ({ sizeLots, filledLots }: ParentOrder, children: readonly Child[]): number =>
  Math.max(sizeLots - filledLots - workingLots(children), 0);

function plan(situation: Situation, { memo }: RunningParent): Plan {
  if (memo) return planAdaptive(situation, memo);
  return situation.parent.kind === "iceberg" ? planIceberg(situation) : planScheduled(situation);
}
