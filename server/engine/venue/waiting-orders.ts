import type { VenueOrder } from "./venue-order";

/** Our conditional orders that wait at the venue in one instrument, oldest first. */
export class WaitingOrders {
  #orders: VenueOrder[] = [];
  count = 0;

  all(): readonly VenueOrder[] {
    return this.#orders;
  }

  add(order: VenueOrder): void {
    this.#orders.push(order);
    this.count++;
  }

  has(order: VenueOrder): boolean {
    return this.#orders.includes(order);
  }

  remove(order: VenueOrder): void {
    this.load(this.#orders.filter((other) => other !== order));
  }

  find(id: string): VenueOrder | undefined {
    return this.#orders.find((order) => order.id === id);
  }

  save(): readonly VenueOrder[] {
    return this.#orders;
  }

  load(orders: readonly VenueOrder[]): void {
    this.#orders = [...orders];
    this.count = this.#orders.length;
  }
}
