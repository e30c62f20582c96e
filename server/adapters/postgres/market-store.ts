/**
 * MarketStore on PostgreSQL: bulk writes by unnest, a column an array, in chunks of a size at which
 * a statement's cost no longer shows. Every write may be repeated.
 */
import type { Micros } from "@/server/domain/micros";
import { micros } from "@/server/domain/micros";
import type { BookPicture } from "@/server/domain/order";
import type { Gap, MarketStore, StoredCandle, TradeTick } from "@/server/ports/market-store";
import { listCandles } from "./candle-query";
import { toStorable } from "./json";
import type { Partitions } from "./partitions";
import type { Database, Row } from "./pool";

const CHUNK_ROWS = 5_000;
const LIST_MAX = 1_000;
const RAW_CHARS_MAX = 65_536;

export type MarketStoreDeps = Readonly<{ database: Database; partitions: Partitions }>;

export function createMarketStore({ database, partitions }: MarketStoreDeps): MarketStore {
  const { query } = database;
  return {
    async saveTrades(rows) {
      for (const chunk of chunks(rows)) {
        const times = chunk.map(({ exchangeAt }) => exchangeAt);
        await partitions.writing("trade_tick", times, () => query(tradesText, tradeArrays(chunk)));
      }
    },
    async saveCandles(rows) {
      for (const chunk of chunks(bestPerMinute(rows))) {
        const times = chunk.map(({ openAt }) => openAt);
        await partitions.writing("candle", times, () => query(candlesText, candleArrays(chunk)));
      }
    },
    async saveBooks(rows) {
      const newest = [...new Map(rows.map((row) => [`${row.instrumentId} ${row.book.at}`, row])).values()];
      for (const chunk of chunks(newest)) {
        const times = chunk.map(({ book }) => book.at);
        const values = [
          chunk.map(({ instrumentId }) => instrumentId),
          times,
          chunk.map(({ instrumentVersion }) => instrumentVersion),
          chunk.map(({ book }) => JSON.stringify(book.bids)),
          chunk.map(({ book }) => JSON.stringify(book.asks)),
        ];
        await partitions.writing("book_snapshot", times, () => query(booksText, values));
      }
    },
    async openGap({ instrumentId, kind, startedAt, endedAt, text }) {
      const [row] = await query(openGapText, [instrumentId, kind, startedAt, endedAt, toStorable(text)]);
      return String(row?.["id"]);
    },
    async closeGap(gapId, endedAt) {
      await query(
        "UPDATE gap SET ended_at = greatest(started_at, tapedeck_time($2)) WHERE id = $1 AND ended_at IS NULL",
        [gapId, endedAt],
      );
    },
    async closeOpenGaps(venueId, endedAt) {
      const closed = await query(
        `UPDATE gap SET ended_at = greatest(started_at, tapedeck_time($2))
         WHERE starts_with(instrument_id, $1 || ':') AND ended_at IS NULL RETURNING id`,
        [venueId, endedAt],
      );
      return closed.length;
    },
    async saveDeadLetters(letters) {
      if (letters.length === 0) return;
      await query(
        `INSERT INTO dead_letter (venue_id, at, reason, raw)
         SELECT venue_id, tapedeck_time(at), reason, raw
         FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[]) AS r(venue_id, at, reason, raw)`,
        [
          letters.map(({ venueId }) => venueId),
          letters.map(({ at }) => at),
          letters.map(({ reason }) => toStorable(reason)),
          letters.map(({ raw }) => toStorable(raw.slice(0, RAW_CHARS_MAX))),
        ],
      );
    },
    listCandles: (wanted) => listCandles(query, wanted),
    ...reads(database),
  };
}

type Reads = "lastCandleAt" | "listTrades" | "latestBook" | "listGaps" | "listDeadLetters";

