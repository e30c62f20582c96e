/** What counts rather than weighs: positions, orders, time between entries, confidence, spread, and open breakers. */
import type { Fill, Order } from "@/server/domain/order";
import { addedLots, type Candidate } from "./limits-oracle";
import { must } from "./violation";

const MINUTE = 60_000_000;

/** Remembers when orders were sent. */
export class Guards {
  #sentAt: number[] = [];
  /** Strategies' orders that added when they were sent. */
  readonly #entries = new Map<string, string>();
  /** By instrument: when such an order last filled, as the desk learned of it. */
  readonly #enteredAt = new Map<string, number>();

  /** Before `sent` is told of it. */
  mustAllow(candidate: Candidate, now: number): void {
    const { one, ground, others } = candidate;
    const { order } = one;
    const { settings } = ground;
    const lastMinute = this.#sentAt.filter((at) => at > now - MINUTE).length;
    must("orders a minute", lastMinute < settings.ordersPerMinuteMax, `${order.id}: ${lastMinute} before it`);
    must("orders at once", others.length < settings.openOrdersMax, `${order.id}: ${others.length} beside it`);
    if (addedLots(candidate) === 0) return;
    this.#positions(candidate);
    this.#spread(candidate);
    if (!order.origin.startsWith("strategy:")) return;
    const { minConfidencePpm, entrySpacingMicros } = settings;
    const sure = order.terms.confidencePpm ?? 0;
    must("least confidence", sure >= minConfidencePpm, `${order.id}: ${sure} of ${minConfidencePpm}`);
    if (entrySpacingMicros === 0) return;
    const since = now - (this.#enteredAt.get(order.instrumentId) ?? Number.NEGATIVE_INFINITY);
    must("entries are spaced", since >= entrySpacingMicros, `${order.id}: ${since} of ${entrySpacingMicros}`);
    const works = others.find((one) => this.#entries.get(one.order.id) === order.instrumentId);
    must("one entry at a time", works === undefined, `${order.id} beside ${works?.order.id}`);
  }

  /** An order or amend went out. */
  sent(order: Order, { now, isEntry }: Readonly<{ now: number; isEntry: boolean }>): void {
    if (order.origin === "risk" || order.origin === "liquidation") return;
    this.#sentAt = [...this.#sentAt.filter((at) => at > now - MINUTE), now];
    if (isEntry && order.origin.startsWith("strategy:")) this.#entries.set(order.id, order.instrumentId);
  }

  filled({ orderId, knownAt }: Fill): void {
    const instrumentId = this.#entries.get(orderId);
    if (instrumentId !== undefined) this.#enteredAt.set(instrumentId, knownAt);
  }

  #positions({ one: { order }, ground: { account, settings }, others }: Candidate): void {
    const taken = account.specs.filter(({ id, contract }, i) => {
      const opens = ({ side, terms }: Order) => side === "buy" || (contract !== null && !terms.reduceOnly);
      return account.heldLots(i) !== 0 || others.some(({ order: one }) => one.instrumentId === id && opens(one));
    });
    const isNew = !taken.some(({ id }) => id === order.instrumentId);
    const holds = !isNew || taken.length < settings.openPositionsMax;
    must("open positions", holds, `${order.id}: ${taken.length} of ${settings.openPositionsMax}`);
  }

  /** By the narrowest spread within the message. */
  #spread({ one: { order }, ground: { account, marks, settings } }: Candidate): void {
    const instrument = account.indexOf(order.instrumentId);
    const [spread, mid] = [marks.spread(instrument), marks.mid(instrument)];
    if (!spread || !mid) return;
    const ppm = Math.floor((spread.low / mid.high) * 1_000_000);
    must("widest spread", ppm <= settings.spreadMaxPpm, `${order.id}: ${ppm} of ${settings.spreadMaxPpm}`);
  }
}
