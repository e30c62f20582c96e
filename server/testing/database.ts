/**
 * A database of its own for each file of tests, a copy of a migrated template. The template is
 * made once per state of the migrations and kept, so that a copy is all that a file waits for.
 */
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { migrate } from "@/scripts/lib/migrate.mjs";

export type TestDatabase = Readonly<{ url: string; name: string; drop: () => Promise<void> }>;

const MIGRATIONS = path.join(process.cwd(), "prisma", "migrations");
/** Any number; it only has to be the same in all processes that test. */
const TEMPLATE_LOCK = 61_503_744;

/**
 * @param serverUrl  any database of a server on which we may create others, e.g. DATABASE_URL
 * @throws Error when it is absent: integration tests without a server prove nothing
 */
export async function createTestDatabase(serverUrl: string | undefined): Promise<TestDatabase> {
  if (!serverUrl) throw new Error("DATABASE_URL must name a PostgreSQL server for these tests (npm test brings one)");
  const template = `tapedeck_template_${migrationsHash()}`;
  const name = `tapedeck_test_${crypto.randomBytes(6).toString("hex")}`;
  await withClient(serverUrl, async (client) => {
    // Nobody may be connected to a template that is copied: one at a time.
    await client.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    await ensureTemplate(client, serverUrl, template);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  const drop = () =>
    withClient(serverUrl, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    });
  return { url: onDatabase(serverUrl, name), name, drop };
}

/** The same server, another database. */
export function onDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function ensureTemplate(client: pg.Client, serverUrl: string, template: string): Promise<void> {
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate", [template]);
  if (rowCount === 1) return;
  // Templates of earlier migrations, and one that was left half made.
  const old = await client.query<{ name: string }>(
    "SELECT datname AS name FROM pg_database WHERE datname LIKE 'tapedeck\\_template\\_%'",
  );
  for (const { name } of old.rows) {
    await client.query(`ALTER DATABASE ${name} IS_TEMPLATE false`);
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
  await client.query(`CREATE DATABASE ${template}`);
  await migrate(onDatabase(serverUrl, template));
  await client.query(`ALTER DATABASE ${template} IS_TEMPLATE true`);
}

function migrationsHash(): string {
  const hash = crypto.createHash("sha256");
  for (const name of fs.readdirSync(MIGRATIONS).sort()) {
    const file = path.join(MIGRATIONS, name, "migration.sql");
    if (fs.existsSync(file)) hash.update(name).update(fs.readFileSync(file));
  }
  return hash.digest("hex").slice(0, 12);
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "tapedeck tests" });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
