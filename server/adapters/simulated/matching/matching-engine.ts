import { BookSide } from "./book-side";
import type { PriceLevel, RestingOrder, Side } from "./price-level";

/**
 * Order-by-order (L3) matching by price, then time. Integer ticks and lots throughout.
 *
 * Pure: no clock, no randomness. Every change of the visible book takes the next update id, as at a venue.
 *
 * A shadow is an order nobody sees: it stands in a queue at its true place, takes nothing from anybody, and
 * fills by what trades past it. It is the truth that queue models are graded against.
 */
export type Execution = Readonly<{
  ticks: number;
  lots: number;
  makerOrderId: number;
  takerOrderId: number;
  /** True when the resting order was the buyer. */
  isBuyerMaker: boolean;
}>;

export type ShadowFill = Readonly<{ orderId: number; ticks: number; lots: number }>;

/** What stands before an order in its queue, shadows left out. */
export type QueuePlace = Readonly<{ aheadLots: number; aheadOrders: number; behindLots: number; ownLots: number }>;

export type MatchingListener = Readonly<{
  onExecution?: (execution: Execution) => void;
  /** The visible size of a level changed; read it from the engine. */
  onLevelChange?: (side: Side, ticks: number) => void;
  onShadowFill?: (fill: ShadowFill) => void;
}>;

export type LimitOrder = Readonly<{ side: Side; ticks: number; lots: number }>;
export type Placement = Readonly<{ orderId: number; filledLots: number; restingLots: number }>;

export class MatchingEngine {
  readonly #bids = new BookSide("bid");
  readonly #asks = new BookSide("ask");
  readonly #orders = new Map<number, RestingOrder>();
  readonly #listener: MatchingListener;
  #nextOrderId: number;
  #updateId: number;

  constructor(
    listener: MatchingListener = {},
    first: { orderId: number; updateId: number } = { orderId: 1, updateId: 0 },
  ) {
    this.#listener = listener;
    this.#nextOrderId = first.orderId;
    this.#updateId = first.updateId;
  }

  /** Id of the last change of the visible book. */
  get updateId(): number {
    return this.#updateId;
  }

  /** The next ids are above this, as after a venue's restart. Ids never fall. */
  raiseIds(above: number): void {
    this.#updateId = Math.max(this.#updateId, above);
    this.#nextOrderId = Math.max(this.#nextOrderId, above);
  }

  get orderCount(): number {
    return this.#orders.size;
  }

  side(side: Side): BookSide {
    return side === "bid" ? this.#bids : this.#asks;
  }

  /** The best visible price, or null on an empty side. */
  best(side: Side): PriceLevel | null {
    const levels = this.side(side);
    for (let rank = 0; rank < levels.size; rank++) {
      const level = levels.at(rank);
      if (level !== undefined && level.lots > 0) return level;
    }
    return null;
  }

  order(orderId: number): Readonly<RestingOrder> | undefined {
    return this.#orders.get(orderId);
  }

  /** Visible lots at a price. */
  lotsAt(side: Side, ticks: number): number {
    return this.side(side).get(ticks)?.lots ?? 0;
  }

  /** Trades what crosses, rests what is left. @throws RangeError unless size is a positive and price a safe integer */
  submitLimit({ side, ticks, lots }: LimitOrder): Placement {
    assertSteps(lots, ticks);
    const orderId = this.#nextOrderId++;
    const filledLots = this.#take({ orderId, side, limitTicks: ticks, lots });
    const restingLots = lots - filledLots;
    if (restingLots > 0) this.#rest({ side, ticks, lots: restingLots }, { orderId, shadowLots: 0 });
    return { orderId, filledLots, restingLots };
  }

