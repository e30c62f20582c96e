/** Takes the rows that went to the desks and turns them into what is stored and shown. */
import type { InstrumentSpec } from "@/server/domain/instrument";
import { FLAG, KIND, type MarketBlock, SIDE } from "@/server/domain/market-block";
import { type Micros, micros } from "@/server/domain/micros";
import { bookLevels } from "./book-levels";
import type { BulkWriter } from "./bulk-writer";
import type { Candles } from "./candles";
import type { GapLedger } from "./gap-ledger";
import type { InstrumentFeed } from "./instrument-feed";
import type { MarketViewPublisher } from "./market-views";

/** DESIGN 6: top 20, once a second. */
const SNAPSHOT_LEVELS = 20;

/** All that the recorder knows of one instrument. */
export type RecordedInstrument = Readonly<{ spec: InstrumentSpec; feed: InstrumentFeed; view: MarketViewPublisher }>;

export type RecorderDeps = Readonly<{
  instruments: readonly RecordedInstrument[];
  writer: BulkWriter;
  candles: Candles;
  ledger: GapLedger;
}>;

export class Recorder {
  readonly #deps: RecorderDeps;
  /** Venue stamp of the last trade and holes in the trade ids, by instrument. */
  readonly #trades: { at: number; holes: number }[];

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
    this.#trades = deps.instruments.map(() => ({ at: 0, holes: 0 }));
  }

  consume(block: MarketBlock): void {
    for (let i = 0; i < block.length; i++) {
      const index = block.instrument[i] ?? 0;
      const recorded = this.#deps.instruments[index];
      if (!recorded || block.kind[i] === KIND.heartbeat) continue;
      const receivedAt = micros(block.receivedAt[i] ?? 0);
      if (block.kind[i] === KIND.trade) this.#trade(block, i, recorded);
      else if (block.kind[i] === KIND.bookGap) this.#openGap(recorded);
      else if (block.kind[i] === KIND.bookClear) this.#deps.ledger.closeByBook(recorded.spec, receivedAt);
      recorded.view.touch(receivedAt);
    }
  }

  /** The top of each whole book, stamped with a whole second so that saving it twice changes nothing. */
  snapshot(at: Micros): void {
    for (const { spec, feed } of this.#deps.instruments) {
      const bids = bookLevels(feed.book, SIDE.bid, SNAPSHOT_LEVELS);
      const asks = bookLevels(feed.book, SIDE.ask, SNAPSHOT_LEVELS);
      if (!feed.isLive || bids.length === 0 || asks.length === 0) continue;
      this.#deps.writer.addBook({ instrumentId: spec.id, instrumentVersion: spec.version, book: { at, bids, asks } });
    }
  }

  #trade(block: MarketBlock, i: number, { spec, feed, view }: RecordedInstrument): void {
    const exchangeAt = micros(block.exchangeAt[i] ?? 0);
    const priceTicks = block.priceTicks[i] ?? 0;
    const sizeLots = block.sizeLots[i] ?? 0;
    const aggressor = block.side[i] ?? 0;
    const tradeId = block.seq[i] ?? 0;
    const builder = this.#deps.candles.builder(feed.index);
    const seen = this.#trades[feed.index];
    if (seen) {
      if (feed.missingTrades > seen.holes && seen.at > 0) builder.markIncomplete(seen.at, exchangeAt);
      seen.holes = feed.missingTrades;
      seen.at = exchangeAt;
    }
    builder.add({ exchangeAt, priceTicks, sizeLots });
    view.trade([exchangeAt, priceTicks, sizeLots, aggressor, tradeId]);
    this.#deps.writer.addTrade({
      instrumentId: spec.id,
      instrumentVersion: spec.version,
      tradeId,
      exchangeAt,
      receivedAt: micros(block.receivedAt[i] ?? 0),
      priceTicks,
      sizeLots,
      aggressor,
      isLate: ((block.flags[i] ?? 0) & FLAG.late) !== 0,
    });
  }

  /** The hole begins with the last update that was whole, not when it was noticed. */
  #openGap({ spec, feed }: RecordedInstrument): void {
    const { gap } = feed;
    if (gap) this.#deps.ledger.open(spec, { ...gap, startedAt: micros(feed.bookReceivedAt) });
  }
}
