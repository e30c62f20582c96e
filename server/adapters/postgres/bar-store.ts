/** BarStore on PostgreSQL: minutes, imported bars, and what both mean in the newest version's steps. */
import { type Interval, intervalMicros } from "@/server/domain/candle";
import type { BarSpan, BarStore, ImportedOf, StoredBar } from "@/server/ports/bar-store";
import type { Database, Query, Row } from "./pool";

const CHUNK_ROWS = 5_000;

export function createBarStore({ query }: Database): BarStore {
  return {
    extentOf: (instrumentId, interval) => extentOf(query, instrumentId, interval),
    readBars: (span) => readBars(query, span),
    async saveImported(rows, of) {
      for (let i = 0; i < rows.length; i += CHUNK_ROWS) await saveChunk(query, rows.slice(i, i + CHUNK_ROWS), of);
    },
  };
}

const extentText = `SELECT
    (SELECT tapedeck_micros(min(open_at)) FROM candle WHERE instrument_id = $1 AND is_final) AS minutes_from,
    (SELECT tapedeck_micros(max(open_at)) FROM candle WHERE instrument_id = $1 AND is_final) AS minutes_to,
    (SELECT tapedeck_micros(min(open_at)) FROM imported_candle WHERE instrument_id = $1 AND width_micros = $2) AS bars_from,
    (SELECT tapedeck_micros(max(open_at)) FROM imported_candle WHERE instrument_id = $1 AND width_micros = $2) AS bars_to`;

const numberOr = (value: Row[string] | undefined, instead: number): number =>
  value === null || value === undefined ? instead : Number(value);

async function extentOf(query: Query, instrumentId: string, interval: Interval): ReturnType<BarStore["extentOf"]> {
  const width = intervalMicros(interval);
  const [row] = await query(extentText, [instrumentId, width]);
  const from = Math.min(
    numberOr(row?.["minutes_from"], Number.POSITIVE_INFINITY),
    numberOr(row?.["bars_from"], Number.POSITIVE_INFINITY),
  );
  const minutesEnd = numberOr(row?.["minutes_to"], Number.NEGATIVE_INFINITY) + intervalMicros("1m");
  const to = Math.max(
    Math.floor(minutesEnd / width) * width,
    numberOr(row?.["bars_to"], Number.NEGATIVE_INFINITY) + width,
  );
  return Number.isFinite(from) && to > from ? { from: Math.floor(from / width) * width, to } : null;
}

const COLUMNS = `tapedeck_micros(c.open_at) AS at, c.instrument_version AS version, c.open_ticks AS o, c.high_ticks AS h,
  c.low_ticks AS l, c.close_ticks AS c, c.volume_lots AS v`;

const minutesText = `SELECT ${COLUMNS} FROM candle c
  WHERE c.instrument_id = $1 AND c.is_final AND c.open_at >= tapedeck_time($2) AND c.open_at < tapedeck_time($3)
  ORDER BY c.open_at`;

const longerText = `SELECT ${COLUMNS}
  FROM tapedeck_candles($1, $4::bigint * interval '1 microsecond', tapedeck_time($2), tapedeck_time($3)) AS c
  WHERE c.is_final ORDER BY c.open_at`;

/** Those before the stored minutes begin. */
const importedText = `SELECT ${COLUMNS} FROM imported_candle c
  WHERE c.instrument_id = $1 AND c.width_micros = $4 AND c.open_at >= tapedeck_time($2) AND c.open_at < tapedeck_time($3)
    AND c.open_at < coalesce((SELECT min(open_at) FROM candle WHERE instrument_id = $1 AND is_final), 'infinity')
  ORDER BY c.open_at`;

async function readBars(query: Query, { instrumentId, interval, from, to }: BarSpan): Promise<readonly StoredBar[]> {
  const width = intervalMicros(interval);
  const span = [instrumentId, from, to];
  const [restate, imported, own] = await Promise.all([
    restatements(query, instrumentId),
    query(importedText, [...span, width]),
    interval === "1m" ? query(minutesText, span) : query(longerText, [...span, width]),
  ]);
  const firstOwn = Number(own[0]?.["at"] ?? Number.POSITIVE_INFINITY);
  return [...imported.filter((row) => Number(row["at"]) < firstOwn), ...own].map((row) => toBar(row, restate));
}

/** What prices and volumes of older versions are multiplied by. */
type Restate = ReadonlyMap<number, Readonly<{ price: number; volume: number }>>;

async function restatements(query: Query, instrumentId: string): Promise<Restate> {
  const rows = await query(
    `SELECT o.version, (o.tick_size / n.tick_size)::float8 AS price, (o.lot_size / n.lot_size)::float8 AS volume
     FROM instrument i JOIN instrument_version n ON n.instrument_id = i.id AND n.version = i.version
       JOIN instrument_version o ON o.instrument_id = i.id AND o.version <> i.version
     WHERE i.id = $1`,
    [instrumentId],
  );
  return new Map(
    rows.map((row) => [Number(row["version"]), { price: Number(row["price"]), volume: Number(row["volume"]) }]),
  );
}

function toBar(row: Row, restate: Restate): StoredBar {
  const steps = restate.get(Number(row["version"]));
  const price = (name: string) => (steps ? Math.round(Number(row[name]) * steps.price) : Number(row[name]));
  return {
    openAt: Number(row["at"]),
    open: price("o"),
    high: price("h"),
    low: price("l"),
    close: price("c"),
    volume: steps ? Math.round(Number(row["v"]) * steps.volume) : Number(row["v"]),
  };
}

const saveText = `INSERT INTO imported_candle AS c (instrument_id, width_micros, open_at, instrument_version, open_ticks,
    high_ticks, low_ticks, close_ticks, volume_lots)
  SELECT $1, $2, tapedeck_time(r.at), $3, r.o, r.h, r.l, r.c, r.v
  FROM unnest($4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[]) AS r(at, o, h, l, c, v)
  ON CONFLICT (instrument_id, width_micros, open_at) DO UPDATE SET instrument_version = excluded.instrument_version,
    open_ticks = excluded.open_ticks, high_ticks = excluded.high_ticks, low_ticks = excluded.low_ticks,
    close_ticks = excluded.close_ticks, volume_lots = excluded.volume_lots`;

async function saveChunk(query: Query, rows: readonly StoredBar[], of: ImportedOf): Promise<void> {
  const column = (name: keyof StoredBar) => rows.map((row) => row[name]);
  await query(saveText, [
    of.instrumentId,
    intervalMicros(of.interval),
    of.instrumentVersion,
    ...(["openAt", "open", "high", "low", "close", "volume"] as const).map(column),
  ]);
}
