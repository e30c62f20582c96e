/** What the browser sees of each instrument: at most ten messages a second, everything in them absolute. */

import type { BookView } from "@/server/domain/book/book-view";
import type { Candle } from "@/server/domain/candle";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { SIDE } from "@/server/domain/market-block";
import type { MarketView, MarkView } from "@/server/domain/views";
import { encodeWire } from "@/server/domain/wire";
import { type Bus, topics } from "@/server/ports/bus";
import { bookLevels } from "./book-levels";

const LEVELS = 20;
/** Newest trades kept between two messages: no one reads more in a tenth of a second. */
const TRADES_MAX = 200;

type ViewTrade = MarketView["trades"][number];

export type MarketViewDeps = Readonly<{
  spec: InstrumentSpec;
  feed: Readonly<{ book: BookView; mark: MarkView | null }>;
  bus: Bus;
}>;

export class MarketViewPublisher {
  readonly #deps: MarketViewDeps;
  #trades: ViewTrade[] = [];
  #lastTicks: number | null = null;
  #at = 0;
  #isDirty = false;
  #isSending = false;

  constructor(deps: MarketViewDeps) {
    this.#deps = deps;
  }

  /** Something of the instrument changed, at this market time. */
  touch(at: number): void {
    this.#at = at;
    this.#isDirty = true;
  }

  trade(trade: ViewTrade): void {
    this.#lastTicks = trade[1];
    this.#trades.push(trade);
    if (this.#trades.length > TRADES_MAX) this.#trades.shift();
  }

  /** Sends what changed since the last call, unless the last one is still on its way. @throws what the bus throws */
  async publish(bar: Candle | null): Promise<void> {
    if (!this.#isDirty || this.#isSending) return;
    const { spec, feed, bus } = this.#deps;
    const { book, mark } = feed;
    const view: MarketView = {
      instrumentId: spec.id,
      at: this.#at,
      bids: bookLevels(book, SIDE.bid, LEVELS),
      asks: bookLevels(book, SIDE.ask, LEVELS),
      lastTicks: this.#lastTicks,
      mark,
      trades: this.#trades,
      bar,
    };
    this.#trades = [];
    this.#isDirty = false;
    this.#isSending = true;
    try {
      await bus.publish(topics.market(spec.id), encodeWire(view));
    } finally {
      this.#isSending = false;
    }
  }
}
