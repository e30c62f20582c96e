/**
 * The collector's own L2 book, for views, top-20 snapshots and desks that join late: two sorted arrays
 * whose end is the touch, where nearly all changes happen, so that an insertion moves few entries.
 */
import { SIDE } from "@/server/domain/market-block";

/** DOMAIN 1: "up to 1,000 levels in memory"; the worst beyond that is dropped. */
export const LEVELS_MAX = 1_000;

class BookSide {
  /** Ticks times `sign`, ascending: the last is the best. One spare entry, so that trimming follows insertion. */
  readonly #keys = new Float64Array(LEVELS_MAX + 1);
  readonly #sizes = new Float64Array(LEVELS_MAX + 1);
  readonly #sign: number;
  length = 0;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  /** k-th best, from 0; NaN past the last. */
  price(k: number): number {
    return k < this.length ? (this.#keys[this.length - 1 - k] ?? 0) * this.#sign : Number.NaN;
  }

  size(k: number): number {
    return k < this.length ? (this.#sizes[this.length - 1 - k] ?? 0) : 0;
  }

  set(priceTicks: number, sizeLots: number): void {
    const key = priceTicks * this.#sign;
    const at = this.#find(key);
    const exists = at < this.length && this.#keys[at] === key;
    if (sizeLots === 0) {
      if (exists) this.#remove(at);
    } else if (exists) this.#sizes[at] = sizeLots;
    else this.#insert(at, key, sizeLots);
  }

  /** First index whose key is not below `key`. */
  #find(key: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(at: number, key: number, size: number): void {
    this.#keys.copyWithin(at + 1, at, this.length);
    this.#sizes.copyWithin(at + 1, at, this.length);
    this.#keys[at] = key;
    this.#sizes[at] = size;
    this.length++;
    if (this.length > LEVELS_MAX) this.#remove(0);
  }

  #remove(at: number): void {
    this.#keys.copyWithin(at, at + 1, this.length);
    this.#sizes.copyWithin(at, at + 1, this.length);
    this.length--;
  }
}

export type Level = readonly [priceTicks: number, sizeLots: number];

export class SortedBook {
  readonly #bids = new BookSide(1);
  readonly #asks = new BookSide(-1);

  clear(): void {
    this.#bids.length = 0;
    this.#asks.length = 0;
  }

  /** A level's new absolute size; 0 removes it. */
  set(side: number, priceTicks: number, sizeLots: number): void {
    (side === SIDE.bid ? this.#bids : this.#asks).set(priceTicks, sizeLots);
  }

  /** NaN while that side is empty. */
  bestBid(): number {
    return this.#bids.price(0);
  }

  bestAsk(): number {
    return this.#asks.price(0);
  }

  /** Best first, at most `limit`. */
  levels(side: number, limit: number): Level[] {
    const half = side === SIDE.bid ? this.#bids : this.#asks;
    const count = Math.min(limit, half.length);
    const levels: Level[] = [];
    for (let k = 0; k < count; k++) levels.push([half.price(k), half.size(k)]);
    return levels;
  }
}
