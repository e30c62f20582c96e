/** Keyset pages: rows newest first by a whole number, which is the cursor. */
import { AppError } from "@/server/domain/errors";
import type { Page } from "@/server/ports/desk-reader";
import type { Columns } from "./columns";
import { selectList, toDomain } from "./columns";
import type { Query, Row } from "./pool";

const LIMIT_MAX = 500;

/** A condition with `?` for its value; one whose value is null does not count. */
export type Condition = readonly [sql: string, value: unknown];

/** More columns to select, and what they add to a row. */
type Extra<M> = Readonly<{ select: string; read: (row: Row) => M }>;

export type PageRequest<T, M> = Readonly<{
  columns: Columns<T>;
  /** Table with the alias `t`. */
  table: string;
  /** Column that numbers the rows within the desk. */
  key: string;
  deskId: string;
  cursor: string | null;
  limit: number;
  conditions: readonly Condition[];
  extra: Extra<M>;
}>;

export const noExtra: Extra<object> = { select: "", read: () => ({}) };

/** @throws AppError invalid when cursor or limit make no sense */
export async function listPage<T, M>(query: Query, request: PageRequest<T, M>): Promise<Page<T & M>> {
  const { columns, table, key, deskId, cursor, limit, extra } = request;
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new AppError("invalid", `limit must be a whole number from 1 to ${LIMIT_MAX}, was ${limit}`);
  }
  if (cursor !== null && !/^\d{1,15}$/.test(cursor)) {
    throw new AppError("invalid", `a cursor must be one that was handed out, was ${JSON.stringify(cursor)}`);
  }
  const values: unknown[] = [deskId, limit + 1];
  const used: readonly Condition[] = [...request.conditions, [`t.${key} < ?::bigint`, cursor]];
  const where = used
    .filter(([, value]) => value !== null)
    .map(([sql, value]) => ` AND ${sql.replaceAll("?", `$${values.push(value)}`)}`);
  const rows = await query(
    `SELECT ${selectList(columns, "t")}, t.${key} AS page_key${extra.select}
     FROM ${table} WHERE t.desk_id = $1${where.join("")} ORDER BY t.${key} DESC LIMIT $2`,
    values,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown.map((row) => ({ ...toDomain(columns, row), ...extra.read(row) })),
    nextCursor: rows.length > limit && last ? String(last["page_key"]) : null,
  };
}
