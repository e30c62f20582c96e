/**
 * `prisma migrate deploy` without the native schema engine: the same files, the same
 * bookkeeping table, the same lock, so that Prisma's own tools can read what we did.
 *
 * Each file is one simple query, thus one transaction: it is applied whole or not at all.
 * Statements that cannot run in one (CREATE INDEX CONCURRENTLY) must not be in a migration.
 */
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { withClient } from "./database.mjs";
import { inModules, inRoot } from "./paths.mjs";
import { Trouble } from "./trouble.mjs";

const prismaLock = 72_707_369; // the advisory lock number of Prisma's schema engine

const bookkeeping = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/**
 * Brings a database up to date: our tables, then the queue's.
 *
 * @param url  of the database; two that migrate at once wait for each other
 * @param dir  the folder of migrations, `<name>/migration.sql`
 * @returns    the names applied now
 * @throws Trouble when one was edited after it was applied, is unknown here, or fails
 */
export function migrate(url, dir = inRoot("prisma", "migrations")) {
  return withClient(url, async (client) => {
    await client.query("SET client_min_messages = warning");
    await client.query("SELECT pg_advisory_lock($1)", [prismaLock]); // freed with the connection
    await client.query(bookkeeping);
    const files = readMigrations(dir);
    const done = await readDone(client);
    assertHistory({ files, done });
    const applied = [];
    for (const file of files.filter(({ name }) => !done.has(name))) {
      await apply(client, file);
      applied.push(file.name);
    }
    await migrateQueue(client);
    return applied;
  });
}

function readMigrations(dir) {
  if (!fs.existsSync(dir)) return [];
  const names = fs.readdirSync(dir).filter((name) => fs.existsSync(path.join(dir, name, "migration.sql")));
  return names.sort().map((name) => {
    const file = path.join(dir, name, "migration.sql");
    const sql = fs.readFileSync(file, "utf8");
    return { name, file, sql, checksum: crypto.createHash("sha256").update(sql).digest("hex") };
  });
}

async function readDone(client) {
  const { rows } = await client.query(
    `SELECT migration_name, checksum, finished_at, logs FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  const failed = rows.find((row) => row.finished_at === null);
  if (failed !== undefined) {
    const mark = `UPDATE "_prisma_migrations" SET rolled_back_at = now() WHERE migration_name = '${failed.migration_name}'`;
    const sentence = `Migration ${failed.migration_name} did not finish earlier: repair its cause, run ${mark}, and start again.`;
    throw new Trouble(sentence, { detail: failed.logs ?? "" });
  }
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

function assertHistory({ files, done }) {
  const known = new Map(files.map((file) => [file.name, file]));
  for (const [name, checksum] of done) {
    const file = known.get(name);
    if (file === undefined) {
      const todo = "update this checkout (git pull), or use another database";
      throw new Trouble(`The database has the migration ${name}, which this Tapedeck does not know: ${todo}.`);
    }
    if (file.checksum !== checksum) {
      const shown = path.relative(inRoot(), file.file);
      const todo = `undo the edit (git checkout -- ${shown}) and put the change into a new migration`;
      throw new Trouble(`Migration ${name} was edited after it was applied to this database: ${todo}.`);
    }
  }
}

async function apply(client, { name, sql, checksum }) {
  const id = crypto.randomUUID();
  await client.query(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ($1, $2, $3)`, [
    id,
    checksum,
    name,
  ]);
  try {
    await client.query(sql);
  } catch (cause) {
    await client.query("ROLLBACK");
    // It left nothing behind, so the next start may try again; Prisma's own words for that state.
    await client.query(`UPDATE "_prisma_migrations" SET logs = $2, rolled_back_at = now() WHERE id = $1`, [
      id,
      cause.message,
    ]);
    const sentence = `Migration ${name} could not be applied and was undone: repair what PostgreSQL says above.`;
    throw new Trouble(sentence, { cause, detail: cause.message });
  }
  await client.query(`UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1 WHERE id = $1`, [
    id,
  ]);
}

/**
 * BullMQ keeps its jobs in the schema `bullmq`. Importing it takes 150 ms, so the schema's
 * comment remembers which version has been here.
 */
async function migrateQueue(client) {
  const { version } = JSON.parse(fs.readFileSync(inModules("bullmq", "package.json"), "utf8"));
  const mark = `bullmq ${version}`;
  const { rows } = await client.query(
    "SELECT obj_description(oid, 'pg_namespace') AS mark FROM pg_namespace WHERE nspname = 'bullmq'",
  );
  if (rows[0]?.mark === mark) return;
  const { runMigrations } = await import("bullmq");
  await runMigrations(client);
  await client.query(`COMMENT ON SCHEMA bullmq IS ${client.escapeLiteral(mark)}`);
}
