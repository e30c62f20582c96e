/**
 * FeatureStore on PostgreSQL: a day of rows is one row of the table, its numbers deflated little-endian arrays. Level 1:
 * features hardly shrink, and the time goes into computing them.
 */
import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import type { Backfill, FeatureStore } from "@/server/ports/feature-store";
import { columnNames, columnsOf, fromJson, selectList, toDomain, toRecords } from "./columns";
import { toJson } from "./json";
import type { Database, Query, Row } from "./pool";

const packed = promisify<Uint8Array, { level: number }, Buffer>(deflate);
const unpacked = promisify<Uint8Array, Buffer>(inflate);
const LEVEL = { level: 1 };

export const backfillColumns = columnsOf<Backfill>({
  id: "text",
  kind: "text",
  instrumentId: "text",
  setName: "text",
  state: "text",
  fromAt: "micros",
  toAt: "micros",
  share: "float",
  text: "text",
  startedAt: "micros",
  updatedAt: "micros",
});

export function createFeatureStore(database: Database): FeatureStore {
  const { query } = database;
  return {
    async saveSet({ hash, name, version, definition }) {
      await query(
        `INSERT INTO feature_set (hash, name, version, definition) VALUES ($1, $2, $3, $4::jsonb)
         ON CONFLICT (hash) DO UPDATE SET definition = excluded.definition, seen_at = now()`,
        [hash, name, version, toJson(definition)],
      );
    },
    async saveChunk({ instrumentId, setHash, dayAt, times, values, lineage }) {
      const [at, numbers] = await Promise.all([packed(bytesOf(times), LEVEL), packed(bytesOf(values), LEVEL)]);
      await query(saveChunkText, [instrumentId, setHash, dayAt, times.length, at, numbers, lineage]);
    },
    async listDays(instrumentId, setHash) {
      const rows = await query(
        `SELECT ${DAY} AS day_at, rows, lineage FROM feature_chunk
         WHERE instrument_id = $1 AND set_hash = $2 ORDER BY day`,
        [instrumentId, setHash],
      );
      return rows.map((row) => ({
        dayAt: Number(row["day_at"]),
        rows: Number(row["rows"]),
        lineage: String(row["lineage"]),
      }));
    },
    async readChunks({ instrumentId, setHash, from, to }) {
      const rows = await query(readChunksText, [instrumentId, setHash, from, to]);
      return Promise.all(rows.map((row) => toChunk(row, instrumentId, setHash)));
    },
    ...backfills(query),
  };
}

type Backfills = "saveBackfill" | "findBackfill" | "noteBackfill";

function backfills(query: Query): Pick<FeatureStore, Backfills> {
  return {
    async saveBackfill(backfill) {
      const { from, values } = fromJson(backfillColumns, 1);
      await query(
        `INSERT INTO backfill (${columnNames(backfillColumns)}) SELECT ${values} FROM ${from}
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, from_at = excluded.from_at, to_at = excluded.to_at,
           share = excluded.share, text = excluded.text, started_at = excluded.started_at, updated_at = excluded.updated_at`,
        [toRecords(backfillColumns, [backfill])],
      );
    },
    async findBackfill(id) {
      const [row] = await query(`SELECT ${selectList(backfillColumns, "b")} FROM backfill b WHERE b.id = $1`, [id]);
      return row ? toDomain(backfillColumns, row) : null;
    },
    async noteBackfill(id, { share, text, toAt }) {
      const rows = await query(
        `UPDATE backfill SET share = $2, text = $3, to_at = tapedeck_time($4), updated_at = now()
         WHERE id = $1 AND state = 'running' RETURNING id`,
        [id, share, text, toAt],
      );
      return rows.length > 0;
    },
  };
}

const DAY = "(extract(epoch FROM day) * 1000000)::bigint";

const saveChunkText = `INSERT INTO feature_chunk (instrument_id, set_hash, day, rows, times, "values", lineage)
  VALUES ($1, $2, (tapedeck_time($3) AT TIME ZONE 'UTC')::date, $4, $5, $6, $7)
  ON CONFLICT (instrument_id, set_hash, day) DO UPDATE SET rows = excluded.rows, times = excluded.times,
    "values" = excluded."values", lineage = excluded.lineage, made_at = now()`;

const readChunksText = `SELECT ${DAY} AS day_at, lineage, encode(times, 'base64') AS times, encode("values", 'base64') AS numbers
  FROM feature_chunk
  WHERE instrument_id = $1 AND set_hash = $2 AND ${DAY} >= $3::bigint AND ${DAY} < $4::bigint
  ORDER BY day`;

const bytesOf = (array: Float64Array | Float32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

async function toChunk(row: Row, instrumentId: string, setHash: string) {
  const read = async (name: string) => {
    const bytes = await unpacked(Buffer.from(String(row[name]), "base64"));
    return Uint8Array.from(bytes).buffer;
  };
  const [times, values] = await Promise.all([read("times"), read("numbers")]);
  return {
    instrumentId,
    setHash,
    dayAt: Number(row["day_at"]),
    times: new Float64Array(times),
    values: new Float32Array(values),
    lineage: String(row["lineage"]),
  };
}
