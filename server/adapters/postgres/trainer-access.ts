/** TrainerAccess on PostgreSQL: a role of this database with a new secret for each run. */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import pg from "pg";
import { AppError, isAppError } from "@/server/domain/errors";
import type { QuarantineRule, TrainerAccess } from "@/server/ports/trainer-access";
import { columnsOf, toDomain } from "./columns";
import { type Database, sqlState } from "./pool";

export type TrainerAccessOptions = Readonly<{
  database: Database;
  /** Of the desk's own login: server and database are the same for the trainer. */
  url: string;
  /** A login that somebody made by hand; null makes one. */
  givenUrl: string | null;
}>;

const NOT_ALLOWED = "42501";
const SECRET_HOURS = 24;

export function createTrainerAccess({ database, url, givenUrl }: TrainerAccessOptions): TrainerAccess {
  return {
    async open() {
      const login = givenUrl ?? (await openRole(database, url));
      await assertBlind(login);
      return login;
    },
    async close() {
      if (givenUrl === null) await database.query("SELECT tapedeck_close_trainer()::text AS done");
    },
    async quarantine(instrumentIds) {
      const rows = await database.query(rulesText, [instrumentIds]);
      return rows.map((row) => toDomain(ruleColumns, row));
    },
  };
}

async function openRole({ query }: Database, url: string): Promise<string> {
  const secret = randomBytes(24).toString("base64url");
  try {
    const [row] = await query(`SELECT tapedeck_open_trainer($1, now() + interval '${SECRET_HOURS} hours') AS role`, [
      scramVerifier(secret),
    ]);
    const login = new URL(url);
    login.username = String(row?.["role"]);
    login.password = secret;
    return login.href;
  } catch (cause) {
    if (sqlState(cause) !== NOT_ALLOWED) throw cause;
    const words =
      "Training needs a database role of its own, and this database's user may not make one: make it by hand as " +
      "docs/learning.md says, and set TAPEDECK_TRAINER_DATABASE_URL";
    throw new AppError("refused", words, { cause });
  }
}

const ITERATIONS = 4_096;

/** So that the secret itself never stands in a statement, which a server may log (RFC 5802, PostgreSQL's form of it). */
function scramVerifier(secret: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(secret, salt, ITERATIONS, 32, "sha256");
  const stored = createHash("sha256")
    .update(createHmac("sha256", salted).update("Client Key").digest())
    .digest("base64");
  const server = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${stored}:${server}`;
}

/** Whatever the login is said to be, it must see the views and no table. @throws AppError refused, unavailable */
async function assertBlind(login: string): Promise<void> {
  const client = new pg.Client({ connectionString: login, application_name: "tapedeck trainer check" });
  try {
    await client.connect();
    const { rows } = await client.query<{ seen: string[]; views: string; power: boolean }>(blindText);
    const { seen = [], views = "0", power = true } = rows[0] ?? {};
    if (power) throw new AppError("refused", "The trainer's login is a superuser, or may act as another role");
    if (seen.length > 0) {
      throw new AppError("refused", `The trainer's login sees more than it may: ${seen.slice(0, 5).join(", ")}`);
    }
    if (Number(views) === 0) throw new AppError("refused", "The trainer's login may not read the views of training");
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("refused", `The trainer's login does not work: ${words}`, { cause });
  } finally {
    await client.end().catch(() => {});
  }
}

/** Partitions, chunks and the queue's tables included; PostgreSQL's and extensions' own are everybody's. */
const blindText = `
  SELECT coalesce(array_agg(format('%I.%I', n.nspname, c.relname)) FILTER (WHERE n.nspname <> 'training'), '{}') AS seen,
    count(*) FILTER (WHERE n.nspname = 'training') AS views,
    (SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user)
      OR EXISTS (SELECT 1 FROM pg_auth_members WHERE member = current_user::regrole) AS power
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND n.nspname NOT LIKE 'pg\\_t%'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    AND has_schema_privilege(n.oid, 'USAGE')
    AND (has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege(c.oid, 'SELECT'))`;

const ruleColumns = columnsOf<QuarantineRule>({
  instrumentId: "text",
  kind: "text",
  days: "integer",
  basis: "text",
  dataEnd: "micros",
  endsAt: "micros",
});

const rulesText = `
  SELECT i.id AS "instrumentId", i.kind, i.days, i.basis, tapedeck_micros(i.data_end) AS "dataEnd",
    tapedeck_micros(i.ends_at) AS "endsAt"
  FROM training.instrument i WHERE i.id = ANY($1::text[]) ORDER BY i.id`;