function reads({ query }: Database): Pick<MarketStore, Reads> {
  return {
    async lastCandleAt(instrumentId) {
      const [row] = await query(
        `SELECT tapedeck_micros(open_at) AS at FROM candle WHERE instrument_id = $1 AND is_final ORDER BY open_at DESC LIMIT 1`,
        [instrumentId],
      );
      return row ? at(row["at"]) : null;
    },
    async listTrades(instrumentId, limit) {
      const rows = await query(listTradesText, [instrumentId, bounded(limit)]);
      return rows.map((row) => toTrade(instrumentId, row));
    },
    async latestBook(instrumentId) {
      const [row] = await query(
        `SELECT tapedeck_micros(at) AS at, instrument_version, bids::text AS bids, asks::text AS asks FROM book_snapshot
         WHERE instrument_id = $1 ORDER BY book_snapshot.at DESC LIMIT 1`,
        [instrumentId],
      );
      if (!row) return null;
      const book = { at: at(row["at"]), bids: toLevels(row["bids"]), asks: toLevels(row["asks"]) };
      return { instrumentId, instrumentVersion: Number(row["instrument_version"]), book };
    },
    async listGaps(venueId, limit) {
      const rows = await query(listGapsText, [venueId, bounded(limit)]);
      return rows.map((row) => ({ id: String(row["id"]), ...toGap(row) }));
    },
    async listDeadLetters(venueId, limit) {
      const rows = await query(
        `SELECT tapedeck_micros(at) AS at, reason, raw FROM dead_letter WHERE venue_id = $1 ORDER BY id DESC LIMIT $2`,
        [venueId, bounded(limit)],
      );
      return rows.map((row) => ({
        venueId,
        at: at(row["at"]),
        reason: String(row["reason"]),
        raw: String(row["raw"]),
      }));
    },
  };
}

const at = (value: unknown): Micros => micros(Number(value));
const toLevels = (value: Row[string] | undefined): BookPicture["bids"] =>
  JSON.parse(String(value)) as BookPicture["bids"];
const bounded = (limit: number): number => Math.max(1, Math.min(limit, LIST_MAX));

function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < rows.length; i += CHUNK_ROWS) yield rows.slice(i, i + CHUNK_ROWS);
}

/** One row a minute: the last, but never an unfinished one over a final one. */
function bestPerMinute(rows: readonly StoredCandle[]): readonly StoredCandle[] {
  const best = new Map<string, StoredCandle>();
  for (const row of rows) {
    const key = `${row.instrumentId} ${row.openAt}`;
    if (row.isFinal || !best.get(key)?.isFinal) best.set(key, row);
  }
  return [...best.values()];
}

const tradeArrays = (rows: readonly TradeTick[]): readonly unknown[][] => [
  rows.map((row) => row.instrumentId),
  rows.map((row) => row.exchangeAt),
  rows.map((row) => row.tradeId),
  rows.map((row) => row.receivedAt),
  rows.map((row) => row.instrumentVersion),
  rows.map((row) => row.priceTicks),
  rows.map((row) => row.sizeLots),
  rows.map((row) => row.aggressor),
  rows.map((row) => row.isLate),
];

const tradesText = `INSERT INTO trade_tick (instrument_id, exchange_at, trade_id, received_at, instrument_version,
    price_ticks, size_lots, aggressor, is_late)
  SELECT instrument_id, tapedeck_time(exchange_at), trade_id, tapedeck_time(received_at), version, price, size, aggressor, is_late
  FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::integer[], $6::bigint[], $7::bigint[],
    $8::smallint[], $9::boolean[])
    AS r(instrument_id, exchange_at, trade_id, received_at, version, price, size, aggressor, is_late)
  ON CONFLICT DO NOTHING`;

const candleArrays = (rows: readonly StoredCandle[]): readonly unknown[][] => [
  rows.map((row) => row.instrumentId),
  rows.map((row) => row.openAt),
  rows.map((row) => row.instrumentVersion),
  rows.map((row) => row.openTicks),
  rows.map((row) => row.highTicks),
  rows.map((row) => row.lowTicks),
  rows.map((row) => row.closeTicks),
  rows.map((row) => row.volumeLots),
  rows.map((row) => row.trades),
  rows.map((row) => row.isFinal),
];