  /** Trades up to `lots` at any price; what finds no counterpart is cancelled. */
  submitMarket(side: Side, lots: number): Placement {
    assertSteps(lots, 0);
    const orderId = this.#nextOrderId++;
    const limitTicks = side === "bid" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    return { orderId, filledLots: this.#take({ orderId, side, limitTicks, lots }), restingLots: 0 };
  }

  /** Puts a shadow at the back of its queue. It must not cross: a shadow cannot take. @throws RangeError if it would */
  submitShadow({ side, ticks, lots }: LimitOrder): Placement {
    assertSteps(lots, ticks);
    const otherSide: Side = side === "bid" ? "ask" : "bid";
    const opposite = this.best(otherSide);
    if (opposite !== null && !isWorse(otherSide, opposite.ticks, ticks)) {
      throw new RangeError(`a shadow must rest: ${side} ${ticks} crosses ${opposite.ticks}`);
    }
    const orderId = this.#nextOrderId++;
    this.#rest({ side, ticks, lots: 0 }, { orderId, shadowLots: lots });
    return { orderId, filledLots: 0, restingLots: lots };
  }

  /** Takes an order out; answers the lots taken out, 0 when it is not (or no longer) resting. */
  cancel(orderId: number): number {
    const order = this.#orders.get(orderId);
    if (order === undefined) return 0;
    const lots = order.lots + order.shadowLots;
    const isVisible = order.lots > 0;
    this.#removeOrder(order);
    if (isVisible) this.#changed(order.side, order.ticks);
    return lots;
  }

  /** The true place of a resting order or shadow, or null when it no longer rests. */
  queuePlace(orderId: number): QueuePlace | null {
    const order = this.#orders.get(orderId);
    if (order === undefined) return null;
    let aheadLots = 0;
    let aheadOrders = 0;
    for (let other = order.ahead; other !== null; other = other.ahead) {
      aheadLots += other.lots;
      if (other.lots > 0) aheadOrders += 1;
    }
    const ownLots = order.lots + order.shadowLots;
    return { aheadLots, aheadOrders, behindLots: order.level.lots - aheadLots - order.lots, ownLots };
  }

  #take(taker: { orderId: number; side: Side; limitTicks: number; lots: number }): number {
    const makerSide: Side = taker.side === "bid" ? "ask" : "bid";
    const levels = this.side(makerSide);
    let left = taker.lots;
    let rank = 0;
    while (left > 0) {
      const level = levels.at(rank);
      if (level === undefined || isWorse(makerSide, level.ticks, taker.limitTicks)) break;
      left = this.#takeLevel(level, makerSide, { orderId: taker.orderId, lots: left });
      // What is still in a level that was taken whole are shadows: they would have got the rest before it went on.
      if (left > 0) this.#fillShadows(level, left);
      if (levels.at(rank) === level) rank += 1;
    }
    return taker.lots - left;
  }

  /** Works through one queue in order of time; answers what is still to take. */
  #takeLevel(level: PriceLevel, side: Side, taker: { orderId: number; lots: number }): number {
    let left = taker.lots;
    let order = level.first;
    while (order !== null && left > 0) {
      const next: RestingOrder | null = order.behind;
      if (order.shadowLots === 0) {
        const lots = Math.min(left, order.lots);
        left -= lots;
        this.#fillShadowsBefore(order, lots);
        this.#reduce(order, lots);
        this.#changed(side, level.ticks);
        this.#listener.onExecution?.({
          ticks: level.ticks,
          lots,
          makerOrderId: order.id,
          takerOrderId: taker.orderId,
          isBuyerMaker: side === "bid",
        });
      }
      order = next;
    }
    return left;
  }

  #reduce(order: RestingOrder, lots: number): void {
    if (lots === order.lots) {
      this.#removeOrder(order);
      return;
    }
    order.lots -= lots;
    order.level.lots -= lots;
  }

  /** The shadows in front of an order that is being hit would have been hit first, each by the same lots. */
  #fillShadowsBefore(order: RestingOrder, lots: number): void {
    let shadow = order.level.first;
    while (shadow !== null && shadow !== order) {
      const next: RestingOrder | null = shadow.behind;
      if (shadow.shadowLots > 0) this.#fillShadow(shadow, lots);
      shadow = next;
    }
  }

  #fillShadows(level: PriceLevel, lots: number): void {
    for (let order = level.first; order !== null; ) {
      const next: RestingOrder | null = order.behind;
      if (order.shadowLots > 0) this.#fillShadow(order, lots);
      order = next;
    }
  }

  #fillShadow(shadow: RestingOrder, lots: number): void {
    const filled = Math.min(lots, shadow.shadowLots);
    const rest = shadow.shadowLots - filled;
    if (rest === 0) this.#removeOrder(shadow);
    else shadow.shadowLots = rest;
    this.#listener.onShadowFill?.({ orderId: shadow.id, ticks: shadow.ticks, lots: filled });
  }

  #rest(limit: LimitOrder, { orderId, shadowLots }: { orderId: number; shadowLots: number }): void {
    const level = this.side(limit.side).ensure(limit.ticks);
    const order: RestingOrder = { id: orderId, ...limit, shadowLots, level, ahead: null, behind: null };
    level.append(order);
    this.#orders.set(orderId, order);
    if (limit.lots > 0) this.#changed(limit.side, limit.ticks);
  }

  #removeOrder(order: RestingOrder): void {
    order.level.remove(order);
    this.#orders.delete(order.id);
    if (order.level.first === null) this.side(order.side).drop(order.level);
  }

  #changed(side: Side, ticks: number): void {
    this.#updateId += 1;
    this.#listener.onLevelChange?.(side, ticks);
  }
}

/** True when `ticks` is a worse price than `than` for an order of this side. */
function isWorse(side: Side, ticks: number, than: number): boolean {
  return side === "bid" ? ticks < than : ticks > than;
}

function assertSteps(lots: number, ticks: number): void {
  if (!Number.isSafeInteger(lots) || lots <= 0) throw new RangeError(`lots must be a positive integer, was ${lots}`);
  if (!Number.isSafeInteger(ticks)) throw new RangeError(`ticks must be a safe integer, was ${ticks}`);
}
