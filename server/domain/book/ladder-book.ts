import { SIDE } from "@/server/domain/market-block";
import { LadderSide, type LadderSideState } from "./ladder-side";

export type LadderBookState = Readonly<{
  bids: LadderSideState;
  asks: LadderSideState;
  isKnown: boolean;
  isLoading: boolean;
  isSettled: boolean;
  updatedAtMicros: number;
}>;

/**
 * L2 order book: displayed size per price level, in ticks and lots. One book serves the desk's view
 * and the venue's: the venue's actions are put in at the right place between the updates.
 *
 * A book is known from the end of a snapshot until a gap. It is settled between messages; inside of
 * one it may be crossed for a few rows.
 */
export class LadderBook {
  readonly #bids = new LadderSide();
  readonly #asks = new LadderSide();
  #isKnown = false;
  #isLoading = false;
  #isSettled = true;
  #updatedAt = 0;

  /** A snapshot begins. */
  clear(exchangeAt: number, isEnd: boolean): void {
    this.#bids.clear();
    this.#asks.clear();
    this.#isKnown = false;
    this.#isLoading = true;
    this.touched(exchangeAt, isEnd);
  }

  /** Sets a level's size; 0 removes it. `touched` follows each row. */
  level(side: number, priceTicks: number, sizeLots: number): void {
    if (side === SIDE.bid) this.#bids.set(priceTicks, sizeLots);
    else this.#asks.set(-priceTicks, sizeLots);
  }

  /** After each book row: its time, and whether it was the last of its message. */
  touched(exchangeAt: number, isEnd: boolean): void {
    if (exchangeAt > this.#updatedAt) this.#updatedAt = exchangeAt;
    this.#isSettled = isEnd;
    if (isEnd && this.#isLoading) {
      this.#isLoading = false;
      this.#isKnown = true;
    }
  }

  /** The book cannot be trusted until the next snapshot. Its levels stay for the eye. */
  gap(): void {
    this.#isKnown = false;
    this.#isLoading = false;
    this.#isSettled = true;
  }

  /** A snapshot has been taken in whole and no gap followed. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** Known, and not in the middle of a message: what a venue may match on. */
  get isReady(): boolean {
    return this.#isKnown && this.#isSettled;
  }

  isValid(): boolean {
    return this.#isKnown && this.#bids.bestKey < -this.#asks.bestKey && this.#bids.count > 0 && this.#asks.count > 0;
  }

  bestBid(): number {
    return this.#bids.count === 0 ? Number.NaN : this.#bids.bestKey;
  }

  bestAsk(): number {
    return this.#asks.count === 0 ? Number.NaN : -this.#asks.bestKey;
  }

  sizeAt(side: number, priceTicks: number): number {
    return side === SIDE.bid ? this.#bids.size(priceTicks) : this.#asks.size(-priceTicks);
  }

  levelSize(side: number, k: number): number {
    const ladder = side === SIDE.bid ? this.#bids : this.#asks;
    return k < ladder.count ? ladder.size(ladder.keyAt(k)) : 0;
  }

  levelPrice(side: number, k: number): number {
    const ladder = side === SIDE.bid ? this.#bids : this.#asks;
    if (k >= ladder.count) return Number.NaN;
    return side === SIDE.bid ? ladder.keyAt(k) : -ladder.keyAt(k);
  }

  /** How many prices are displayed on a side. */
  levelCount(side: number): number {
    return side === SIDE.bid ? this.#bids.count : this.#asks.count;
  }

  depth(side: number, n: number): number {
    const ladder = side === SIDE.bid ? this.#bids : this.#asks;
    let sum = 0;
    for (let k = 0; k < n && k < ladder.count; k++) sum += ladder.size(ladder.keyAt(k));
    return sum;
  }

  updatedAt(): number {
    return this.#updatedAt;
  }

  /** Best bid + best ask: the mid in half ticks; null unless valid. */
  midHalfTicks(): number | null {
    return this.isValid() ? this.#bids.bestKey - this.#asks.bestKey : null;
  }

  save(): LadderBookState {
    return {
      bids: this.#bids.save(),
      asks: this.#asks.save(),
      isKnown: this.#isKnown,
      isLoading: this.#isLoading,
      isSettled: this.#isSettled,
      updatedAtMicros: this.#updatedAt,
    };
  }

  load(state: LadderBookState): void {
    this.#bids.load(state.bids);
    this.#asks.load(state.asks);
    this.#isKnown = state.isKnown;
    this.#isLoading = state.isLoading;
    this.#isSettled = state.isSettled;
    this.#updatedAt = state.updatedAtMicros;
  }
}
