import { TradeBars } from "@/server/adapters/simulated/binance/trade-bars";
import type { Publish, VenueTrade } from "@/server/adapters/simulated/binance/venue-model";
import { aggTradeText } from "@/server/adapters/simulated/binance/wire";
import type { Listing } from "@/server/adapters/simulated/instruments";
import { RecordedBook, type StepsOf } from "./recorded-book";
import type { RecordedMessage } from "./recorded-message";

const TRADES_KEPT = 1_000;

/** One instrument of a recording: its book, trades and bars up to the present moment of the playback. */
export class RecordedSymbol {
  readonly listing: Listing;
  readonly book: RecordedBook;
  readonly bars: TradeBars;
  /** Breaks in the recording itself. */
  breaks = 0;
  /** The last `markPriceUpdate`, as recorded; null before the first, and of spot. */
  mark: string | null = null;
  #trades: VenueTrade[] = [];
  readonly #hasAggTrades: boolean;
  readonly #steps: StepsOf;

  /** @param hasAggTrades whether the recording has them itself; else they are made from the trades */
  constructor(listing: Listing, hasAggTrades: boolean) {
    this.listing = listing;
    this.#hasAggTrades = hasAggTrades;
    this.bars = new TradeBars(listing);
    this.#steps = { price: stepsOf(listing.priceDecimals), size: stepsOf(listing.sizeDecimals) };
    const size = stepsOf(listing.bookSizeDecimals ?? listing.sizeDecimals);
    this.book = new RecordedBook({ price: this.#steps.price, size });
  }

  /** Newest last. */
  trades(limit: number): readonly VenueTrade[] {
    return this.#trades.slice(-limit);
  }

  /** Takes the message in and hands it on as it was recorded. */
  play(message: Exclude<RecordedMessage, { kind: "unreadable" }>, publish: Publish): void {
    const name = this.listing.symbol.toLowerCase();
    if (message.kind === "snapshot") this.book.renew(message);
    else if (message.kind === "depth") {
      if (!this.book.apply(message)) this.breaks += 1;
      publish(`${name}@depth@100ms`, message.data);
    } else if (message.kind === "trade") {
      publish(`${name}@trade`, message.data);
      // The insurance fund's and the like: not the book's, and not the bars'.
      if (message.tradeKind !== null && message.tradeKind !== "MARKET") return;
      const trade = this.#trade(message);
      if (!this.#hasAggTrades) publish(`${name}@aggTrade`, aggTradeText(this.listing, [trade]));
    } else {
      if (message.stream.startsWith("markPrice")) this.mark = message.data;
      publish(`${name}@${message.stream}`, message.data);
    }
  }

  #trade(message: Extract<RecordedMessage, { kind: "trade" }>): VenueTrade {
    const { id, atMillis, isBuyerMaker } = message;
    const [ticks, lots] = [this.#steps.price(message.price), this.#steps.size(message.size)];
    const trade = { id, ticks, lots, atMillis, isBuyerMaker, aggregateId: id };
    this.#trades.push(trade);
    if (this.#trades.length > 2 * TRADES_KEPT) this.#trades = this.#trades.slice(-TRADES_KEPT);
    this.bars.add(trade);
    return trade;
  }
}

/** Recorded decimals carry eight places; the steps were chosen so that nothing is cut off. */
const stepsOf =
  (decimals: number) =>
  (text: string): number =>
    Math.round(Number(text) * 10 ** decimals);
