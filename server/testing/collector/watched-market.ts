/** The memory adapter's market store, with what was written laid open and a switch that takes it away. */
import { createMemoryMarketStore } from "@/server/adapters/memory/memory-market-store";
import type { BookSnapshot, Gap, MarketStore, StoredCandle, TradeTick } from "@/server/ports/market-store";

const LIST_MAX = 2_000;

export type WatchedMarket = Readonly<{
  store: MarketStore;
  /** Everything written in order; doubles too. */
  trades: TradeTick[];
  candles: StoredCandle[];
  books: BookSnapshot[];
  /** Writes fail while it is away. */
  setAway: (isAway: boolean) => void;
  writes: () => number;
  /** As stored now. */
  candle: (instrumentId: string, openAt: number) => Promise<StoredCandle | undefined>;
  /** Oldest first. */
  gaps: (venueId: string) => Promise<Gap[]>;
}>;

export function watchMarket(): WatchedMarket {
  const memory = createMemoryMarketStore();
  const state = { isAway: false, writes: 0 };
  const trades: TradeTick[] = [];
  const candles: StoredCandle[] = [];
  const books: BookSnapshot[] = [];
  const write = async <T>(work: () => Promise<T>): Promise<T> => {
    if (state.isAway) throw new Error("the database is away");
    state.writes++;
    return work();
  };
  const keep = <Row>(kept: Row[], save: (rows: readonly Row[]) => Promise<void>) => {
    return (rows: readonly Row[]) =>
      write(async () => {
        for (const row of rows) kept.push(row);
        await save(rows);
      });
  };
  const store: MarketStore = {
    ...memory,
    saveTrades: keep(trades, memory.saveTrades),
    saveCandles: keep(candles, memory.saveCandles),
    saveBooks: keep(books, memory.saveBooks),
    saveDeadLetters: (letters) => write(() => memory.saveDeadLetters(letters)),
    openGap: (gap) => write(() => memory.openGap(gap)),
    closeGap: (gapId, endedAt) => write(() => memory.closeGap(gapId, endedAt)),
    closeOpenGaps: (venueId, endedAt) => write(() => memory.closeOpenGaps(venueId, endedAt)),
  };
  return {
    store,
    trades,
    candles,
    books,
    setAway: (isAway) => {
      state.isAway = isAway;
    },
    writes: () => state.writes,
    candle: async (instrumentId, openAt) => {
      const rows = await memory.listCandles({ instrumentId, interval: "1m", before: null, limit: LIST_MAX });
      return rows.find((row) => row.openAt === openAt);
    },
    gaps: async (venueId) => [...(await memory.listGaps(venueId, LIST_MAX))].reverse(),
  };
}
