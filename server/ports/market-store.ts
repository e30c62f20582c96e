import type { Candle, Interval } from "@/server/domain/candle";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";
import type { BookPicture } from "@/server/domain/order";
import type { MarketSource } from "@/server/domain/source";
import type { DeadLetter } from "./market-feed";

export type TradeTick = Readonly<{
  instrumentId: string;
  instrumentVersion: number;
  /** Venue's trade id: with instrument and time the key, so that saving twice changes nothing. */
  tradeId: number;
  exchangeAt: Micros;
  receivedAt: Micros;
  priceTicks: number;
  sizeLots: number;
  /** 0 buy, 1 sell. */
  aggressor: number;
  isLate: boolean;
}>;

export type BookSnapshot = Readonly<{ instrumentId: string; instrumentVersion: number; book: BookPicture }>;

export type StoredCandle = Candle & Readonly<{ instrumentId: string; instrumentVersion: number }>;

export type Gap = Readonly<{
  instrumentId: string;
  kind: "sequence" | "disconnect" | "stale" | "restart";
  startedAt: Micros;
  /** Null while it lasts. */
  endedAt: Micros | null;
  text: string;
}>;

export type InstrumentStore = Readonly<{
  saveSource: (source: MarketSource) => Promise<void>;
  /** The source saved last: the present one. Null before the first start. */
  findSource: () => Promise<MarketSource | null>;
  /** Stores the instruments; a changed tick or lot size or fee becomes a new version. Returns them with versions. */
  saveInstruments: (specs: readonly InstrumentSpec[]) => Promise<readonly InstrumentSpec[]>;
  listInstruments: (venueId: string) => Promise<readonly InstrumentSpec[]>;
  findInstrument: (instrumentId: string) => Promise<InstrumentSpec | null>;
}>;

/** Bulk writes: idempotent by key, order of rows irrelevant. */
export type MarketStore = Readonly<{
  saveTrades: (rows: readonly TradeTick[]) => Promise<void>;
  /** Last write wins, but a final candle is never replaced by an unfinished one. */
  saveCandles: (rows: readonly StoredCandle[]) => Promise<void>;
  saveBooks: (rows: readonly BookSnapshot[]) => Promise<void>;
  openGap: (gap: Gap) => Promise<string>;
  closeGap: (gapId: string, endedAt: Micros) => Promise<void>;
  /** Closes what a dead process left open. */
  closeOpenGaps: (venueId: string, endedAt: Micros) => Promise<number>;
  saveDeadLetters: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Aggregated from 1m where the interval is longer; newest `limit` before `before`, returned oldest first. */
  listCandles: (query: CandleQuery) => Promise<readonly StoredCandle[]>;
  /** Start of the newest stored final 1m candle. */
  lastCandleAt: (instrumentId: string) => Promise<Micros | null>;
  listTrades: (instrumentId: string, limit: number) => Promise<readonly TradeTick[]>;
  latestBook: (instrumentId: string) => Promise<BookSnapshot | null>;
  /** Newest first. */
  listGaps: (venueId: string, limit: number) => Promise<readonly (Gap & Readonly<{ id: string }>)[]>;
  listDeadLetters: (venueId: string, limit: number) => Promise<readonly DeadLetter[]>;
}>;

export type CandleQuery = Readonly<{
  instrumentId: string;
  interval: Interval;
  before: Micros | null;
  /** 1 to 2,000. */
  limit: number;
}>;
