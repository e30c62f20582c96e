import { intervalMicros } from "@/server/domain/candle";
import { AppError } from "@/server/domain/errors";
import { micros } from "@/server/domain/micros";
import type { DeadLetter } from "@/server/ports/market-feed";
import type { BookSnapshot, CandleQuery, Gap, MarketStore, StoredCandle, TradeTick } from "@/server/ports/market-store";

const MINUTE = 60_000_000;
/** 1970-01-05, the first Monday: bars are counted from it. */
const ORIGIN = 4 * 86_400_000_000;
const CANDLES_MAX = 2_000;
const RAW_CHARS_MAX = 65_536;

/** Candles over a change of tick or lot size are not restated here: each bar keeps its newest minute's version. */
export function createMemoryMarketStore(): MarketStore {
  const trades = new Map<string, TradeTick>();
  const candles = new Map<string, StoredCandle>();
  const books = new Map<string, BookSnapshot>();
  const letters: DeadLetter[] = [];

  const minutesOf = (instrumentId: string): StoredCandle[] =>
    [...candles.values()].filter((row) => row.instrumentId === instrumentId).sort((a, b) => a.openAt - b.openAt);

  return {
    async saveTrades(rows) {
      for (const row of rows) {
        const key = `${row.instrumentId} ${row.exchangeAt} ${row.tradeId}`;
        if (!trades.has(key)) trades.set(key, row);
      }
    },
    async saveCandles(rows) {
      for (const row of rows) {
        const key = `${row.instrumentId} ${row.openAt}`;
        if (row.isFinal || !candles.get(key)?.isFinal) candles.set(key, row);
      }
    },
    async saveBooks(rows) {
      for (const row of rows) books.set(`${row.instrumentId} ${row.book.at}`, row);
    },
    async saveDeadLetters(rows) {
      for (const row of rows) letters.push({ ...row, raw: row.raw.slice(0, RAW_CHARS_MAX) });
    },
    listCandles: async (query) => listCandles(minutesOf(query.instrumentId), query),
    lastCandleAt: async (instrumentId) => minutesOf(instrumentId).findLast(({ isFinal }) => isFinal)?.openAt ?? null,
    listTrades: async (instrumentId, limit) =>
      [...trades.values()]
        .filter((row) => row.instrumentId === instrumentId)
        .sort((a, b) => b.exchangeAt - a.exchangeAt || b.tradeId - a.tradeId)
        .slice(0, limit),
    latestBook: async (instrumentId) =>
      [...books.values()].filter((row) => row.instrumentId === instrumentId).sort((a, b) => b.book.at - a.book.at)[0] ??
      null,
    listDeadLetters: async (venueId, limit) =>
      letters
        .filter((letter) => letter.venueId === venueId)
        .reverse()
        .slice(0, limit),
    ...createGaps(),
  };
}

function createGaps(): Pick<MarketStore, "openGap" | "closeGap" | "closeOpenGaps" | "listGaps"> {
  const gaps: (Gap & { readonly id: string })[] = [];
  const isOf = (venueId: string, { instrumentId }: Gap): boolean => instrumentId.startsWith(`${venueId}:`);
  const close = (matches: (gap: Gap & { id: string }) => boolean, endedAt: Gap["startedAt"]): number => {
    let closed = 0;
    gaps.forEach((gap, i) => {
      if (gap.endedAt !== null || !matches(gap)) return;
      gaps[i] = { ...gap, endedAt: micros(Math.max(endedAt, gap.startedAt)) };
      closed += 1;
    });
    return closed;
  };
  return {
    async openGap(gap) {
      const known = gaps.find(
        ({ instrumentId, kind, startedAt }) =>
          instrumentId === gap.instrumentId && kind === gap.kind && startedAt === gap.startedAt,
      );
      if (known) return known.id;
      gaps.push({ ...gap, id: String(gaps.length + 1) });
      return String(gaps.length);
    },
    async closeGap(gapId, endedAt) {
      close(({ id }) => id === gapId, endedAt);
    },
    closeOpenGaps: async (venueId, endedAt) => close((gap) => isOf(venueId, gap), endedAt),
    listGaps: async (venueId, limit) =>
      gaps
        .filter((gap) => isOf(venueId, gap))
        .sort((a, b) => b.startedAt - a.startedAt || Number(b.id) - Number(a.id))
        .slice(0, limit),
  };
}

function listCandles(minutes: readonly StoredCandle[], query: CandleQuery): readonly StoredCandle[] {
  const { interval, before, limit } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > CANDLES_MAX) {
    throw new AppError("invalid", `limit must be a whole number from 1 to ${CANDLES_MAX}, was ${limit}`);
  }
  const width = intervalMicros(interval);
  const lastFinalEnd = (minutes.findLast(({ isFinal }) => isFinal)?.openAt ?? -Infinity) + MINUTE;
  const bars = new Map<number, StoredCandle>();
  for (const minute of minutes) {
    const openAt = ORIGIN + Math.floor((minute.openAt - ORIGIN) / width) * width;
    bars.set(openAt, merged(bars.get(openAt), { ...minute, openAt: micros(openAt) }));
  }
  return [...bars.values()]
    .map((bar) => (interval === "1m" ? bar : { ...bar, isFinal: bar.isFinal && bar.openAt + width <= lastFinalEnd }))
    .filter(({ openAt }) => before === null || openAt < before)
    .slice(-limit);
}

const merged = (bar: StoredCandle | undefined, minute: StoredCandle): StoredCandle =>
  bar
    ? {
        ...minute,
        openTicks: bar.openTicks,
        highTicks: Math.max(bar.highTicks, minute.highTicks),
        lowTicks: Math.min(bar.lowTicks, minute.lowTicks),
        volumeLots: bar.volumeLots + minute.volumeLots,
        trades: bar.trades + minute.trades,
        isFinal: bar.isFinal && minute.isFinal,
      }
    : minute;
