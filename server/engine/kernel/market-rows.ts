/**
 * Takes market rows in: the book once, then each lane's venue, then each lane's strategies. The hot path of
 * the engine.
 */

import { MILLIONTHS_PER_TICK } from "@/server/domain/contract-math";
import { FLAG, KIND, type MarketBlock, rowTime } from "@/server/domain/market-block";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { MarketCursor } from "@/server/engine/strategy/strategy";
import type { StrategyHost } from "@/server/engine/strategy/strategy-host";
import { onOrderRow } from "@/server/engine/venue/exact";
import { onBookEnd, onLevel, onSnapshot, onTrade } from "@/server/engine/venue/passive";
import { onMark, onPrint } from "@/server/engine/venue/triggers";
import type { Venue } from "@/server/engine/venue/venue";
import type { Lanes } from "./lanes";
import { onOutage } from "./outage-rows";
import type { Parts } from "./parts";

/** `seq` is set for rows of funding and of orders only. */
type MutableRow = { -readonly [K in keyof MarketCursor]: MarketCursor[K] } & { seq: number };

export class MarketRows {
  readonly #lanes: Lanes;
  /** By instrument: every lane's venue. */
  readonly #venues: readonly (readonly Venue[])[];
  readonly #hosts: readonly StrategyHost[];
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
    seq: 0,
  };
  /** Every lane of a desk with perpetuals; none without, so that its rows cost nothing for them. */
  readonly #margins: readonly Parts[];
  /** A lane asked for the true place in its queues, and is told when the feed names no orders. */
  readonly #mayGuess: boolean;

  constructor(lanes: Lanes) {
    const { all, shared } = lanes;
    this.#lanes = lanes;
    this.#venues = shared.markets.map(({ index }) => all.map(({ parts }) => parts.exchange.venue(index)));
    this.#margins = all.flatMap(({ parts }) => (parts.account.hasPerpetuals ? [parts] : []));
    this.#mayGuess = all.some(({ parts }) => parts.settings.queueModel.kind === "exact");
    this.#hosts = all.map(({ parts }) => parts.host);
  }

  apply(block: MarketBlock, from: number, to: number): void {
    const { clock, wake } = this.#lanes.shared;
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
      if (clock.appliedEvents === 1) this.#lanes.start();
      // A stamp that failed its check may lie years ahead; nothing is later than now.
      if (row.exchangeAt > clock.now) row.exchangeAt = clock.now;
      if (clock.now >= wake.at) this.#lanes.runQuiet();
      if (row.exchangeAt > (wake.venueAt[row.instrument] as number))
        this.#lanes.runBefore(row.instrument, row.exchangeAt);
      if (clock.now >= wake.at) this.#lanes.runKnown();
      if (row.kind >= KIND.funding) row.seq = block.seq[i] as number;
      this.#take(row);
      for (const { account, marginWatch } of this.#margins) if (account.isDirty) marginWatch.look(row.exchangeAt);
      if (row.kind === KIND.heartbeat) continue;
      for (const host of this.#hosts) if (host.isActive) host.onMarket(row);
    }
  }

  #take(row: MutableRow): void {
    const { clock, markets } = this.#lanes.shared;
    const market = markets[row.instrument] ?? clock.fail(`there is no instrument ${row.instrument}`);
    const venues = this.#venues[row.instrument] as readonly Venue[];
    if (row.kind === KIND.heartbeat) {
      market.lastBeatAt = clock.now;
      return;
    }
    market.lastEventAt = clock.now;
    market.rows++;
    if ((row.flags & FLAG.suspect) !== 0) market.flaggedRows++;
    if (row.kind === KIND.bookLevel) this.#level(market, venues, row);
    else if (row.kind === KIND.trade) this.#trade(market, venues, row);
    else if (row.kind === KIND.bookClear) this.#clear(market, venues, row);
    else if (row.kind === KIND.bookGap) this.#gap(market);
    else if (row.kind === KIND.order) this.#order(market, venues, row);
    else if (row.kind === KIND.outage) onOutage(this.#lanes.all, row);
    else if (row.kind === KIND.mark) this.#mark(market, venues, row);
    else if (row.kind === KIND.funding) this.#funding(row);
    else if (row.kind > KIND.heartbeat) clock.fail(`a market row has the unknown kind ${row.kind}`);
  }

  #level(market: InstrumentMarket, venues: readonly Venue[], row: MutableRow): void {
    const { book, own } = market;
    const isEnd = (row.flags & FLAG.end) !== 0;
    const isSnapshot = book.isLoading;
    market.lastBookAt = this.#lanes.shared.clock.now;
    book.level(row.side, row.priceTicks, row.sizeLots);
    book.touched(row.exchangeAt, isEnd);
    // Most rows concern nothing of ours, and no lane is asked.
    if (own.consumed > 0) for (const { consumption } of venues) consumption.forget(row.side, row.priceTicks);
    if (!isSnapshot && own.covers(row.side, row.priceTicks)) for (const venue of venues) onLevel(venue, row);
    if (!isEnd) return;
    const isNews = isSnapshot || this.#mayGuess || own.isReached(book.bestAsk(), book.bestBid());
    if (isNews && own.count > 0) this.#bookEnd(venues, row.exchangeAt, isSnapshot);
    for (const { account, marginWatch } of this.#margins) {
      if (marginWatch.watchesBook[row.instrument]) account.isDirty = true;
    }
  }

  /** A doubtful mark closes no position. */
  #mark(market: InstrumentMarket, venues: readonly Venue[], row: MutableRow): void {
    if ((row.flags & FLAG.suspect) !== 0) return;
    market.markMillionths = row.priceTicks * MILLIONTHS_PER_TICK + row.sizeLots;
    for (const { account } of this.#margins) account.isDirty = true;
    for (const venue of venues) if (venue.waiting.count > 0) onMark(venue, row.exchangeAt);
  }

  #funding({ instrument, priceTicks, seq, exchangeAt, flags }: MutableRow): void {
    if ((flags & FLAG.suspect) !== 0) return;
    for (const { funding } of this.#margins) funding.onRate(instrument, { at: seq, rateE8: priceTicks }, exchangeAt);
  }

  #trade(market: InstrumentMarket, venues: readonly Venue[], row: MutableRow): void {
    market.lastTradeAt = this.#lanes.shared.clock.now;
    // A doubtful print neither fills nor moves a queue; the book will show whether it was true.
    if ((row.flags & FLAG.suspect) !== 0) return;
    market.tradedLots += row.sizeLots;
    market.tradeSizes.add(row.sizeLots);
    market.lastTicks = row.priceTicks;
    const isNews = market.own.isReached(row.priceTicks, row.priceTicks);
    for (const venue of venues) {
      if (isNews && venue.resting.count > 0) onTrade(venue, row);
      if (venue.waiting.count > 0) onPrint(venue, row);
    }
  }

  #order(market: InstrumentMarket, venues: readonly Venue[], row: MutableRow): void {
    const { isLoading } = market.book;
    market.lastBookAt = this.#lanes.shared.clock.now;
    const change = market.openOrders().apply(row, isLoading);
    if (isLoading) return;
    for (const venue of venues) {
      if (venue.model.kind === "exact" && venue.resting.count > 0) onOrderRow(venue, change, row);
    }
  }

  #clear(market: InstrumentMarket, venues: readonly Venue[], row: MutableRow): void {
    const isEnd = (row.flags & FLAG.end) !== 0;
    market.rememberMark();
    market.lastBookAt = this.#lanes.shared.clock.now;
    market.book.clear(row.exchangeAt, isEnd);
    market.l3?.clear();
    for (const { consumption } of venues) consumption.clear();
    if (isEnd) this.#bookEnd(venues, row.exchangeAt, true);
  }

  #bookEnd(venues: readonly Venue[], exchangeAt: number, isSnapshot: boolean): void {
    for (const venue of venues) {
      const { model, market, resting } = venue;
      if (resting.count === 0) continue;
      if (isSnapshot) onSnapshot(venue, exchangeAt);
      if (model.kind === "exact" && market.l3 === null && !market.isGuessed) this.#sayGuessed(market);
      if (market.book.isKnown) onBookEnd(venue, exchangeAt);
    }
  }

  /** Said once: who asked for the true place is told that there is none to be had. */
  #sayGuessed(market: InstrumentMarket): void {
    market.isGuessed = true;
    const { id, symbol } = market.spec;
    const text = `The feed of ${symbol} names no orders: places in its queues are guessed by the log model, not exact`;
    this.#lanes.base.parts.gate.record({ kind: "data_gap", cause: id, text });
  }

  /** Told once per gap: only a known book can be lost. */
  #gap(market: InstrumentMarket): void {
    const wasKnown = market.book.isKnown;
    market.lose();
    const { id, symbol } = market.spec;
    const text = `The book of ${symbol} is unknown until its next snapshot; orders go to the back of their queues`;
    for (const { parts } of this.#lanes.all) {
      parts.exchange.lose(market.index);
      if (!wasKnown) continue;
      parts.gate.record({ kind: "data_gap", cause: id, text });
      parts.host.onGap(market.index);
    }
  }
}
