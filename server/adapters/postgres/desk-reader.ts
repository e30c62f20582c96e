/** DeskReader on PostgreSQL. */

import type { Side } from "@/server/domain/order";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import { decodeWire } from "@/server/domain/wire";
import type { DeskReader, TripFilter } from "@/server/ports/desk-reader";
import { selectList, toDomain } from "./columns";
import { listEquity } from "./equity-query";
import { createNotes } from "./notes";
import { getOrderWhy, getTripWhy } from "./order-why";
import { type Condition, listPage, noExtra } from "./pages";
import { createPerformanceReader } from "./performance-query";
import type { Database, Row } from "./pool";
import type { Rows } from "./prisma";
import * as tables from "./tables";

export function createDeskReader({ database, rows }: Readonly<{ database: Database; rows: Rows }>): DeskReader {
  const { query } = database;
  const notes = createNotes(database, rows);
  return {
    ...pagesOf(database),
    ...riskPages(database),
    ...createPerformanceReader(query),
    getOrderWhy: (deskId, orderId) => getOrderWhy({ query, notes }, deskId, orderId),
    getTripWhy: (deskId, tripId) => getTripWhy({ query, notes }, deskId, tripId),
    listEquity: (deskId, range) => listEquity(query, deskId, range),
    async listPositions(deskId) {
      const found = await query(
        `SELECT ${selectList(tables.positionColumns, "t")} FROM position t WHERE t.desk_id = $1 ORDER BY t.instrument_id`,
        [deskId],
      );
      return found.map((row) => toDomain(tables.positionColumns, row));
    },
    async listPositionSamples(deskId, { from, to }) {
      const found = await query(
        `SELECT ${selectList(tables.positionSampleColumns, "t")} FROM position_sample t
         WHERE t.desk_id = $1 AND t.at >= tapedeck_time($2) AND t.at < tapedeck_time($3)
         ORDER BY t.at, t.instrument_id`,
        [deskId, from, to],
      );
      return found.map((row) => toDomain(tables.positionSampleColumns, row));
    },
    async latestFacts(deskId) {
      const [found] = await query(
        `SELECT (body->'facts')::text AS facts FROM desk_command
         WHERE desk_id = $1 AND accepted AND body->>'kind' = 'marketFacts' ORDER BY seq DESC LIMIT 1`,
        [deskId],
      );
      return found ? decodeWire<MarketFacts>(String(found["facts"])) : null;
    },
    listTags: (deskId) => notes.listTags(deskId),
    saveNote: (deskId, note, who) => notes.save(deskId, note, who),
  };
}

type Pages = "listParents" | "listOrders" | "listTrips" | "listFills" | "listSignals";
type RiskPages = "listRiskEvents" | "listRiskSettings" | "listBreakerEvents";

function pagesOf({ query }: Database): Pick<DeskReader, Pages> {
  return {
    listOrders({ filter, ...page }) {
      const conditions: Condition[] = [
        ...commonConditions(filter),
        ["t.state = ANY(?::text[])", filter.states],
        ["t.parent_id = ?", filter.parentId],
        ["t.decided_at >= tapedeck_time(?)", filter.from],
        ["t.decided_at < tapedeck_time(?)", filter.to],
      ];
      const table = `"order" t ${joinNote("order")}`;
      return listPage(query, {
        ...page,
        columns: tables.orderColumns,
        table,
        key: "number",
        conditions,
        extra: noteExtra,
      });
    },
    listTrips({ filter, ...page }) {
      const conditions: Condition[] = [
        ...commonConditions(filter),
        ["t.closed_at >= tapedeck_time(?)", filter.from],
        ["t.closed_at < tapedeck_time(?)", filter.to],
      ];
      const table = `round_trip t ${joinNote("trip")}`;
      return listPage(query, {
        ...page,
        columns: tables.tripColumns,
        table,
        key: "number",
        conditions,
        extra: tripExtra,
      });
    },
    listFills({ instrumentId, from, ...page }) {
      const conditions: Condition[] = [
        ["t.instrument_id = ?", instrumentId],
        ["t.at >= tapedeck_time(?)", from],
      ];
      const columns = tables.fillColumns;
      return listPage(query, { ...page, columns, table: "fill t", key: "number", conditions, extra: noExtra });
    },
    async listParents(page) {
      const found = await listPage(query, {
        ...page,
        columns: tables.parentColumns,
        table: "parent_order t",
        key: "number",
        conditions: [],
        extra: noExtra,
      });
      return { ...found, rows: found.rows.map(({ body }) => body) };
    },
    listSignals(page) {
      const columns = tables.signalColumns;
      return listPage(query, { ...page, columns, table: "signal t", key: "seq", conditions: [], extra: noExtra });
    },
  };
}

function riskPages({ query }: Database): Pick<DeskReader, RiskPages> {
  return {
    listRiskEvents(page) {
      const columns = tables.riskEventColumns;
      const table = `risk_event t LEFT JOIN desk_command c ON c.desk_id = t.desk_id AND c.id = t.cause`;
      return listPage(query, { ...page, columns, table, key: "seq", conditions: [], extra: whoExtra });
    },
    listRiskSettings(page) {
      const columns = tables.riskSettingsColumns;
      const table = `risk_settings t LEFT JOIN desk_command c ON c.desk_id = t.desk_id AND c.id = t.command_id`;
      return listPage(query, { ...page, columns, table, key: "version", conditions: [], extra: whoExtra });
    },
    listBreakerEvents(page) {
      const columns = tables.breakerColumns;
      return listPage(query, {
        ...page,
        columns,
        table: "breaker_event t",
        key: "seq",
        conditions: [],
        extra: noExtra,
      });
    },
  };
}

const commonConditions = ({ instrumentId, origin, tag }: TripFilter): Condition[] => [
  ["t.instrument_id = ?", instrumentId],
  ["t.origin = ?", origin],
  ["n.tags @> ARRAY[?::text]", tag],
];

const joinNote = (kind: "order" | "trip"): string =>
  `LEFT JOIN journal_note n ON n.desk_id = t.desk_id AND n.kind = '${kind}' AND n.subject_id = t.id`;

const noteExtra = {
  select: ", coalesce(n.tags, '{}') AS note_tags, coalesce(n.text <> '', false) AS has_note",
  read: (row: Row) => ({
    tags: row["note_tags"] as readonly string[], // a text[] column
    hasNote: row["has_note"] === true,
  }),
};

const whoExtra = { select: ", c.who AS who", read: (row: Row) => ({ who: row["who"] as string | null }) }; // a text column

/** With the side that its first order had. */
const tripExtra = {
  select: `${noteExtra.select}, (SELECT o.side FROM "order" o WHERE o.desk_id = t.desk_id AND o.id = t.order_ids[1]) AS opened`,
  read: (row: Row) => ({ ...noteExtra.read(row), opened: row["opened"] as Side | null }), // a checked text column
};
