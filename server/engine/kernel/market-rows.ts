/** Takes market rows in: book, venue, strategies, in this order. The hot path of the engine. */
import { FLAG, KIND, type MarketBlock } from "@/server/domain/market-block";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { MarketCursor } from "@/server/engine/strategy/strategy";
import { onBookEnd, onLevel, onSnapshot, onTrade } from "@/server/engine/venue/passive";
import type { Venue } from "@/server/engine/venue/venue";
import { rowTime } from "./clock";
import type { Due } from "./due";
import type { Parts } from "./parts";

type MutableRow = { -readonly [K in keyof MarketCursor]: MarketCursor[K] };

export class MarketRows {
  readonly #parts: Parts;
  readonly #due: Due;
  readonly #venues: readonly Venue[];
  /** One object for all rows: nothing is allocated per event. */
  readonly #row: MutableRow = {
    instrument: 0,
    kind: 0,
    side: 0,
    priceTicks: 0,
    sizeLots: 0,
    flags: 0,
    exchangeAt: 0,
    receivedAt: 0,
  };

  constructor(parts: Parts, due: Due) {
    this.#parts = parts;
    this.#due = due;
    this.#venues = parts.markets.map(({ index }) => parts.exchange.venue(index));
  }

  apply(block: MarketBlock, from: number, to: number): void {
    const { clock, wake, host } = this.#parts;
    const row = this.#row;
    for (let i = from; i < to; i++) {
      row.instrument = block.instrument[i] as number;
      row.kind = block.kind[i] as number;
      row.side = block.side[i] as number;
      row.priceTicks = block.priceTicks[i] as number;
      row.sizeLots = block.sizeLots[i] as number;
      row.flags = block.flags[i] as number;
      row.exchangeAt = block.exchangeAt[i] as number;
      row.receivedAt = block.receivedAt[i] as number;
      clock.begin(rowTime(row.receivedAt, row.exchangeAt, row.flags));
      if (clock.appliedEvents === 1) this.#due.start();
      // A stamp that failed its check may lie years ahead; nothing is later than now.
      if (row.exchangeAt > clock.now) row.exchangeAt = clock.now;
      if (clock.now >= wake.at) this.#due.runQuiet();
      if (row.exchangeAt > (wake.venueAt[row.instrument] as number))
        this.#due.runBefore(row.instrument, row.exchangeAt);
      if (clock.now >= wake.at) this.#due.runKnown();
      this.#take(row);
      if (host.isActive) host.onMarket(row);
    }
  }

  #take(row: MutableRow): void {
    const { clock } = this.#parts;
    const venue = this.#venues[row.instrument] ?? clock.fail(`there is no instrument ${row.instrument}`);
    const { market } = venue;
    market.lastEventAt = clock.now;
    if (row.kind === KIND.bookLevel) this.#level(venue, row);
    else if (row.kind === KIND.trade) {
      market.lastTradeAt = clock.now;
      // A doubtful print neither fills nor moves a queue; the book will show whether it was true.
      if (venue.resting.count > 0 && (row.flags & FLAG.suspect) === 0) {
        onTrade(venue, row);
      }
    } else if (row.kind === KIND.bookClear) this.#clear(venue, row);
    else if (row.kind === KIND.bookGap) this.#gap(market);
    // Marks, funding, single orders and outages: known, and without effect until somebody is told of them.
    else if (row.kind > KIND.outage) clock.fail(`a market row has the unknown kind ${row.kind}`);
  }

  #level(venue: Venue, row: MutableRow): void {
    const { market, consumption, resting } = venue;
    const { book } = market;
    const isEnd = (row.flags & FLAG.end) !== 0;
    const isSnapshot = book.isLoading;
    market.lastBookAt = this.#parts.clock.now;
    book.level(row.side, row.priceTicks, row.sizeLots);
    book.touched(row.exchangeAt, isEnd);
    if (!consumption.isEmpty) consumption.forget(row.side, row.priceTicks);
    if (resting.count === 0) return;
    if (!isSnapshot) onLevel(venue, row);
    if (isEnd) this.#bookEnd(venue, row.exchangeAt, isSnapshot);
  }

  #clear(venue: Venue, row: MutableRow): void {
    const { market, consumption, resting } = venue;
    const isEnd = (row.flags & FLAG.end) !== 0;
    market.rememberMark();
    market.lastBookAt = this.#parts.clock.now;
    market.book.clear(row.exchangeAt, isEnd);
    consumption.clear();
    if (isEnd && resting.count > 0) this.#bookEnd(venue, row.exchangeAt, true);
  }

  #bookEnd(venue: Venue, exchangeAt: number, isSnapshot: boolean): void {
    if (isSnapshot) onSnapshot(venue, exchangeAt);
    if (venue.market.book.isKnown) onBookEnd(venue, exchangeAt);
  }

  /** Told once per gap: only a known book can be lost. */
  #gap(market: InstrumentMarket): void {
    const { exchange, gate, host } = this.#parts;
    const wasKnown = market.book.isKnown;
    market.lose();
    exchange.lose(market.index);
    if (!wasKnown) return;
    const { id, symbol } = market.spec;
    const text = `The book of ${symbol} is unknown until its next snapshot; orders go to the back of their queues`;
    gate.record({ kind: "data_gap", cause: id, text });
    host.onGap(market.index);
  }
}
