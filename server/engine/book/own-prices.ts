/** What rests or was taken in one lane's venue, as far as rows must know of it. */
export type OwnSide = Readonly<{ best: number; worst: number }>;

type Part = Readonly<{ bounds: (side: number) => OwnSide | null }>;

/**
 * Between which prices orders of ours rest in an instrument, all lanes together, so that a row that
 * concerns none of them is known by a comparison or two. A summary of the venues' state, no state itself.
 */
export class OwnPrices {
  /** Resting orders of all lanes. */
  count = 0;
  /** Lanes in which something taken by us has not been updated since. */
  consumed = 0;
  /** Ticks: buys from `buyLow` to `buyHigh`; nothing lies between +∞ and −∞. */
  buyLow = Number.POSITIVE_INFINITY;
  buyHigh = Number.NEGATIVE_INFINITY;
  sellLow = Number.POSITIVE_INFINITY;
  sellHigh = Number.NEGATIVE_INFINITY;
  readonly #parts: Part[] = [];

  /** A lane's resting orders, which call `changed` whenever their bounds may have. */
  join(part: Part): void {
    this.#parts.push(part);
  }

  changed(by: number): void {
    this.count += by;
    [this.buyHigh, this.buyLow] = this.#widest(0);
    [this.sellHigh, this.sellLow] = this.#widest(1);
  }

  /** May a level of the book be one of ours? */
  covers(side: number, priceTicks: number): boolean {
    return side === 0
      ? priceTicks >= this.buyLow && priceTicks <= this.buyHigh
      : priceTicks >= this.sellLow && priceTicks <= this.sellHigh;
  }

  /** Has a print, or the other side's best price, come to any order of ours? NaN reaches none. */
  isReached(ask: number, bid: number): boolean {
    return ask <= this.buyHigh || bid >= this.sellLow;
  }

  #widest(side: number): [high: number, low: number] {
    let [high, low] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const part of this.#parts) {
      const bounds = part.bounds(side);
      if (!bounds) continue;
      high = Math.max(high, bounds.best, bounds.worst);
      low = Math.min(low, bounds.best, bounds.worst);
    }
    return [high, low];
  }
}
