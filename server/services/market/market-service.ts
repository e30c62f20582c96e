/** What pages read of the market: the live views where they are known, the stored data where not. */
import type { Interval } from "@/server/domain/candle";
import { AppError } from "@/server/domain/errors";
import type { Micros } from "@/server/domain/micros";
import type { FeedView, MarketView } from "@/server/domain/views";
import { decodeWire } from "@/server/domain/wire";
import { topics } from "@/server/ports/bus";
import type { Gap, InstrumentStore, MarketStore, StoredCandle, TradeTick } from "@/server/ports/market-store";
import type { TopicHub } from "@/server/services/stream/topic-hub";

export type CandlesInput = Readonly<{ instrumentId: string; interval: Interval; before: Micros | null; limit: number }>;

export type MarketService = Readonly<{
  candles: (input: CandlesInput) => Promise<readonly StoredCandle[]>;
  /** With the last 100 trades, oldest first. @throws AppError not_found when the instrument is unknown */
  view: (instrumentId: string) => Promise<MarketView>;
  /** Null when no collector of this venue spoke since this process listens. */
  feed: (venueId: string) => Promise<FeedView | null>;
  gaps: (input: Readonly<{ venueId: string; limit: number }>) => Promise<readonly (Gap & Readonly<{ id: string }>)[]>;
}>;

export type MarketServiceDeps = Readonly<{ instruments: InstrumentStore; market: MarketStore; hub: TopicHub }>;

const TRADES_SHOWN = 100;

export function createMarketService(deps: MarketServiceDeps): MarketService {
  return {
    candles: (input) => deps.market.listCandles(input),
    view: (instrumentId) => viewOf(deps, instrumentId),
    feed(venueId) {
      const last = deps.hub.recent(topics.feed(venueId)).at(-1);
      return Promise.resolve(last ? decodeWire<FeedView>(last.payload) : null);
    },
    gaps: ({ venueId, limit }) => deps.market.listGaps(venueId, limit),
  };
}

type TradeRow = MarketView["trades"][number];

async function viewOf({ instruments, market, hub }: MarketServiceDeps, instrumentId: string): Promise<MarketView> {
  if (!(await instruments.findInstrument(instrumentId))) {
    throw new AppError("not_found", `There is no instrument ${instrumentId}`);
  }
  const live = hub.recent(topics.market(instrumentId)).map(({ payload }) => decodeWire<MarketView>(payload));
  const stored = (await market.listTrades(instrumentId, TRADES_SHOWN)).map(toRow);
  const trades = mergeTrades([...stored, ...live.flatMap((view) => view.trades)]);
  const last = live.at(-1);
  if (last) return { ...last, trades };

  const [snapshot, bars] = await Promise.all([
    market.latestBook(instrumentId),
    market.listCandles({ instrumentId, interval: "1m", before: null, limit: 1 }),
  ]);
  return {
    instrumentId,
    at: snapshot?.book.at ?? trades.at(-1)?.[0] ?? 0,
    bids: snapshot?.book.bids ?? [],
    asks: snapshot?.book.asks ?? [],
    lastTicks: trades.at(-1)?.[1] ?? bars.at(-1)?.closeTicks ?? null,
    mark: null,
    trades,
    bar: bars.at(-1) ?? null,
  };
}

const toRow = (trade: TradeTick): TradeRow => [
  trade.exchangeAt,
  trade.priceTicks,
  trade.sizeLots,
  trade.aggressor,
  trade.tradeId,
];

/** Each trade once by its id, oldest first, the newest `TRADES_SHOWN`. */
function mergeTrades(rows: readonly TradeRow[]): TradeRow[] {
  const byId = new Map(rows.map((row) => [row[4], row]));
  return [...byId.values()].sort((a, b) => a[4] - b[4]).slice(-TRADES_SHOWN);
}
