/**
 * A small, lively, seeded market for property tests: books that never cross between messages, trades that
 * come before or after the book rows that show them, price moves, gaps and doubtful prints. The same
 * seed gives the same rows.
 */
import { FLAG, KIND, type MarketBlock, MarketBlockBuilder, SIDE } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { Rng } from "@/server/domain/rng";
import { T0 } from "./market-builder";

export type RandomMarketOptions = Readonly<{
  seed: number;
  instruments?: number;
  /** Venue messages, about. */
  messages: number;
  /** Share of messages that are gaps followed by a snapshot; 0 for an unbroken book. */
  gapShare?: number;
  /** Our clock against the venue's, µs; negative when it is behind. */
  feedMicros?: number;
  /** Whether prints may come after the book rows that show them; yes unless told otherwise. */
  hasLatePrints?: boolean;
  jumps?: Jumps;
}>;

/** Share of messages at which a whole new book stands elsewhere, at most so many ticks from where it began; never unless told. */
export type Jumps = Readonly<{ share: number; ticks: number }>;

type Book = { bids: Map<number, number>; asks: Map<number, number> };
type Row = Readonly<{ kind: number; side?: number; price?: number; size?: number; flags?: number }>;

const MID = 10_000;
const DEPTH = 12;

export function randomMarket(options: RandomMarketOptions): MarketBlock {
  const writer = new Writer(options);
  for (let i = 0; i < options.messages; i++) writer.step();
  return writer.take();
}

class Writer {
  readonly #rng: Rng;
  readonly #books: Book[];
  readonly #gapShare: number;
  readonly #feedMicros: number;
  readonly #hasLatePrints: boolean;
  readonly #jumps: Jumps | null;
  readonly #rows = new MarketBlockBuilder(1_024);
  #instrument = 0;
  #at = T0;
  #received = 0;
  #seq = 0;

  constructor(options: RandomMarketOptions) {
    const { seed, instruments = 1, gapShare = 0, feedMicros = 3_000, hasLatePrints = true } = options;
    this.#jumps = options.jumps ?? null;
    this.#rng = Rng.derive(seed, "random-market");
    this.#gapShare = gapShare;
    this.#feedMicros = feedMicros;
    this.#hasLatePrints = hasLatePrints;
    this.#books = Array.from({ length: instruments }, () => this.#freshBook(MID));
    for (let i = 0; i < instruments; i++) {
      this.#instrument = i;
      this.#snapshot();
    }
  }

  take(): MarketBlock {
    return this.#rows.take();
  }

  step(): void {
    this.#at += 200 + this.#below(60_000);
    this.#instrument = this.#below(this.#books.length);
    if (this.#jumps && this.#rng.next() < this.#jumps.share) return this.#jump(this.#jumps.ticks);
    const roll = this.#rng.next();
    if (roll < this.#gapShare) return this.#gap();
    if (roll < 0.5) return this.#changes(1 + this.#below(5));
    if (roll < 0.88) return this.#trade();
    if (roll < 0.98) return this.#move();
    this.#doubtfulPrint();
  }

  /** Sizes near the touch come and go. */
  #changes(count: number): void {
    const book = this.#book();
    for (let i = 0; i < count; i++) {
      const isBid = this.#rng.next() < 0.5;
      const [bid, ask] = touch(book);
      const price = isBid ? bid - this.#below(4) : ask + this.#below(4);
      this.#set(isBid, price, this.#rng.next() < 0.2 ? 0 : this.#size());
    }
    this.#refill();
    this.#end();
  }

  /** An aggressor walks the book. One time in five the book's rows come first and the prints later, with their earlier stamp. */
  #trade(): void {
    const isBuy = this.#rng.next() < 0.5;
    const prints = this.#walk(isBuy, 1 + this.#below(150));
    const at = this.#at;
    const isLate = this.#rng.next() < 0.2 && this.#hasLatePrints;
    const print = (): void => {
      for (const [price, size] of prints) {
        this.#push({ kind: KIND.trade, side: isBuy ? SIDE.buy : SIDE.sell, price, size, flags: FLAG.end });
      }
    };
    if (!isLate) print();
    this.#at = at + 1_000 + this.#below(20_000);
    for (const [price] of prints) {
      const left = (isBuy ? this.#book().asks : this.#book().bids).get(price) ?? 0;
      this.#push({ kind: KIND.bookLevel, side: isBuy ? SIDE.ask : SIDE.bid, price, size: left });
    }
    this.#refill();
    this.#end();
    if (!isLate) return;
    const bookAt = this.#at;
    this.#at = at;
    print();
    this.#at = bookAt;
  }

  #walk(isBuy: boolean, lots: number): [price: number, size: number][] {
    const levels = isBuy ? this.#book().asks : this.#book().bids;
    const prices = [...levels.keys()].sort((a, b) => (isBuy ? a - b : b - a));
    const prints: [number, number][] = [];
    let left = lots;
    for (const price of prices.slice(0, 3)) {
      if (left === 0) break;
      const there = levels.get(price) ?? 0;
      const size = Math.min(there, left);
      prints.push([price, size]);
      left -= size;
      if (size === there) levels.delete(price);
      else levels.set(price, there - size);
    }
    return prints;
  }

