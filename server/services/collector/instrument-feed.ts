/** One instrument's part of the feed: its book, its continuity, its plausibility, its rows. */

import { LadderBook } from "@/server/domain/book/ladder-book";
import { LEVELS_MAX } from "@/server/domain/book/ladder-side";
import { FLAG, KIND, type MarketBlockBuilder, SIDE } from "@/server/domain/market-block";
import { type Micros, micros } from "@/server/domain/micros";
import type { MarkView } from "@/server/domain/views";
import type { DepthSnapshot, DepthUpdate, LevelPairs, VenueMark, VenueTrade } from "@/server/ports/venue-mapper";
import { bookLevels } from "./book-levels";
import { BookSequencer } from "./book-sequencer";
import { MarkRows } from "./mark-rows";
import { checkTime, checkTouch, JumpDetector, noSanityCounts } from "./sanity";
import { TradeSequence } from "./trade-sequence";

/** DOMAIN 1: what is stamped further behind the newest event of its instrument is late. */
export const WATERMARK_MICROS = 250_000;

/** Where books begin; "updates" is for recordings that hold no snapshot and so give a partial book. */
export type BookStart = "snapshot" | "updates";

/** Why a book's chain broke. */
export type BookGap = Readonly<{ kind: "sequence" | "disconnect"; text: string }>;

/** When a message was received, and how far the venue's clock is ahead of ours. */
export type Arrival = Readonly<{ receivedAt: Micros; clockOffsetMicros: number }>;

/** What all rows of one message share. */
type Stamp = Readonly<{ exchangeAt: Micros; receivedAt: Micros; seq: number; flags: number }>;

export class InstrumentFeed {
  readonly index: number;
  /** The venue's book while the chain holds, the last one known in a gap. */
  readonly book = new LadderBook();
  /** Flagged events by reason. */
  readonly sanity = noSanityCounts();
  readonly #builder: MarketBlockBuilder;
  readonly #startFrom: BookStart;
  readonly #sequencer = new BookSequencer();
  readonly #trades = new TradeSequence();
  readonly #jumps = new JumpDetector();
  readonly #marks: MarkRows;
  /** Newest venue stamp, and our times of the last book and trade message, µs; 0 before the first. */
  newestExchangeAt = 0;
  bookReceivedAt = 0;
  tradeReceivedAt = 0;
  /** Both stamps of the last event. */
  lastExchangeAt = 0;
  lastReceivedAt = 0;
  /** Messages beyond the watermark; book updates sent twice; breaks of the book's chain. */
  late = 0;
  staleUpdates = 0;
  gaps = 0;
  /** Levels finer than the tick or the lot, and trades of less than a lot: old orders of a finer grid. */
  irregularLevels = 0;
  dustTrades = 0;
  /** Trades that the venue made outside of the book. */
  offBookTrades = 0;
  /** Why the book is unknown; null while it holds, and before the first snapshot. */
  gap: BookGap | null = null;

  constructor(index: number, builder: MarketBlockBuilder, startFrom: BookStart) {
    this.index = index;
    this.#builder = builder;
    this.#startFrom = startFrom;
    this.#marks = new MarkRows(index);
  }

  /** Whether the book is the venue's. */
  get isLive(): boolean {
    return this.#sequencer.isLive;
  }

  /** Null of spot, and before the first mark. */
  get mark(): MarkView | null {
    return this.#marks.view();
  }

  /** Trades whose ids never came. */
  get missingTrades(): number {
    return this.#trades.holes;
  }

