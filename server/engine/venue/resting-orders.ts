import { SIDE } from "@/server/domain/market-block";
import type { VenueOrder } from "./venue-order";

/** Our orders that rest at the venue in one instrument: best price first, then first come. */
export class RestingOrders {
  readonly #sides: [buys: VenueOrder[], sells: VenueOrder[]] = [[], []];
  /** Both sides together. */
  count = 0;

  side(side: number): readonly VenueOrder[] {
    return side === SIDE.buy ? this.#sides[0] : this.#sides[1];
  }

  /** Behind all that stand at its price. */
  add(order: VenueOrder): void {
    const orders = this.#mutable(order.side);
    const i = orders.findIndex((other) => isBetter(order, other));
    orders.splice(i < 0 ? orders.length : i, 0, order);
    this.count++;
  }

  remove(order: VenueOrder): void {
    const orders = this.#mutable(order.side);
    const i = orders.indexOf(order);
    if (i < 0) return;
    orders.splice(i, 1);
    this.count--;
  }

  find(id: string): VenueOrder | undefined {
    return this.#sides[0].find((order) => order.id === id) ?? this.#sides[1].find((order) => order.id === id);
  }

  /** Best own price of a side; null when nothing of ours rests there. */
  bestTicks(side: number): number | null {
    return this.side(side)[0]?.limitTicks ?? null;
  }

  /** Lots that must trade before the order does: others' displayed lots and our own earlier orders at its price. */
  aheadLots(order: VenueOrder): number {
    let ahead = order.queue.aheadLots;
    for (const other of this.side(order.side)) {
      if (other === order) break;
      if (other.limitTicks === order.limitTicks) ahead += other.leftLots;
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
    this.count = 0;
    for (const order of orders) this.add(order);
  }

  #mutable(side: number): VenueOrder[] {
    return side === SIDE.buy ? this.#sides[0] : this.#sides[1];
  }
}

/** Strictly: at the same price the earlier one stays before. */
function isBetter(order: VenueOrder, other: VenueOrder): boolean {
  const [price, otherPrice] = [order.limitTicks ?? 0, other.limitTicks ?? 0];
  return order.side === SIDE.buy ? price > otherPrice : price < otherPrice;
}
