/** SystemStore on PostgreSQL. */
import type { DatabaseStatus, SystemStore } from "@/server/ports/system-store";
import { type Columns, columnNames, fromJson, selectList, toDomain, toRecords } from "./columns";
import type { Database } from "./pool";
import { auditColumns, errorColumns, heartbeatColumns } from "./tables";

const LIST_MAX = 1_000;
const SILENT_SHOWN = "1 hour";

export function createSystemStore({ query }: Database): SystemStore {
  const insert = async <T>(table: string, columns: Columns<T>, row: NoInfer<T>): Promise<void> => {
    await query(insertText(table, columns), [toRecords(columns, [row])]);
  };
  const newest = async <T>(table: string, columns: Columns<T>, limit: number): Promise<readonly T[]> => {
    const rows = await query(`SELECT ${selectList(columns, "t")} FROM ${table} t ORDER BY t.id DESC LIMIT $1`, [
      Math.max(1, Math.min(limit, LIST_MAX)),
    ]);
    return rows.map((row) => toDomain(columns, row));
  };
  return {
    async beat(heartbeat) {
      await query(beatText, [toRecords(heartbeatColumns, [heartbeat])]);
    },
    async listHeartbeats() {
      const rows = await query(
        `SELECT ${selectList(heartbeatColumns, "t")} FROM heartbeat t
         WHERE t.seen_at > now() - interval '${SILENT_SHOWN}' ORDER BY t.started_at, t.id`,
        [],
      );
      return rows.map((row) => toDomain(heartbeatColumns, row));
    },
    recordError: (error) => insert("error_record", errorColumns, error),
    listErrors: (limit) => newest("error_record", errorColumns, limit),
    audit: (entry) => insert("audit_entry", auditColumns, entry),
    listAudit: (limit) => newest("audit_entry", auditColumns, limit),
    databaseStatus: () => databaseStatus(query),
    async maintain(now) {
      await query("SELECT tapedeck_maintain(tapedeck_time($1))", [now]);
      await query("SELECT tapedeck_sweep(tapedeck_time($1))", [now]);
    },
  };
}

function insertText<T>(table: string, columns: Columns<T>): string {
  const { from, values } = fromJson(columns, 1);
  return `INSERT INTO ${table} (${columnNames(columns)}) SELECT ${values} FROM ${from}`;
}

const beatText = `${insertText("heartbeat", heartbeatColumns)} ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at,
  rss_bytes = excluded.rss_bytes, heap_bytes = excluded.heap_bytes, cpu_share = excluded.cpu_share,
  event_loop_lag_micros = excluded.event_loop_lag_micros, detail = excluded.detail,
  services = excluded.services`;

async function databaseStatus(query: Database["query"]): Promise<DatabaseStatus> {
  const [about] = await query(aboutText, []);
  const tables = await query(tablesText, []);
  return {
    version: String(about?.["version"]),
    hasTimescale: about?.["has_timescale"] === true,
    bytes: Number(about?.["bytes"]),
    connections: Number(about?.["connections"]),
    tables: tables.map((row) => ({
      name: String(row["name"]),
      bytes: Number(row["bytes"]),
      rows: Number(row["rows"]),
    })),
  };
}

const aboutText = `SELECT current_setting('server_version') AS version, tapedeck_has_timescale() AS has_timescale,
  pg_database_size(current_database()) AS bytes,
  (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections`;

/**
 * A partition or chunk counts for its root. Rows are the statistics' estimate: counting would read everything.
 * Chunks of hypertables inherit from them, as partitions do.
 */
const tablesText = `WITH RECURSIVE tree AS (
    SELECT c.oid AS root, c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname IN (current_schema(), 'bullmq')
      AND NOT EXISTS (SELECT 1 FROM pg_inherits WHERE inhrelid = c.oid)
    UNION ALL
    SELECT tree.root, i.inhrelid FROM tree JOIN pg_inherits i ON i.inhparent = tree.oid
  )
  SELECT CASE WHEN n.nspname = 'bullmq' THEN 'bullmq.' || c.relname ELSE c.relname END AS name,
    sum(pg_total_relation_size(tree.oid))::bigint AS bytes, coalesce(sum(s.n_live_tup), 0)::bigint AS rows
  FROM tree JOIN pg_class c ON c.oid = tree.root JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_stat_all_tables s ON s.relid = tree.oid
  GROUP BY c.oid, n.nspname, c.relname ORDER BY bytes DESC, name`;
