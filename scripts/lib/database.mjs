/** Reaching a PostgreSQL, the user's or ours, and saying in words why not. */
import { Trouble } from "./trouble.mjs";

const versionMin = 15;
const connectMsMax = 5_000;

/** The address without its password, for people. */
export function withoutPassword(url) {
  try {
    assertDatabaseUrl(url);
    const parsed = new URL(url);
    if (parsed.password) parsed.password = "***";
    return parsed.href;
  } catch {
    return "the given address";
  }
}

/** @throws Trouble when it is no address of a PostgreSQL at all; it is not shown, since anything may be in it */
export function assertDatabaseUrl(url) {
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return;
  throw new Trouble("DATABASE_URL must look like postgresql://user:password@host:5432/database: correct or unset it.");
}

const reasons = {
  ECONNREFUSED: "no server listens there: start it, or unset DATABASE_URL to use the built-in one",
  ENOTFOUND: "there is no host of that name: correct it, or unset DATABASE_URL to use the built-in one",
  EAI_AGAIN: "the host's name could not be looked up: check the network, or unset DATABASE_URL to use the built-in one",
  ETIMEDOUT: "the server did not answer in time: check host, port and firewall",
  "28P01": "the password is wrong: correct it in DATABASE_URL",
  28000: "this user may not log in from here: correct DATABASE_URL or the server's pg_hba.conf",
  "3D000": "the database does not exist: create it (createdb), or correct the name in DATABASE_URL",
  53300: "the server has no connection left: raise its max_connections",
  "57P03": "the server is starting up or shutting down: try again in a moment",
};

export function databaseTrouble(url, cause) {
  const code = cause.code ?? cause.errors?.[0]?.code;
  const isTimeout = /timeout|timed out/i.test(cause.message ?? "");
  const reason = reasons[code] ?? (isTimeout ? reasons.ETIMEDOUT : cause.message);
  return new Trouble(`The database at ${withoutPassword(url)} cannot be used: ${reason}.`, { cause });
}

/**
 * Runs `work` with a connection of its own.
 *
 * @throws Trouble when the server cannot be reached or is too old
 */
export async function withClient(url, work) {
  assertDatabaseUrl(url);
  const { default: pg } = await import("pg");
  const client = await connect(pg, url);
  client.on("error", () => {}); // a server that goes away fails the query under way; that is enough
  try {
    const { rows } = await client.query("SELECT current_setting('server_version_num')::int AS number");
    assertVersion(url, rows[0].number);
    return await work(client);
  } finally {
    await client.end();
  }
}

/** @param number  PostgreSQL's server_version_num, e.g. 180004 */
export function assertVersion(url, number) {
  const major = Math.floor(number / 10_000);
  if (major >= versionMin) return;
  const todo = `use ${versionMin} or newer, or unset DATABASE_URL to use the built-in one`;
  throw new Trouble(`The database at ${withoutPassword(url)} is PostgreSQL ${major}: ${todo}.`);
}

async function connect(pg, url) {
  try {
    const client = new pg.Client({
      connectionString: url,
      application_name: "tapedeck launcher",
      connectionTimeoutMillis: connectMsMax,
    });
    await client.connect();
    return client;
  } catch (cause) {
    throw databaseTrouble(url, cause);
  }
}

/** Creates a database when it is not there; `isFresh` drops it first. */
export async function ensureDatabase(adminUrl, name, { isFresh = false } = {}) {
  await withClient(adminUrl, async (client) => {
    const quoted = client.escapeIdentifier(name);
    if (isFresh) await client.query(`DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`);
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${quoted}`);
  });
}

export async function dropDatabase(adminUrl, name) {
  await withClient(adminUrl, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`),
  );
}

/** The same server, another database. */
export function withDatabase(url, name) {
  const parsed = new URL(url);
  parsed.pathname = `/${encodeURIComponent(name)}`;
  return parsed.href;
}
