/**
 * L3 book: who stands where. Orders by id; within a price the lower `place` came first. The displayed
 * sizes are the ladder's business (`LadderBook`): this one only answers for places in a queue, and
 * exists for instruments whose feed names orders.
 *
 * A smaller size keeps its place; a larger one or another price goes to the back.
 */

/** More orders than this and the book is no longer whole until the next snapshot: memory stays bounded. */
export const ORDERS_MAX = 250_000;

type L3Order = { id: number; side: number; priceTicks: number; lots: number; place: number };

export type L3Row = Readonly<{ seq: number; side: number; priceTicks: number; sizeLots: number }>;

/** What a row did to the order that it names. Valid until the next row. */
export type L3Change = {
  side: number;
  priceTicks: number;
  /** Place that it left or became smaller in; 0 when it was not known before. */
  place: number;
  /** Lots that this place lost. */
  goneLots: number;
};

/** [id, side, price, lots, place] after one another, by place. */
export type L3BookState = Readonly<{
  nextPlace: number;
  isWhole: boolean;
  orders: readonly number[];
  /** The same of the book that a snapshot under way replaces. */
  replaced: readonly number[];
}>;

export class L3Book {
  #orders = new Map<number, L3Order>();
  /** What the last snapshot replaced: an order that stands in both keeps its place. */
  #replaced = new Map<number, L3Order>();
  readonly #levels: readonly [bids: Map<number, Set<L3Order>>, asks: Map<number, Set<L3Order>>] = [
    new Map(),
    new Map(),
  ];
  #nextPlace = 1;
  #isWhole = true;
  readonly change: L3Change = { side: 0, priceTicks: 0, place: 0, goneLots: 0 };

  /** False from a gap, or from one order too many, to the next snapshot: places are not known then. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** The next order to arrive gets it: all that stand now have lower ones. */
  get nextPlace(): number {
    return this.#nextPlace;
  }

  get count(): number {
    return this.#orders.size;
  }

  has(id: number): boolean {
    return this.#orders.has(id);
  }

  /** 0 for an order that does not stand. */
  placeOf(id: number): number {
    return this.#orders.get(id)?.place ?? 0;
  }

  /** Takes a row in. @returns `change`, which the next row overwrites */
  apply(row: L3Row, isSnapshot: boolean): Readonly<L3Change> {
    const known = this.#orders.get(row.seq);
    const { change } = this;
    change.place = known?.place ?? 0;
    change.side = known?.side ?? row.side;
    change.priceTicks = known?.priceTicks ?? row.priceTicks;
    change.goneLots = known?.lots ?? 0;
    if (!known) this.#arrive(row, isSnapshot);
    else if (row.sizeLots > 0 && row.sizeLots <= known.lots && isAt(known, row)) {
      change.goneLots = known.lots - row.sizeLots;
      known.lots = row.sizeLots;
    } else {
      this.#remove(known);
      this.#arrive(row, false);
    }
    return change;
  }

  /** A snapshot begins. */
  clear(): void {
    if (this.#isWhole) this.#replaced = this.#orders;
    else this.#replaced.clear();
    this.#orders = new Map();
    for (const levels of this.#levels) levels.clear();
    this.#isWhole = true;
  }

  /** Rows were lost. */
  lose(): void {
    this.#isWhole = false;
  }

  /** Lots at a price that arrived before `place`. */
  lotsBefore(side: number, priceTicks: number, place: number): number {
    let lots = 0;
    for (const order of this.#side(side).get(priceTicks) ?? []) if (order.place < place) lots += order.lots;
    return lots;
  }

  save(isLoading: boolean): L3BookState {
    const byPlace = (orders: Map<number, L3Order>) => [...orders.values()].sort((a, b) => a.place - b.place);
    return {
      nextPlace: this.#nextPlace,
      isWhole: this.#isWhole,
      orders: byPlace(this.#orders).flatMap(flat),
      replaced: isLoading ? byPlace(this.#replaced).flatMap(flat) : [],
    };
  }

  load({ nextPlace, isWhole, orders, replaced }: L3BookState): void {
    this.clear();
    for (const order of unflat(orders)) this.#put(order);
    this.#replaced = new Map(unflat(replaced).map((order) => [order.id, order]));
    this.#nextPlace = nextPlace;
    this.#isWhole = isWhole;
  }

  #arrive({ seq, side, priceTicks, sizeLots }: L3Row, isSnapshot: boolean): void {
    if (sizeLots <= 0) return;
    if (this.#orders.size >= ORDERS_MAX) {
      this.#isWhole = false;
      return;
    }
    const before = isSnapshot ? this.#replaced.get(seq) : undefined;
    const isSame = before !== undefined && before.lots >= sizeLots && isAt(before, { side, priceTicks });
    const place = isSame ? before.place : this.#nextPlace++;
    this.#put({ id: seq, side, priceTicks, lots: sizeLots, place });
  }

  #put(order: L3Order): void {
    this.#orders.set(order.id, order);
    const levels = this.#side(order.side);
    const level = levels.get(order.priceTicks);
    if (level) level.add(order);
    else levels.set(order.priceTicks, new Set([order]));
  }

  #remove(order: L3Order): void {
    this.#orders.delete(order.id);
    const levels = this.#side(order.side);
    const level = levels.get(order.priceTicks);
    level?.delete(order);
    if (level?.size === 0) levels.delete(order.priceTicks);
  }

  #side(side: number): Map<number, Set<L3Order>> {
    return side === 0 ? this.#levels[0] : this.#levels[1];
  }
}

type At = Readonly<{ side: number; priceTicks: number }>;

const isAt = (order: At, row: At): boolean => order.side === row.side && order.priceTicks === row.priceTicks;

const flat = ({ id, side, priceTicks, lots, place }: L3Order): number[] => [id, side, priceTicks, lots, place];

function unflat(numbers: readonly number[]): L3Order[] {
  const orders: L3Order[] = [];
  for (let i = 0; i + 4 < numbers.length; i += 5) {
    const [id = 0, side = 0, priceTicks = 0, lots = 0, place = 0] = numbers.slice(i, i + 5);
    orders.push({ id, side, priceTicks, lots, place });
  }
  return orders;
}