/** History that is fetched again and has not changed is not written again. */
const candlesText = `INSERT INTO candle AS c (instrument_id, open_at, instrument_version, open_ticks, high_ticks, low_ticks,
    close_ticks, volume_lots, trades, is_final)
  SELECT instrument_id, tapedeck_time(open_at), version, open, high, low, close, volume, trades, is_final
  FROM unnest($1::text[], $2::bigint[], $3::integer[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::integer[], $10::boolean[])
    AS r(instrument_id, open_at, version, open, high, low, close, volume, trades, is_final)
  ON CONFLICT (instrument_id, open_at) DO UPDATE SET instrument_version = excluded.instrument_version,
    open_ticks = excluded.open_ticks, high_ticks = excluded.high_ticks, low_ticks = excluded.low_ticks,
    close_ticks = excluded.close_ticks, volume_lots = excluded.volume_lots, trades = excluded.trades,
    is_final = excluded.is_final
  WHERE (excluded.is_final OR NOT c.is_final) AND
    (c.instrument_version, c.open_ticks, c.high_ticks, c.low_ticks, c.close_ticks, c.volume_lots, c.trades, c.is_final)
    IS DISTINCT FROM (excluded.instrument_version, excluded.open_ticks, excluded.high_ticks, excluded.low_ticks,
      excluded.close_ticks, excluded.volume_lots, excluded.trades, excluded.is_final)`;

const booksText = `INSERT INTO book_snapshot (instrument_id, at, instrument_version, bids, asks)
  SELECT instrument_id, tapedeck_time(at), version, bids::jsonb, asks::jsonb
  FROM unnest($1::text[], $2::bigint[], $3::integer[], $4::text[], $5::text[]) AS r(instrument_id, at, version, bids, asks)
  ON CONFLICT (instrument_id, at) DO UPDATE SET instrument_version = excluded.instrument_version,
    bids = excluded.bids, asks = excluded.asks`;

/** A gap said twice is one gap: the row that is there answers. */
const openGapText = `INSERT INTO gap (instrument_id, kind, started_at, ended_at, text)
  VALUES ($1, $2, tapedeck_time($3), tapedeck_time($4), $5)
  ON CONFLICT (instrument_id, kind, started_at) DO UPDATE SET text = excluded.text
  RETURNING id`;

const listTradesText = `SELECT tapedeck_micros(exchange_at) AS exchange_at, tapedeck_micros(received_at) AS received_at,
    trade_id, instrument_version, price_ticks, size_lots, aggressor, is_late
  FROM trade_tick WHERE instrument_id = $1 ORDER BY trade_tick.exchange_at DESC, trade_id DESC LIMIT $2`;

const toTrade = (instrumentId: string, row: Row): TradeTick => ({
  instrumentId,
  instrumentVersion: Number(row["instrument_version"]),
  tradeId: Number(row["trade_id"]),
  exchangeAt: at(row["exchange_at"]),
  receivedAt: at(row["received_at"]),
  priceTicks: Number(row["price_ticks"]),
  sizeLots: Number(row["size_lots"]),
  aggressor: Number(row["aggressor"]),
  isLate: row["is_late"] === true,
});

const listGapsText = `SELECT g.id, g.instrument_id, g.kind, tapedeck_micros(g.started_at) AS started_at,
    tapedeck_micros(g.ended_at) AS ended_at, g.text
  FROM gap g WHERE starts_with(g.instrument_id, $1 || ':') ORDER BY g.started_at DESC, g.id DESC LIMIT $2`;

const toGap = (row: Row): Gap => ({
  instrumentId: String(row["instrument_id"]),
  kind: row["kind"] as Gap["kind"], // a CHECK of the table
  startedAt: at(row["started_at"]),
  endedAt: row["ended_at"] === null ? null : at(row["ended_at"]),
  text: String(row["text"]),
});
