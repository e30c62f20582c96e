/** Displayed orders by id, and what they sum to by level. Old lots of a level, whose orders nobody knows, are one order with a low id. */
import { SIDE } from "@/server/domain/market-block";

export type NamedOrder = Readonly<{ id: number; side: number; ticks: number; lots: number }>;

/** The venue's own ids are far above. */
const OLD_IDS = 1_000_000;

export class NamedBook {
  readonly #orders = new Map<number, NamedOrder>();
  readonly #levels: readonly [Map<number, Set<number>>, Map<number, Set<number>>] = [new Map(), new Map()];
  readonly #oldIds = new Map<string, number>();

  order(id: number): NamedOrder | undefined {
    return this.#orders.get(id);
  }

  /** The order of a level's old lots. */
  old(side: number, ticks: number): NamedOrder | undefined {
    return this.#orders.get(this.oldId(side, ticks));
  }

  oldId(side: number, ticks: number): number {
    const key = `${side}:${ticks}`;
    const id = this.#oldIds.get(key) ?? this.#oldIds.size + 1;
    if (id > OLD_IDS) throw new RangeError(`there may be ${OLD_IDS} levels of old lots`);
    this.#oldIds.set(key, id);
    return id;
  }

  /** Puts an order, or takes it out at 0 lots. @returns what it was */
  set(order: NamedOrder): NamedOrder | undefined {
    const before = this.#orders.get(order.id);
    if (before) this.#leave(before);
    if (order.lots > 0) {
      this.#orders.set(order.id, order);
      const level = this.#side(order.side).get(order.ticks);
      if (level) level.add(order.id);
      else this.#side(order.side).set(order.ticks, new Set([order.id]));
    }
    return before;
  }

  size(side: number, ticks: number): number {
    return this.at(side, ticks).reduce((sum, { lots }) => sum + lots, 0);
  }

  count(side: number, ticks: number): number {
    return this.#side(side).get(ticks)?.size ?? 0;
  }

  at(side: number, ticks: number): NamedOrder[] {
    return [...(this.#side(side).get(ticks) ?? [])].flatMap((id) => this.#orders.get(id) ?? []);
  }

  prices(side: number): number[] {
    return [...this.#side(side).keys()];
  }

  /** Infinitely far when the side is empty. */
  best(side: number): number {
    let best = side === SIDE.bid ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    for (const ticks of this.#side(side).keys())
      best = side === SIDE.bid ? Math.max(best, ticks) : Math.min(best, ticks);
    return best;
  }

  /** Whether an order at that price would trade at once. */
  crosses(side: number, ticks: number): boolean {
    return side === SIDE.bid ? ticks >= this.best(SIDE.ask) : ticks <= this.best(SIDE.bid);
  }

  all(): IterableIterator<NamedOrder> {
    return this.#orders.values();
  }

  clear(): void {
    this.#orders.clear();
    for (const levels of this.#levels) levels.clear();
  }

  #leave(order: NamedOrder): void {
    this.#orders.delete(order.id);
    const level = this.#side(order.side).get(order.ticks);
    level?.delete(order.id);
    if (level?.size === 0) this.#side(order.side).delete(order.ticks);
  }

  #side(side: number): Map<number, Set<number>> {
    return side === SIDE.bid ? this.#levels[0] : this.#levels[1];
  }
}
