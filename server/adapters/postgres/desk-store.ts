/** DeskStore on PostgreSQL: desks as rows through Prisma; leases, commands and commits in SQL. */
import type { CommandBody, CommandOutcome } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import { AppError } from "@/server/domain/errors";
import { fromMillis, micros } from "@/server/domain/micros";
import { decodeWire, encodeWire } from "@/server/domain/wire";
import type { Desk, DeskLease, DeskStore, PendingCommand } from "@/server/ports/desk-store";
import { mainDesk } from "@/server/ports/main-desk";
import { commitDesk } from "./desk-commit";
import type { Desk as DeskRow } from "./generated/client";
import { toStorable } from "./json";
import type { Partitions } from "./partitions";
import type { Database, Row } from "./pool";
import { sqlState } from "./pool";
import type { Rows } from "./prisma";

const PENDING_MAX = 200;
/** Open desks of one source are few; they come first. */
const DESKS_LOOKED_AT = 20;
const UNIQUE_VIOLATION = "P2002";
const FOREIGN_KEY_VIOLATION = "23503";
/** What JSONB says to NUL and to half of a surrogate pair. */
const UNSTORABLE_TEXT = /^(22P05|22P02|22021)$/;

export type DeskStoreDeps = Readonly<{ database: Database; rows: Rows; partitions: Partitions }>;

export function createDeskStore({ database, rows, partitions }: DeskStoreDeps): DeskStore {
  const { query } = database;
  return {
    createDesk: (desk) => createDesk(rows, desk),
    async getDesk(deskId) {
      const row = await rows.with((client) => client.desk.findUnique({ where: { id: deskId } }));
      if (!row) throw unknownDesk(deskId);
      return toDesk(row);
    },
    async listDesks({ includeArchived }) {
      const where = includeArchived ? {} : { isArchived: false };
      const found = await rows.with((client) =>
        client.desk.findMany({ where, orderBy: [{ createdAt: "asc" }, { id: "asc" }] }),
      );
      return found.map(toDesk);
    },
    async archiveDesk(deskId) {
      const { count } = await rows.with((client) =>
        client.desk.updateMany({ where: { id: deskId }, data: { isArchived: true } }),
      );
      if (count === 0) throw unknownDesk(deskId);
    },
    async findDeskFor({ venueId, session }) {
      const found = await rows.with((client) =>
        client.desk.findMany({
          where: { venueId, session },
          orderBy: [{ isArchived: "asc" }, { createdAt: "desc" }, { id: "desc" }],
          take: DESKS_LOOKED_AT,
        }),
      );
      return mainDesk(found.map(toDesk).reverse());
    },
    openRun: (deskId, host) => openRun(database, deskId, host),
    commit: (commit) => commitDesk(database, partitions, commit),
    async closeRun({ deskId, epoch }, { status, text }) {
      await query(
        `UPDATE desk_run SET status = $3, text = $4, ended_at = clock_timestamp()
         WHERE desk_id = $1 AND epoch = $2 AND status = 'running'`,
        [deskId, epoch, status, toStorable(text)],
      );
    },
    addCommand: (deskId, command, who) => addCommand(database, { deskId, ...command, who }),
    async listPendingCommands(deskId) {
      const pending = await query(
        `SELECT id, body::text AS body, tapedeck_micros(received_at) AS received_at
         FROM desk_command WHERE desk_id = $1 AND at IS NULL ORDER BY seq LIMIT ${PENDING_MAX}`,
        [deskId],
      );
      return pending.map(toPending);
    },
    findOutcome: (deskId, commandId) => findOutcome(database, deskId, commandId),
  };
}

const unknownDesk = (deskId: string): AppError => new AppError("not_found", `There is no desk ${deskId}`);

async function createDesk(rows: Rows, desk: Omit<Desk, "createdAt" | "isArchived">): Promise<Desk> {
  const { id, name, venueId, session, settings } = desk;
  const instruments = settings.instruments.map((spec) => ({
    instrumentId: spec.id,
    instrumentVersion: spec.version,
    tickSize: spec.tickSize,
    lotSize: spec.lotSize,
  }));
  const stored = JSON.parse(encodeWire(settings)) as object; // bigints as the wire has them
  try {
    const row = await rows.with((client) =>
      client.desk.create({
        data: {
          id,
          name: toStorable(name),
          venueId,
          session,
          settings: stored,
          createdAt: new Date(),
          instruments: { create: instruments },
        },
      }),
    );
    return toDesk(row);
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    throw new AppError("conflict", `There is a desk ${id} already`, { cause: error });
  }
}