  /** The touch steps up or down by one to three ticks without a trade. */
  #move(): void {
    const isUp = this.#rng.next() < 0.5;
    for (let step = 1 + this.#below(3); step > 0; step--) {
      const [bid, ask] = touch(this.#book());
      this.#set(!isUp, isUp ? ask : bid, 0);
      this.#set(isUp, isUp ? ask : bid, this.#size());
    }
    this.#refill();
    this.#end();
  }

  #doubtfulPrint(): void {
    const price = MID + this.#below(2_000) - 1_000;
    this.#push({ kind: KIND.trade, side: SIDE.sell, price, size: this.#size(), flags: FLAG.end | FLAG.suspect });
  }

  #gap(): void {
    this.#push({ kind: KIND.bookGap, flags: FLAG.end });
    this.#at += this.#below(400_000);
    const [bid] = touch(this.#book());
    this.#books[this.#instrument] = this.#freshBook(Math.max(bid + this.#below(7) - 3, 100));
    this.#snapshot();
  }

  #jump(ticks: number): void {
    this.#books[this.#instrument] = this.#freshBook(MID + this.#below(2 * ticks) - ticks);
    this.#snapshot();
  }

  #snapshot(): void {
    this.#push({ kind: KIND.bookClear, flags: FLAG.snapshot });
    const { bids, asks } = this.#book();
    for (const [price, size] of bids) {
      this.#push({ kind: KIND.bookLevel, side: SIDE.bid, price, size, flags: FLAG.snapshot });
    }
    for (const [price, size] of asks) {
      this.#push({ kind: KIND.bookLevel, side: SIDE.ask, price, size, flags: FLAG.snapshot });
    }
    this.#end();
  }

  /** Neither side ever runs out. */
  #refill(): void {
    const book = this.#book();
    for (const isBid of [true, false]) {
      const levels = isBid ? book.bids : book.asks;
      for (let gap = 1; levels.size < 3; gap++) {
        const other = isBid ? Math.min(...book.asks.keys()) : Math.max(...book.bids.keys());
        const price = isBid ? other - gap : other + gap;
        if (!levels.has(price)) this.#set(isBid, price, this.#size());
      }
    }
  }

  #set(isBid: boolean, price: number, size: number): void {
    const levels = isBid ? this.#book().bids : this.#book().asks;
    const others = isBid ? this.#book().asks : this.#book().bids;
    if (size > 0 && others.has(price)) return;
    if (size === 0 && levels.size === 1) return;
    if (size === 0) levels.delete(price);
    else levels.set(price, size);
    this.#push({ kind: KIND.bookLevel, side: isBid ? SIDE.bid : SIDE.ask, price, size });
  }

  #end(): void {
    this.#rows.flagLast(FLAG.end);
  }

  #push({ kind, side = 0, price = 0, size = 0, flags = 0 }: Row): void {
    this.#received = Math.max(this.#received, this.#at + this.#feedMicros + this.#below(2_000));
    this.#rows.push({
      exchangeAt: micros(this.#at),
      receivedAt: micros(this.#received),
      seq: ++this.#seq,
      priceTicks: price,
      sizeLots: size,
      instrument: this.#instrument,
      kind,
      side,
      flags,
    });
  }

  #freshBook(mid: number): Book {
    const side = (sign: number) =>
      new Map(Array.from({ length: DEPTH }, (_, i) => [mid + sign * (i + 1), this.#size()] as const));
    return { bids: side(-1), asks: side(1) };
  }

  #book(): Book {
    const book = this.#books[this.#instrument];
    if (!book) throw new RangeError(`there is no instrument ${this.#instrument}`);
    return book;
  }

  #size(): number {
    return 1 + this.#below(100);
  }

  #below(bound: number): number {
    return Math.floor(this.#rng.next() * bound);
  }
}

const touch = ({ bids, asks }: Book): [bid: number, ask: number] => [
  Math.max(...bids.keys()),
  Math.min(...asks.keys()),
];
