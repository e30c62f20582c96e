/**
 * One price of one side: a first-in-first-out queue as a doubly linked list, so that a cancel anywhere
 * in the queue costs the same as one at its ends.
 */
export type Side = "bid" | "ask";

export type RestingOrder = {
  readonly id: number;
  readonly side: Side;
  readonly ticks: number;
  /** What is left to trade. A shadow holds 0 here and is invisible to everybody. */
  lots: number;
  /** Size of a shadow that is still unfilled; 0 for a real order. */
  shadowLots: number;
  level: PriceLevel;
  ahead: RestingOrder | null;
  behind: RestingOrder | null;
};

export class PriceLevel {
  readonly ticks: number;
  /** Sum of `lots` over the queue. */
  lots = 0;
  /** Real orders in the queue; shadows do not count. */
  orderCount = 0;
  first: RestingOrder | null = null;
  last: RestingOrder | null = null;

  constructor(ticks: number) {
    this.ticks = ticks;
  }

  append(order: RestingOrder): void {
    order.level = this;
    order.ahead = this.last;
    order.behind = null;
    if (this.last === null) this.first = order;
    else this.last.behind = order;
    this.last = order;
    this.lots += order.lots;
    if (order.shadowLots === 0) this.orderCount += 1;
  }

  remove(order: RestingOrder): void {
    if (order.ahead === null) this.first = order.behind;
    else order.ahead.behind = order.behind;
    if (order.behind === null) this.last = order.ahead;
    else order.behind.ahead = order.ahead;
    order.ahead = null;
    order.behind = null;
    this.lots -= order.lots;
    if (order.shadowLots === 0) this.orderCount -= 1;
  }
}