const toDesk = (row: DeskRow): Desk => ({
  id: row.id,
  name: row.name,
  venueId: row.venueId,
  session: row.session,
  settings: decodeWire<DeskSettings>(JSON.stringify(row.settings)),
  createdAt: fromMillis(row.createdAt.getTime()),
  isArchived: row.isArchived,
});

/** The row of the desk is locked from here on: a commit of an older run waits, and then finds itself too late. */
async function openRun({ transaction }: Database, deskId: string, host: string): Promise<DeskLease> {
  return transaction(async (query) => {
    const [desk] = await query(
      `UPDATE desk SET epoch = epoch + 1 WHERE id = $1 AND NOT is_archived RETURNING epoch, commits`,
      [deskId],
    );
    if (!desk) throw await whyNoRun(query, deskId);
    const epoch = Number(desk["epoch"]);
    await query(
      `UPDATE desk_run SET status = 'lost', text = $2, ended_at = clock_timestamp() WHERE desk_id = $1 AND status = 'running'`,
      [deskId, `taken over by ${host}`],
    );
    await query(
      `INSERT INTO desk_run (desk_id, epoch, host, status, text, started_at, risk_version)
       VALUES ($1, $2, $3, 'running', $4, clock_timestamp(),
         (SELECT coalesce(max(version), 1) FROM risk_settings WHERE desk_id = $1))`,
      [deskId, epoch, host, epoch === 1 ? "first run" : "resumed from the last commit"],
    );
    const [checkpoint] = await query("SELECT body FROM desk_checkpoint WHERE desk_id = $1", [deskId]);
    return {
      deskId,
      runId: `${deskId}-run-${epoch}`,
      epoch,
      checkpoint: checkpoint ? String(checkpoint["body"]) : null,
      commits: Number(desk["commits"]),
    };
  });
}

async function whyNoRun(query: Database["query"], deskId: string): Promise<AppError> {
  const [desk] = await query("SELECT 1 FROM desk WHERE id = $1", [deskId]);
  return desk ? new AppError("refused", `Desk ${deskId} is archived and runs no more`) : unknownDesk(deskId);
}

type NewCommand = Readonly<{ deskId: string; id: string; body: CommandBody; who: string }>;

async function addCommand({ query }: Database, { deskId, id, body, who }: NewCommand): Promise<boolean> {
  try {
    const added = await query(
      `INSERT INTO desk_command (desk_id, id, body, who) VALUES ($1, $2, $3::jsonb, $4)
       ON CONFLICT (desk_id, id) DO NOTHING RETURNING seq`,
      [deskId, id, encodeWire(body), toStorable(who)],
    );
    return added.length === 1;
  } catch (error) {
    if (sqlState(error) === FOREIGN_KEY_VIOLATION) throw unknownDesk(deskId);
    if (UNSTORABLE_TEXT.test(sqlState(error))) {
      throw new AppError("invalid", "The command holds a character that cannot be stored", { cause: error });
    }
    throw error;
  }
}

const toPending = (row: Row): PendingCommand => ({
  id: String(row["id"]),
  body: decodeWire<CommandBody>(String(row["body"])),
  receivedAt: micros(Number(row["received_at"])),
});

async function findOutcome({ query }: Database, deskId: string, commandId: string): Promise<CommandOutcome | null> {
  const [row] = await query(
    `SELECT tapedeck_micros(at) AS at, accepted, order_id, reason::text AS reason
     FROM desk_command WHERE desk_id = $1 AND id = $2 AND at IS NOT NULL`,
    [deskId, commandId],
  );
  if (!row) return null;
  return {
    commandId,
    at: micros(Number(row["at"])),
    accepted: row["accepted"] === true,
    orderId: row["order_id"] === null ? null : String(row["order_id"]),
    reason: row["reason"] === null ? null : decodeWire<CommandOutcome["reason"]>(String(row["reason"])),
  };
}