  acceptUpdate(update: DepthUpdate, arrival: Arrival): void {
    const { receivedAt } = arrival;
    this.irregularLevels += update.irregular;
    if (this.#startFrom === "updates" && !this.isLive) this.#startEmpty(update, receivedAt);
    const lastId = this.#sequencer.lastId;
    const outcome = this.#sequencer.offer(update);
    if (outcome === "stale") {
      this.staleUpdates++;
      return;
    }
    const flags = this.#stampFlags(update.exchangeAt, arrival);
    if (outcome === "applied") this.#writeUpdate(update, receivedAt, flags);
    if (outcome === "gap") {
      this.#writeGap(receivedAt, { kind: "sequence", text: `update ${update.firstId} does not continue ${lastId}` });
    }
  }

  /** @returns whether the book holds now; if not, the snapshot was too old */
  acceptSnapshot(snapshot: DepthSnapshot, { receivedAt, clockOffsetMicros }: Arrival): boolean {
    const outcome = this.#sequencer.join(snapshot);
    if (outcome.kind === "too_old") return false;
    this.gap = null;
    this.irregularLevels += snapshot.irregular;
    const newest = this.newestExchangeAt || receivedAt + clockOffsetMicros;
    const exchangeAt = snapshot.exchangeAt ?? outcome.updates[0]?.exchangeAt ?? micros(Math.round(newest));
    const stamp = { exchangeAt, receivedAt, seq: snapshot.lastId, flags: FLAG.snapshot };
    this.#writeClear(stamp);
    this.#writeLevels(stamp, SIDE.bid, snapshot.bids);
    this.#writeLevels(stamp, SIDE.ask, snapshot.asks);
    this.#endBook(exchangeAt, receivedAt);
    for (const update of outcome.updates) this.#writeUpdate(update, receivedAt, 0);
    return true;
  }

  acceptTrade(trade: VenueTrade, arrival: Arrival): void {
    const outcome = this.#trades.accept(trade.tradeId);
    if (outcome === "duplicate") {
      this.sanity.duplicate_trade++;
      return;
    }
    if (trade.isOffBook) {
      this.offBookTrades++;
      return;
    }
    if (trade.sizeLots === 0) {
      this.dustTrades++;
      return;
    }
    let flags = FLAG.end | this.#stampFlags(trade.exchangeAt, arrival);
    if (outcome === "late" && (flags & FLAG.late) === 0) {
      flags |= FLAG.late;
      this.late++;
    }
    if (this.#jumps.check(trade.priceTicks, trade.exchangeAt)) {
      this.sanity.price_jump++;
      flags |= FLAG.suspect;
    }
    this.tradeReceivedAt = arrival.receivedAt;
    this.#builder.push({
      exchangeAt: trade.exchangeAt,
      receivedAt: arrival.receivedAt,
      seq: trade.tradeId,
      priceTicks: trade.priceTicks,
      sizeLots: trade.sizeLots,
      instrument: this.index,
      kind: KIND.trade,
      side: trade.aggressor,
      flags,
    });
  }

  acceptMark(mark: VenueMark, arrival: Arrival): void {
    const flags = this.#stampFlags(mark.exchangeAt, arrival);
    this.#marks.accept(mark, { receivedAt: arrival.receivedAt, flags }, this.#builder);
  }

  /** The chain is lost for a reason outside of it: the connection, an update that cannot be read. */
  lose(receivedAt: Micros, gap: BookGap): void {
    const wasLive = this.isLive;
    this.#sequencer.lose();
    if (wasLive) this.#writeGap(receivedAt, gap);
  }

  /** For a reader who joins now: the last mark and funding, and the book as a snapshot's rows unless it is unknown. */
  writeBook(builder: MarketBlockBuilder, receivedAt: Micros): void {
    this.#marks.write(builder, receivedAt);
    if (!this.isLive) return;
    const exchangeAt = micros(this.book.updatedAt());
    const stamp = { exchangeAt, receivedAt, seq: this.#sequencer.lastId, flags: FLAG.snapshot };
    this.#write(builder, stamp, KIND.bookClear);
    for (const side of [SIDE.bid, SIDE.ask]) {
      for (const [priceTicks, sizeLots] of bookLevels(this.book, side, LEVELS_MAX)) {
        builder.push({ ...stamp, priceTicks, sizeLots, instrument: this.index, kind: KIND.bookLevel, side });
      }
    }
    builder.flagLast(FLAG.end);
  }

  /** Late and implausible stamps; moves the newest stamp on. */
  #stampFlags(exchangeAt: Micros, { receivedAt, clockOffsetMicros }: Arrival): number {
    let flags = 0;
    this.lastExchangeAt = exchangeAt;
    this.lastReceivedAt = receivedAt;
    const reason = checkTime(exchangeAt, this.newestExchangeAt, receivedAt + clockOffsetMicros);
    if (reason !== null) {
      this.sanity[reason]++;
      flags |= FLAG.suspect;
    }
    if (exchangeAt < this.newestExchangeAt - WATERMARK_MICROS) {
      this.late++;
      flags |= FLAG.late;
    } else if (exchangeAt > this.newestExchangeAt && reason !== "time_ahead") this.newestExchangeAt = exchangeAt;
    return flags;
  }

  #startEmpty(update: DepthUpdate, receivedAt: Micros): void {
    const lastId = update.previousId ?? update.firstId - 1;
    this.#sequencer.join({ lastId });
    this.gap = null;
    const flags = FLAG.snapshot | FLAG.end;
    this.#writeClear({ exchangeAt: update.exchangeAt, receivedAt, seq: lastId, flags });
  }

  #writeClear(stamp: Stamp): void {
    this.book.clear(stamp.exchangeAt, (stamp.flags & FLAG.end) !== 0);
    this.#write(this.#builder, stamp, KIND.bookClear);
  }

  #writeGap(receivedAt: Micros, gap: BookGap): void {
    this.gaps++;
    this.gap = gap;
    this.book.gap();
    const exchangeAt = micros(this.newestExchangeAt || receivedAt);
    const stamp = { exchangeAt, receivedAt, seq: this.#sequencer.lastId, flags: FLAG.end };
    this.#write(this.#builder, stamp, KIND.bookGap);
  }

  #write(builder: MarketBlockBuilder, stamp: Stamp, kind: number): void {
    builder.push({ ...stamp, kind, instrument: this.index, side: 0, priceTicks: 0, sizeLots: 0 });
  }

  #writeUpdate(update: DepthUpdate, receivedAt: Micros, flags: number): void {
    const stamp = { exchangeAt: update.exchangeAt, receivedAt, seq: update.lastId, flags };
    this.#writeLevels(stamp, SIDE.bid, update.bids);
    this.#writeLevels(stamp, SIDE.ask, update.asks);
    if (update.bids.length + update.asks.length > 0) this.#endBook(update.exchangeAt, receivedAt);
    else this.bookReceivedAt = receivedAt;
  }

  #writeLevels({ exchangeAt, receivedAt, seq, flags }: Stamp, side: number, pairs: LevelPairs): void {
    for (let i = 0; i < pairs.length; i += 2) {
      const priceTicks = pairs[i] ?? 0;
      const sizeLots = pairs[i + 1] ?? 0;
      this.book.level(side, priceTicks, sizeLots);
      this.#builder.push({
        exchangeAt,
        receivedAt,
        seq,
        priceTicks,
        sizeLots,
        instrument: this.index,
        kind: KIND.bookLevel,
        side,
        flags,
      });
    }
  }

  /** The book is whole again: its touch can be judged. */
  #endBook(exchangeAt: Micros, receivedAt: Micros): void {
    this.bookReceivedAt = receivedAt;
    this.book.touched(exchangeAt, true);
    const reason = checkTouch(this.book.bestBid(), this.book.bestAsk());
    if (reason !== null) this.sanity[reason]++;
    this.#builder.flagLast(reason === null ? FLAG.end : FLAG.end | FLAG.suspect);
  }
}
