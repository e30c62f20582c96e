/** DeskAudit on PostgreSQL: one snapshot is one transaction that sees nothing of what is committed after it began. */
import type { CommandOutcome } from "@/server/domain/command";
import type { ParityReport } from "@/server/domain/parity";
import type { LedgerEntry } from "@/server/domain/portfolio";
import { decodeWire, encodeWire } from "@/server/domain/wire";
import type { DeskAudit, DeskSnapshot, StoredKind, StoredRows } from "@/server/ports/desk-audit";
import { storedKey } from "@/server/ports/desk-audit";
import { type Columns, columnsOf, selectList, toDomain } from "./columns";
import type { Database, Query } from "./pool";
import * as tables from "./tables";
import { fromChunks, traceColumns } from "./trace-chunks";

/** Rows of these keys of a desk. */
type Find<T> = (query: Query, deskId: string, keys: readonly string[]) => Promise<readonly T[]>;
type Source<T> = Readonly<{ find: Find<T> /** Selects all keys of desk $1 as `key`. */; keys: string }>;

export function createDeskAudit({ query, transaction }: Database): DeskAudit {
  return {
    withSnapshot: (deskId, work) =>
      transaction(async (within) => {
        await within("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        return work(await snapshotOf(within, deskId));
      }),
    async saveReport(report) {
      await query(
        `INSERT INTO parity_report (desk_id, at, status, differences, body) VALUES ($1, tapedeck_time($2), $3, $4, $5)`,
        [report.deskId, report.at, report.status, report.differences, encodeWire(report)],
      );
      await query(
        `DELETE FROM parity_report WHERE desk_id = $1
         AND id <= (SELECT id FROM parity_report WHERE desk_id = $1 ORDER BY id DESC OFFSET ${REPORTS_KEPT} LIMIT 1)`,
        [report.deskId],
      );
    },
    async latestReport(deskId) {
      const [row] = await query("SELECT body FROM parity_report WHERE desk_id = $1 ORDER BY id DESC LIMIT 1", [deskId]);
      return row ? decodeWire<ParityReport>(String(row["body"])) : null;
    },
  };
}

const REPORTS_KEPT = 100;

async function snapshotOf(query: Query, deskId: string): Promise<DeskSnapshot> {
  const [checkpoint] = await query("SELECT body FROM desk_checkpoint WHERE desk_id = $1", [deskId]);
  return {
    checkpoint: checkpoint ? String(checkpoint["body"]) : null,
    find: <K extends StoredKind>(kind: K, keys: readonly string[]) =>
      (sources[kind] as Source<StoredRows[K]>).find(query, deskId, keys),
    async keys(kind) {
      const rows = await query(sources[kind].keys, [deskId]);
      return rows.map((row) => String(row["key"]));
    },
  };
}

type Listing<T> = Readonly<{ columns: Columns<T>; table: string; key: string; type?: "text" | "bigint" }>;

function listed<T>({ columns, table, key, type = "text" }: Listing<T>): Source<T> {
  const text = `SELECT ${selectList(columns, "t")} FROM ${table} t WHERE t.desk_id = $1 AND t.${key} = ANY($2::${type}[])`;
  return {
    keys: `SELECT ${key}::text AS key FROM ${table} WHERE desk_id = $1 ORDER BY ${key}`,
    async find(query, deskId, keys) {
      const rows = await query(text, [deskId, keys]);
      return rows.map((row) => toDomain(columns, row));
    },
  };
}

const parents = listed({ columns: tables.parentColumns, table: "parent_order", key: "id" });
const markouts = listed({ columns: tables.markoutColumns, table: "markout", key: "fill_id" });
const entries = listed({ columns: tables.ledgerEntryColumns, table: "ledger_entry", key: "seq", type: "bigint" });
const postings = listed({ columns: tables.postingColumns, table: "ledger_posting", key: "entry_seq", type: "bigint" });

/** An outcome's columns carry the names of its command. */
type OutcomeRow = Omit<CommandOutcome, "commandId"> & Readonly<{ id: string }>;
const outcomes = listed({
  columns: columnsOf<OutcomeRow>({ id: "text", at: "micros", accepted: "bool", orderId: "text", reason: "json" }),
  table: "desk_command",
  key: "id",
});

/** As `predictionKey` has it. */
const PREDICTION_KEY = "t.model || '/' || t.version || '/' || tapedeck_micros(t.asked_at) || '/' || t.instrument_id";

const sources: { readonly [K in StoredKind]: Source<StoredRows[K]> } = {
  order: listed({ columns: tables.orderColumns, table: '"order"', key: "id" }),
  parent: {
    keys: parents.keys,
    find: async (query, deskId, keys) => (await parents.find(query, deskId, keys)).map(({ body }) => body),
  },
  position: listed({ columns: tables.positionColumns, table: "position", key: "instrument_id" }),
  trace: {
    keys: "SELECT DISTINCT order_id AS key FROM fill_trace WHERE desk_id = $1",
    async find(query, deskId, keys) {
      const rows = await query(
        `SELECT ${selectList(traceColumns, "t")} FROM fill_trace t
         WHERE t.desk_id = $1 AND t.order_id = ANY($2::text[]) ORDER BY t.order_id, t.seq`,
        [deskId, keys],
      );
      const chunks = groupedBy(
        rows.map((row) => toDomain(traceColumns, row)),
        ({ orderId }) => orderId,
      );
      return [...chunks].map(([orderId, of]) => ({ orderId, points: fromChunks(of) }));
    },
  },
  orderEvent: listed({ columns: tables.orderEventColumns, table: "order_event", key: "seq", type: "bigint" }),
  fill: listed({ columns: tables.fillColumns, table: "fill", key: "id" }),
  markout: {
    keys: "SELECT fill_id || '/' || horizon_micros AS key FROM markout WHERE desk_id = $1",
    async find(query, deskId, keys) {
      const wanted = new Set(keys);
      const fills = [...new Set(keys.map((key) => key.slice(0, key.indexOf("/"))))];
      return (await markouts.find(query, deskId, fills)).filter((row) => wanted.has(storedKey.markout(row)));
    },
  },
  ledger: { keys: entries.keys, find: findEntries },
  roundTrip: listed({ columns: tables.tripColumns, table: "round_trip", key: "id" }),
  equity: {
    keys: "SELECT tapedeck_micros(at) AS key FROM portfolio_state WHERE desk_id = $1 ORDER BY at",
    async find(query, deskId, keys) {
      const rows = await query(
        `SELECT ${selectList(tables.equityColumns, "t")} FROM portfolio_state t
         WHERE t.desk_id = $1 AND t.at = ANY(ARRAY(SELECT tapedeck_time(key) FROM unnest($2::bigint[]) AS key))`,
        [deskId, keys],
      );
      return rows.map((row) => toDomain(tables.equityColumns, row));
    },
  },
  signal: listed({ columns: tables.signalColumns, table: "signal", key: "seq", type: "bigint" }),
  prediction: {
    keys: `SELECT ${PREDICTION_KEY} AS key FROM prediction t WHERE t.desk_id = $1 ORDER BY t.id`,
    async find(query, deskId, keys) {
      const rows = await query(
        `SELECT ${selectList(tables.predictionColumns, "t")} FROM prediction t
         WHERE t.desk_id = $1 AND ${PREDICTION_KEY} = ANY($2::text[])
           AND t.asked_at = ANY(ARRAY(SELECT tapedeck_time(split_part(key, '/', 3)::bigint) FROM unnest($2::text[]) AS key))`,
        [deskId, keys],
      );
      return rows.map((row) => toDomain(tables.predictionColumns, row));
    },
  },
  risk: listed({ columns: tables.riskEventColumns, table: "risk_event", key: "seq", type: "bigint" }),
  breaker: listed({ columns: tables.breakerColumns, table: "breaker_event", key: "seq", type: "bigint" }),
  riskSettings: listed({
    columns: tables.riskSettingsColumns,
    table: "risk_settings",
    key: "version",
    type: "bigint",
  }),
  positionSample: {
    keys: "SELECT tapedeck_micros(at) || '/' || instrument_id AS key FROM position_sample WHERE desk_id = $1",
    async find(query, deskId, keys) {
      const rows = await query(
        `SELECT ${selectList(tables.positionSampleColumns, "t")} FROM position_sample t
         JOIN unnest($2::text[]) AS key ON t.at = tapedeck_time(split_part(key, '/', 1)::bigint)
           AND t.instrument_id = substr(key, strpos(key, '/') + 1)
         WHERE t.desk_id = $1`,
        [deskId, keys],
      );
      return rows.map((row) => toDomain(tables.positionSampleColumns, row));
    },
  },
  command: {
    keys: "SELECT id AS key FROM desk_command WHERE desk_id = $1 AND at IS NOT NULL",
    find: async (query, deskId, keys) =>
      (await outcomes.find(query, deskId, keys)).map(({ id: commandId, ...outcome }) => ({ commandId, ...outcome })),
  },
};

async function findEntries(query: Query, deskId: string, keys: readonly string[]): Promise<readonly LedgerEntry[]> {
  const parts = groupedBy(await postings.find(query, deskId, keys), ({ entrySeq }) => entrySeq);
  return (await entries.find(query, deskId, keys)).map((entry) => ({
    ...entry,
    postings: (parts.get(entry.seq) ?? [])
      .toSorted((a, b) => a.number - b.number)
      .map(({ account, amountAtoms }) => ({ account, amountAtoms })),
  }));
}

function groupedBy<T, K>(rows: readonly T[], keyOf: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
