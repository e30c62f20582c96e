import { SIDE } from "@/server/domain/market-block";
import type { OwnPrices, OwnSide } from "@/server/engine/book/own-prices";
import { queuedLots, type VenueOrder } from "./venue-order";

/** Our orders that rest at the venue in one instrument: best price first, then first come. */
export class RestingOrders {
  readonly #own: OwnPrices;
  readonly #sides: [buys: VenueOrder[], sells: VenueOrder[]] = [[], []];
  readonly #byId = new Map<string, VenueOrder>();
  /** Both sides together. */
  count = 0;

  constructor(own: OwnPrices) {
    this.#own = own;
    own.join(this);
  }

  side(side: number): readonly VenueOrder[] {
    return side === SIDE.buy ? this.#sides[0] : this.#sides[1];
  }

  /** Behind all that stand at its price. */
  add(order: VenueOrder): void {
    const orders = this.#mutable(order.side);
    orders.splice(place(orders, order.side, afterAll(order.side, order.limitTicks ?? 0)), 0, order);
    this.#byId.set(order.id, order);
    order.isResting = true;
    this.count++;
    this.#own.changed(1);
  }

  remove(order: VenueOrder): void {
    const orders = this.#mutable(order.side);
    const i = orders.indexOf(order);
    if (i < 0) return;
    orders.splice(i, 1);
    this.#byId.delete(order.id);
    order.isResting = false;
    this.count--;
    this.#own.changed(-1);
  }

  find(id: string): VenueOrder | undefined {
    return this.#byId.get(id);
  }

  /** Best own price of a side; null when nothing of ours rests there. */
  bestTicks(side: number): number | null {
    return this.side(side)[0]?.limitTicks ?? null;
  }

  /** Best and worst own price of a side; null when nothing of ours rests there. */
  bounds(side: number): OwnSide | null {
    const orders = this.side(side);
    const best = orders[0]?.limitTicks ?? null;
    return best === null ? null : { best, worst: orders.at(-1)?.limitTicks ?? best };
  }

  /**
   * Where in `side` the orders at a price begin; −1 when nothing of ours stands there. Asked for every
   * row of a book with orders of ours: two comparisons decide it in most cases.
   */
  firstAt(side: number, priceTicks: number): number {
    const orders = this.side(side);
    const last = orders.length - 1;
    if (last < 0) return -1;
    const key = keyOf(side, priceTicks);
    if (key < keyAt(orders, side, 0) || key > keyAt(orders, side, last)) return -1;
    const i = place(orders, side, key);
    return keyAt(orders, side, i) === key ? i : -1;
  }

  /** Lots that must trade before the order does: others' displayed lots and our own earlier orders at its price. */
  aheadLots(order: VenueOrder): number {
    const orders = this.side(order.side);
    let ahead = order.queue.aheadLots;
    const first = this.firstAt(order.side, order.limitTicks ?? 0);
    for (let i = Math.max(first, 0); i < orders.length; i++) {
      const other = orders[i];
      if (!other || other === order || other.limitTicks !== order.limitTicks) break;
      ahead += queuedLots(other);
    }
    return ahead;
  }

  save(): readonly VenueOrder[] {
    return [...this.#sides[0], ...this.#sides[1]];
  }

  /** In the order in which `save` gave them, which keeps each one's place. */
  load(orders: readonly VenueOrder[]): void {
    this.#sides[0] = [];
    this.#sides[1] = [];
    this.#byId.clear();
    const before = this.count;
    this.count = 0;
    this.#own.changed(-before);
    for (const order of orders) this.add(order);
  }

  #mutable(side: number): VenueOrder[] {
    return side === SIDE.buy ? this.#sides[0] : this.#sides[1];
  }
}

/** Grows from the best price to the worst. */
const keyOf = (side: number, priceTicks: number): number => (side === SIDE.buy ? -priceTicks : priceTicks);

/** Prices are whole ticks: the next key is half a tick behind all that stand at this one. */
const afterAll = (side: number, priceTicks: number): number => keyOf(side, priceTicks) + 0.5;

const keyAt = (orders: readonly VenueOrder[], side: number, i: number): number =>
  keyOf(side, orders[i]?.limitTicks ?? 0);

/** How many orders stand at a better key. */
function place(orders: readonly VenueOrder[], side: number, key: number): number {
  let [low, high] = [0, orders.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyAt(orders, side, middle) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
