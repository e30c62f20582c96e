import type { Side } from "./price-level";
import { PriceLevel } from "./price-level";

/**
 * The levels of one side, sorted so that the best is last: nearly all changes are near the touch,
 * and there an array insert moves next to nothing.
 */
export class BookSide {
  readonly #byTicks = new Map<number, PriceLevel>();
  readonly #worstFirst: PriceLevel[] = [];
  /** +1 when a higher price is better (bids), -1 when a lower one is (asks). */
  readonly #better: 1 | -1;

  constructor(side: Side) {
    this.#better = side === "bid" ? 1 : -1;
  }

  get size(): number {
    return this.#worstFirst.length;
  }

  best(): PriceLevel | undefined {
    return this.#worstFirst[this.#worstFirst.length - 1];
  }

  /** The level `rank` places behind the best; rank 0 is the best. */
  at(rank: number): PriceLevel | undefined {
    return this.#worstFirst[this.#worstFirst.length - 1 - rank];
  }

  get(ticks: number): PriceLevel | undefined {
    return this.#byTicks.get(ticks);
  }

  ensure(ticks: number): PriceLevel {
    const known = this.#byTicks.get(ticks);
    if (known !== undefined) return known;
    const level = new PriceLevel(ticks);
    this.#byTicks.set(ticks, level);
    this.#worstFirst.splice(this.#position(ticks), 0, level);
    return level;
  }

  /** The level must hold no order, not even a shadow. */
  drop(level: PriceLevel): void {
    this.#byTicks.delete(level.ticks);
    this.#worstFirst.splice(this.#position(level.ticks), 1);
  }

  /** Levels with visible size, best first, `[ticks, lots]`. */
  top(limit: number): [ticks: number, lots: number][] {
    const rows: [number, number][] = [];
    for (let i = this.#worstFirst.length - 1; i >= 0 && rows.length < limit; i--) {
      const level = this.#worstFirst[i];
      if (level !== undefined && level.lots > 0) rows.push([level.ticks, level.lots]);
    }
    return rows;
  }

  /** Index of the first level that is not worse than `ticks`. */
  #position(ticks: number): number {
    let low = 0;
    let high = this.#worstFirst.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const level = this.#worstFirst[middle];
      if (level !== undefined && (level.ticks - ticks) * this.#better < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
