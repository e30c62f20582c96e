/** FeatureReader on PostgreSQL. */
import type { CandleSpan, ChunkSpan, FeatureReader } from "@/server/ports/feature-reader";
import { columnsOf, selectList, toDomain } from "./columns";
import { backfillColumns } from "./feature-store";
import type { Query } from "./pool";

export function createFeatureReader(query: Query): FeatureReader {
  return {
    async listCandleSpans() {
      const rows = await query(spansText);
      return rows.map((row) => toDomain(spanColumns, row));
    },
    async listChunkSpans() {
      const rows = await query(chunksText);
      return rows.map((row) => toDomain(chunkColumns, row));
    },
    async listBackfills(limit) {
      const rows = await query(backfillsText, [limit]);
      return rows.map((row) => toDomain(backfillColumns, row));
    },
  };
}

const spanColumns = columnsOf<CandleSpan>({
  instrumentId: "text",
  from: "micros",
  to: "micros",
  bars: "integer",
  widthMicros: "integer",
});
const chunkColumns = columnsOf<ChunkSpan>({
  instrumentId: "text",
  setHash: "text",
  from: "micros",
  to: "micros",
  days: "integer",
  rows: "integer",
});

const spansText = `SELECT ${selectList(spanColumns, "s")} FROM (
    SELECT instrument_id, min(open_at) AS "from", max(open_at) + interval '1 minute' AS "to", count(*) AS bars,
      60000000::bigint AS width_micros
    FROM candle WHERE is_final GROUP BY instrument_id
    UNION ALL
    SELECT instrument_id, min(open_at), max(open_at) + width_micros * interval '1 microsecond', count(*), width_micros
    FROM imported_candle GROUP BY instrument_id, width_micros
  ) AS s ORDER BY s.instrument_id, s.width_micros`;

const chunksText = `SELECT ${selectList(chunkColumns, "s")} FROM (
    SELECT instrument_id, set_hash, min(day)::timestamp AT TIME ZONE 'UTC' AS "from",
      (max(day) + 1)::timestamp AT TIME ZONE 'UTC' AS "to", count(*) AS days, sum(rows) AS rows
    FROM feature_chunk GROUP BY instrument_id, set_hash
  ) AS s ORDER BY s.instrument_id, s.set_hash`;

const backfillsText = `SELECT ${selectList(backfillColumns, "b")} FROM backfill b ORDER BY b.updated_at DESC LIMIT $1`;
