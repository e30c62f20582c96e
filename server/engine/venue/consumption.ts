import type { BookView } from "@/server/domain/book/book-view";
import { SIDE } from "@/server/domain/market-block";
import type { OwnPrices } from "@/server/engine/book/own-prices";

export type ConsumptionState = readonly (readonly [side: number, priceTicks: number, lots: number])[];

/**
 * Liquidity that we took stays taken until its level's next update (DOMAIN.md 4): the recorded
 * market does not know of us and would sell us the same lots again.
 */
export class Consumption {
  readonly #own: OwnPrices;
  readonly #taken: readonly [bids: Map<number, number>, asks: Map<number, number>] = [new Map(), new Map()];
  /** Nothing of ours is taken: asked on every row. */
  isEmpty = true;

  constructor(own: OwnPrices) {
    this.#own = own;
  }

  take(side: number, priceTicks: number, lots: number): void {
    const levels = this.#side(side);
    levels.set(priceTicks, (levels.get(priceTicks) ?? 0) + lots);
    this.#count();
  }

  forget(side: number, priceTicks: number): void {
    if (this.#side(side).delete(priceTicks)) this.#count();
  }

  clear(): void {
    for (const levels of this.#taken) levels.clear();
    this.#count();
  }

  /** Lots of the k-th level that are still there for us. */
  available(book: BookView, side: number, k: number): number {
    const displayed = book.levelSize(side, k);
    if (displayed === 0 || this.isEmpty) return displayed;
    return Math.max(displayed - (this.#side(side).get(book.levelPrice(side, k)) ?? 0), 0);
  }

  /** Best price with something left for us; NaN when there is none. */
  best(book: BookView, side: number): number {
    if (this.isEmpty) return side === SIDE.bid ? book.bestBid() : book.bestAsk();
    for (let k = 0; ; k++) {
      const price = book.levelPrice(side, k);
      if (Number.isNaN(price) || this.available(book, side, k) > 0) return price;
    }
  }

  save(): ConsumptionState {
    return this.#taken.flatMap((levels, side) => [...levels].map(([price, lots]) => [side, price, lots] as const));
  }

  load(state: ConsumptionState): void {
    this.clear();
    for (const [side, price, lots] of state) this.take(side, price, lots);
  }

  #count(): void {
    const isEmpty = this.#taken[0].size + this.#taken[1].size === 0;
    if (isEmpty !== this.isEmpty) this.#own.consumed += isEmpty ? -1 : 1;
    this.isEmpty = isEmpty;
  }

  #side(side: number): Map<number, number> {
    return side === SIDE.bid ? this.#taken[0] : this.#taken[1];
  }
}
