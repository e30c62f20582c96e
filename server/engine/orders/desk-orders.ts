import type { Micros } from "@/server/domain/micros";
import type { Order, OrderEvent, OrderOrigin, Reason } from "@/server/domain/order";
import { isFinal } from "@/server/domain/order";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { EffectLog } from "@/server/engine/kernel/effect-log";
import type { DeskOrder } from "./desk-order";
import { mayBecome } from "./transitions";

export type DeskOrdersState = Readonly<{
  orderSeq: number;
  linkSeq: number;
  eventSeq: number;
  working: readonly DeskOrder[];
}>;

/** A text that costs something to write is a function, for where nobody reads it. */
type Change = Readonly<{ at: Micros; text: string | (() => string); reason?: Reason | null }>;

/** Orders that are not final, oldest first, and the record of what happens to them. Final ones are let go: they are in the effects. */
export class DeskOrders {
  readonly #effects: EffectLog;
  readonly #clock: EngineClock;
  readonly #working = new Map<string, DeskOrder>();
  /** Lists handed to strategies, until something changes. */
  readonly #lists = new Map<string, readonly Order[]>();
  #orderSeq = 0;
  #linkSeq = 0;
  #eventSeq = 0;

  constructor(effects: EffectLog, clock: EngineClock) {
    this.#effects = effects;
    this.#clock = clock;
  }

  /** Whether anybody reads the files of these orders. */
  get isSeen(): boolean {
    return this.#effects.isSeen;
  }

  nextId(): string {
    return `ord-${++this.#orderSeq}`;
  }

  nextLinkId(): string {
    return `link-${++this.#linkSeq}`;
  }

  add(desk: DeskOrder, change: Change): void {
    this.#working.set(desk.order.id, desk);
    this.#record(desk.order, change);
  }

  /** An order that was refused before it went anywhere. */
  recordRefused(order: Order, change: Change): void {
    this.#record(order, change);
  }

  update(desk: DeskOrder, patch: Partial<Order>, change: Change): void {
    this.#patch(desk, patch);
    this.#record(desk.order, change);
  }

  /** A change that is no event of the order's file, such as a trailing stop's next step. */
  revise(desk: DeskOrder, patch: Partial<Order>): void {
    this.#patch(desk, patch);
    this.#lists.clear();
    this.#effects.emit({ kind: "order", order: desk.order });
  }

  /** Something was asked or refused that leaves the order as it is. */
  note(desk: DeskOrder, change: Change): void {
    this.#event(desk.order, change);
  }

  find(id: string): DeskOrder | undefined {
    return this.#working.get(id);
  }

  get count(): number {
    return this.#working.size;
  }

  all(): Iterable<DeskOrder> {
    return this.#working.values();
  }

  /** The same array until something changes, so that asking for it on every row allocates nothing. */
  listOf(origin: OrderOrigin, instrumentId: string): readonly Order[] {
    const key = `${origin} ${instrumentId}`;
    const known = this.#lists.get(key);
    if (known) return known;
    const list: Order[] = [];
    for (const { order } of this.#working.values()) {
      if (order.origin === origin && order.instrumentId === instrumentId) list.push(order);
    }
    this.#lists.set(key, list);
    return list;
  }

  save(): DeskOrdersState {
    return {
      orderSeq: this.#orderSeq,
      linkSeq: this.#linkSeq,
      eventSeq: this.#eventSeq,
      working: [...this.#working.values()],
    };
  }

  load(state: DeskOrdersState): void {
    this.#orderSeq = state.orderSeq;
    this.#linkSeq = state.linkSeq;
    this.#eventSeq = state.eventSeq;
    this.#working.clear();
    this.#lists.clear();
    for (const desk of state.working) this.#working.set(desk.order.id, desk);
  }

  #patch(desk: DeskOrder, patch: Partial<Order>): void {
    const { id, state } = desk.order;
    desk.order = { ...desk.order, ...patch };
    const next = desk.order.state;
    if (!mayBecome(state, next)) this.#clock.fail(`${id} went from ${state} to ${next}`);
    if (isFinal(next)) this.#working.delete(id);
  }

  #record(order: Order, change: Change): void {
    this.#lists.clear();
    this.#event(order, change);
    this.#effects.emit({ kind: "order", order });
  }

  #event(order: Order, { at, text: told, reason = null }: Change): void {
    if (!this.isSeen) return;
    const text = typeof told === "string" ? told : told();
    const event: OrderEvent = { seq: ++this.#eventSeq, orderId: order.id, at, state: order.state, text, reason };
    this.#effects.emit({ kind: "orderEvent", event });
  }
}
