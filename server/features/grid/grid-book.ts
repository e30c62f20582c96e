import { LadderBook, type LadderBookState } from "@/server/domain/book/ladder-book";
import { FLAG, KIND, type MarketBlock, SIDE } from "@/server/domain/market-block";
import { orderFlowEvent } from "@/server/features/order-flow-imbalance";
import { emptyTouch, type Touch } from "@/server/features/touch";
import { SecondSums, type SecondSumsState } from "./second-sums";

/** Levels whose order flow is summed (Xu, Gould & Howison 2018 use up to ten, and find little beyond five). */
export const FLOW_LEVELS = 5;
export const DEPTHS = [1, 5, 20] as const;
/** Windows of the sums below, seconds. */
export const FLOW_WINDOWS = [1, 10, 60] as const;
export const DEPTH_WINDOWS = [60, 300] as const;
export const SQUARE_WINDOWS = [60, 300] as const;

export type GridBookState = Readonly<{
  book: LadderBookState;
  /** The first levels as they last stood: bid, lots, ask, lots; null before a known book. */
  levels: readonly (readonly [number | null, number, number | null, number])[] | null;
  sample: readonly number[];
  sums: readonly SecondSumsState[];
}>;

/**
 * The book as the grid sees it, once a message: its first levels, the order flow at each of them (Cont, Kukanov &
 * Stoikov 2014 at the touch, Xu, Gould & Howison, "Multi-Level Order-Flow Imbalance in a Limit Order Book", Market
 * Microstructure and Liquidity 4, 2018, beyond), what the mid did and how much was displayed as each second ended.
 */
export class GridBook {
  readonly ladder = new LadderBook();
  readonly flows = Array.from({ length: FLOW_LEVELS }, () => new SecondSums(FLOW_WINDOWS));
  /** Displayed lots of both sides over the first 1, 5 and 20 levels, one sample as each second ends. */
  readonly depths = DEPTHS.map(() => new SecondSums(DEPTH_WINDOWS));
  /** Of changes of the mid, half ticks. */
  readonly changes = new SecondSums(FLOW_WINDOWS);
  readonly squares = new SecondSums(SQUARE_WINDOWS);
  /** Best bid + best ask in ticks as they last stood uncrossed; NaN before. */
  mid = Number.NaN;
  /** Newest sample of each depth, lots. */
  readonly #sample = new Float64Array(DEPTHS.length);
  readonly #before = Array.from({ length: FLOW_LEVELS }, emptyTouch);
  readonly #after = Array.from({ length: FLOW_LEVELS }, emptyTouch);

  /** @returns "known" once a message has left a whole two-sided book, "lost" when it is unknown, else null */
  apply(block: MarketBlock, i: number, second: number): "known" | "lost" | null {
    const { ladder } = this;
    const kind = block.kind[i];
    const isEnd = ((block.flags[i] ?? 0) & FLAG.end) !== 0;
    if (kind === KIND.bookGap) {
      ladder.gap();
      return "lost";
    }
    const exchangeAt = block.exchangeAt[i] ?? 0;
    if (kind === KIND.bookClear) ladder.clear(exchangeAt, isEnd);
    else {
      ladder.level(block.side[i] ?? 0, block.priceTicks[i] ?? 0, block.sizeLots[i] ?? 0);
      ladder.touched(exchangeAt, isEnd);
    }
    if (!isEnd) return null;
    if (ladder.levelCount(SIDE.bid) === 0 || ladder.levelCount(SIDE.ask) === 0) return "lost";
    // A book that crosses itself is of two moments: what was known before it stands until it is whole.
    if (!ladder.isValid()) return null;
    this.#look(second);
    return "known";
  }

  /** The book is whole, and not in the middle of a message. */
  get isReady(): boolean {
    return this.ladder.isReady && this.ladder.isValid();
  }

  /** A second is over: what was displayed then is its sample; within a message, what was a second before. */
  closeSecond(second: number): void {
    for (let k = 0; k < DEPTHS.length; k++) {
      if (this.ladder.isReady) this.#sample[k] = this.displayed(DEPTHS[k] ?? 0);
      (this.depths[k] as SecondSums).add(second, this.#sample[k] as number);
    }
  }

  /** Lots of both sides over the first n levels. */
  displayed(n: number): number {
    return this.ladder.depth(SIDE.bid, n) + this.ladder.depth(SIDE.ask, n);
  }

  /** Mean of the samples of the k-th depth over the w-th window, lots. */
  meanDepth(k: number, w: number, second: number): number {
    return (this.depths[k] as SecondSums).sum(w, second) / (DEPTH_WINDOWS[w] ?? 1);
  }

  touch(): Touch {
    return this.#before[0] as Touch;
  }

  /** Forgets what windows hold; the ladder stands. */
  clear(): void {
    this.mid = Number.NaN;
    for (const sums of this.#sums()) sums.clear();
  }

  save(): GridBookState {
    const level = ({ bidTicks, bidLots, askTicks, askLots }: Touch) =>
      [nullable(bidTicks), bidLots, nullable(askTicks), askLots] as const;
    return {
      book: this.ladder.save(),
      levels: Number.isNaN(this.mid) ? null : this.#before.map(level),
      sample: Array.from(this.#sample),
      sums: this.#sums().map((sums) => sums.save()),
    };
  }

  load(state: GridBookState): void {
    this.clear();
    this.ladder.load(state.book);
    this.#sample.set(state.sample);
    for (const [k, saved] of state.sums.entries()) this.#sums()[k]?.load(saved);
    for (const [k, [bid, bidLots, ask, askLots]] of state.levels?.entries() ?? []) {
      Object.assign(this.#before[k] ?? {}, {
        bidTicks: bid ?? Number.NaN,
        bidLots,
        askTicks: ask ?? Number.NaN,
        askLots,
      });
    }
    const touch = this.touch();
    this.mid = state.levels === null ? Number.NaN : touch.bidTicks + touch.askTicks;
  }

  #look(second: number): void {
    const isFirst = Number.isNaN(this.mid);
    if (isFirst) for (const [k, n] of DEPTHS.entries()) this.#sample[k] = this.displayed(n);
    for (let k = 0; k < FLOW_LEVELS; k++) {
      const after = this.#after[k] as Touch;
      const before = this.#before[k] as Touch;
      this.#read(k, after);
      // A level past the last of its side has no price, and no comparison holds with it: it adds nothing.
      const flow = isFirst ? 0 : orderFlowEvent(before, after);
      if (flow !== 0) (this.flows[k] as SecondSums).add(second, flow);
      this.#before[k] = after;
      this.#after[k] = before;
    }
    const { bidTicks, askTicks } = this.touch();
    const mid = bidTicks + askTicks;
    const change = isFirst ? 0 : mid - this.mid;
    if (change !== 0) {
      this.changes.add(second, change);
      this.squares.add(second, change * change);
    }
    this.mid = mid;
  }

  #read(k: number, into: Touch): void {
    into.bidTicks = this.ladder.levelPrice(SIDE.bid, k);
    into.bidLots = this.ladder.levelSize(SIDE.bid, k);
    into.askTicks = this.ladder.levelPrice(SIDE.ask, k);
    into.askLots = this.ladder.levelSize(SIDE.ask, k);
  }

  #sums(): readonly SecondSums[] {
    return [...this.flows, ...this.depths, this.changes, this.squares];
  }
}

const nullable = (value: number): number | null => (Number.isNaN(value) ? null : value);
