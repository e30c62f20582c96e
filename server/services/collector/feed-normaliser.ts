/**
 * One venue's raw messages to market rows: mapping, book and trade continuity, plausibility. The collector
 * runs it on a live feed, a replay on a recording; the rows are the same.
 *
 * No I/O and no clock. When a book's chain breaks it writes `bookGap`, the feed is no longer live, and it
 * goes on with `bookClear` and the levels once it was given a snapshot.
 */
import type { InstrumentSpec, Product } from "@/server/domain/instrument";
import { FLAG, KIND, type MarketBlock, MarketBlockBuilder } from "@/server/domain/market-block";
import { type Micros, micros } from "@/server/domain/micros";
import type { VenueMapper, VenueMessage } from "@/server/ports/venue-mapper";
import { type BookStart, InstrumentFeed } from "./instrument-feed";

export type NormaliserOptions = Readonly<{
  specs: readonly InstrumentSpec[];
  mapper: VenueMapper;
  /** Default "snapshot". */
  startFrom?: BookStart;
  /** Called with each message that could not be understood. */
  onUnreadable?: (reason: string, text: string) => void;
}>;

export class FeedNormaliser {
  readonly feeds: readonly InstrumentFeed[];
  /** Messages so far, by type. */
  readonly counts = { depth: 0, snapshot: 0, trade: 0, aggTrade: 0, mark: 0, other: 0, unreadable: 0 };
  /** Venue time minus ours, µs; only for judging stamps. */
  clockOffsetMicros = 0;
  readonly #mapper: VenueMapper;
  readonly #builder = new MarketBlockBuilder(1_024);
  readonly #onUnreadable: (reason: string, text: string) => void;
  #receivedAt = micros(0);

  constructor({ specs, mapper, startFrom = "snapshot", onUnreadable = () => {} }: NormaliserOptions) {
    this.#mapper = mapper;
    this.#onUnreadable = onUnreadable;
    this.feeds = specs.map((_, index) => new InstrumentFeed(index, this.#builder, startFrom));
  }

  /** Rows waiting to be taken. */
  get length(): number {
    return this.#builder.length;
  }

  take(): MarketBlock {
    return this.#builder.take();
  }

  /** @throws RangeError for an index outside the instruments */
  feed(instrument: number): InstrumentFeed {
    const feed = this.feeds[instrument];
    if (!feed) throw new RangeError(`instrument must be below ${this.feeds.length}, was ${instrument}`);
    return feed;
  }

  /** One message of the stream. @param product whose stream; default that of the first instrument */
  accept(receivedAt: Micros, text: string, product?: Product): void {
    this.#handle(this.#tick(receivedAt), this.#mapper.map(text, product), text);
  }

  /** The answer to a request for a snapshot. */
  acceptSnapshot(instrument: number, receivedAt: Micros, text: string): void {
    this.#handle(this.#tick(receivedAt), this.#mapper.mapSnapshot(text, instrument), text);
  }

  /** The connection of these instruments is gone: each book is unknown until its next snapshot. */
  interrupt(at: Micros, text: string, instruments: readonly number[]): void {
    const receivedAt = this.#tick(at);
    for (const instrument of instruments) this.feed(instrument).lose(receivedAt, { kind: "disconnect", text });
  }

  /** Says of these instruments that somebody listens, though nothing was heard of them since `since`. */
  beat(at: Micros, since: number, instruments: readonly number[]): void {
    const receivedAt = this.#tick(at);
    for (const instrument of instruments) {
      const { bookReceivedAt, tradeReceivedAt } = this.feed(instrument);
      if (Math.max(bookReceivedAt, tradeReceivedAt) > since) continue;
      const nothing = { exchangeAt: micros(0), seq: 0, priceTicks: 0, sizeLots: 0, side: 0 };
      this.#builder.push({ ...nothing, receivedAt, instrument, kind: KIND.heartbeat, flags: FLAG.end });
    }
  }

  /** All whole books as snapshot rows. Take the waiting rows first: they come before. */
  books(at: Micros): MarketBlock {
    const receivedAt = this.#tick(at);
    const builder = new MarketBlockBuilder(4_096);
    for (const feed of this.feeds) feed.writeBook(builder, receivedAt);
    return builder.take();
  }

  #handle(receivedAt: Micros, message: VenueMessage, text: string): void {
    this.counts[message.type]++;
    if (message.type === "aggTrade" || message.type === "other") return;
    if (message.type === "unreadable") this.#onUnreadable(message.reason, text);
    if (message.instrument === null) return;
    const feed = this.feed(message.instrument);
    const arrival = { receivedAt, clockOffsetMicros: this.clockOffsetMicros };
    if (message.type === "depth") feed.acceptUpdate(message, arrival);
    else if (message.type === "trade") feed.acceptTrade(message, arrival);
    else if (message.type === "mark") feed.acceptMark(message, arrival);
    else if (message.type === "snapshot") feed.acceptSnapshot(message, arrival);
    else if (message.isBook) {
      feed.lose(receivedAt, { kind: "sequence", text: `an update could not be read: ${message.reason}` });
    }
  }

  /** Receive times never fall, whatever the clock does. */
  #tick(receivedAt: Micros): Micros {
    if (receivedAt > this.#receivedAt) this.#receivedAt = receivedAt;
    return this.#receivedAt;
  }
}
