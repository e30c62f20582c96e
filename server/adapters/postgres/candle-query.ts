/** The newest candles before a time, of any interval, from the stored minutes. */
import { type Interval, intervalMicros } from "@/server/domain/candle";
import { AppError } from "@/server/domain/errors";
import { type Micros, micros } from "@/server/domain/micros";
import type { CandleQuery, StoredCandle } from "@/server/ports/market-store";
import type { Query } from "./pool";

const LIMIT_MAX = 2_000;
/** Spans looked at beyond holes in the data; each jumps over one hole. */
const SPANS_MAX = 50;
/** 1970-01-05, the first Monday: bars of all intervals are counted from it, so that weeks begin on one. */
const ORIGIN = 4 * 86_400_000_000;

export async function listCandles(query: Query, wanted: CandleQuery): Promise<readonly StoredCandle[]> {
  const { instrumentId, interval, before, limit } = wanted;
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new AppError("invalid", `limit must be a whole number from 1 to ${LIMIT_MAX}, was ${limit}`);
  }
  const width = intervalMicros(interval);
  const bars: StoredCandle[] = [];
  let end = before;
  for (let span = 0; span < SPANS_MAX && bars.length < limit; span++) {
    const last = await lastMinute(query, instrumentId, end);
    if (last === null) break;
    const spanEnd = barStart(last, interval) + width; // jumps over minutes that are not there
    const spanStart = spanEnd - (limit - bars.length) * width;
    bars.unshift(...(await barsBetween(query, { instrumentId, interval, from: spanStart, to: spanEnd })));
    end = micros(spanStart);
  }
  return bars;
}

const barStart = (at: number, interval: Interval): number => {
  const width = intervalMicros(interval);
  return ORIGIN + Math.floor((at - ORIGIN) / width) * width;
};

async function lastMinute(query: Query, instrumentId: string, before: Micros | null): Promise<number | null> {
  const [row] = await query(
    `SELECT tapedeck_micros(open_at) AS at FROM candle
     WHERE instrument_id = $1 AND open_at < coalesce(tapedeck_time($2), 'infinity') ORDER BY open_at DESC LIMIT 1`,
    [instrumentId, before],
  );
  return row ? Number(row["at"]) : null;
}

type Span = Readonly<{ instrumentId: string; interval: Interval; from: number; to: number }>;

const COLUMNS = `tapedeck_micros(open_at) AS open_at, instrument_version, open_ticks, high_ticks, low_ticks, close_ticks,
  volume_lots, trades, is_final`;

const minutesText = `SELECT ${COLUMNS} FROM candle
  WHERE instrument_id = $1 AND open_at >= tapedeck_time($2) AND open_at < tapedeck_time($3) ORDER BY candle.open_at`;

const barsText = `SELECT ${COLUMNS}
  FROM tapedeck_candles($1, $4::bigint * interval '1 microsecond', tapedeck_time($2), tapedeck_time($3)) AS c ORDER BY c.open_at`;

async function barsBetween(query: Query, { instrumentId, interval, from, to }: Span): Promise<StoredCandle[]> {
  const rows =
    interval === "1m"
      ? await query(minutesText, [instrumentId, from, to])
      : await query(barsText, [instrumentId, from, to, intervalMicros(interval)]);
  return rows.map((row) => ({
    instrumentId,
    instrumentVersion: Number(row["instrument_version"]),
    openAt: micros(Number(row["open_at"])),
    openTicks: Number(row["open_ticks"]),
    highTicks: Number(row["high_ticks"]),
    lowTicks: Number(row["low_ticks"]),
    closeTicks: Number(row["close_ticks"]),
    volumeLots: Number(row["volume_lots"]),
    trades: Number(row["trades"]),
    isFinal: row["is_final"] === true,
  }));
}
