/**
 * The connections of one process or thread, shared by Prisma and by our own SQL.
 *
 * A database that is away becomes AppError "unavailable", which callers wait out;
 * every other error passes as it is.
 */
import pg from "pg";
import { AppError } from "@/server/domain/errors";

export type PoolOptions = Readonly<{
  url: string;
  /** 1 to 20. */
  poolMax: number;
  applicationName: string;
}>;

const CONNECT_MS_MAX = 5_000;
const OID_INT8 = 20;

/** @throws RangeError rather than to hand out a rounded integer */
function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`the database holds ${text}, which is no safe integer`);
  return value;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary"): unknown =>
    oid === OID_INT8 ? toSafeInteger : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** Class 08: connection; 57P: server going away or coming up; 53300: no connection left; P: Prisma's words for it. */
const AWAY_CODES =
  /^(08...|57P0[1-5]|53300|P1001|P1002|P1008|P1017|P2024|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)$/;
const AWAY_WORDS = /connection terminated|connection error|timeout expired|timeout exceeded|not queryable/i;

const isAway = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (AWAY_CODES.test(code) || AWAY_WORDS.test(error.message)) return true;
  return error instanceof AggregateError && error.errors.some(isAway);
};

export const translated = (error: unknown): unknown =>
  isAway(error) ? new AppError("unavailable", "The database does not answer", { cause: error }) : error;

/** SQLSTATE of an error of PostgreSQL, or "". */
export const sqlState = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** What our statements select: everything else is cast to text first. */
export type Row = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
export type Query = (text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

export type Database = Readonly<{
  pool: pg.Pool;
  query: Query;
  /** Runs `work` in one transaction on one connection. */
  transaction: <T>(work: (query: Query) => Promise<T>) => Promise<T>;
}>;

export function openDatabase({ url, poolMax, applicationName }: PoolOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolMax,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    keepAlive: true,
    types,
  });
  // Whoever uses a connection that breaks learns of it from the query, and the pool replaces it. Without a
  // listener of its own, one that breaks between two statements of a transaction would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => void client.on("error", () => {}));
  return {
    pool,
    query: async (text, values) => rowsOf(pool, text, values),
    transaction: (work) => inTransaction(pool, work),
  };
}

/**
 * Statements are prepared once per connection under a name made of their text: planning is most of
 * the time of a small statement.
 */
async function rowsOf(
  client: pg.Pool | pg.PoolClient,
  text: string,
  values?: readonly unknown[],
): Promise<readonly Row[]> {
  try {
    const config = values === undefined ? { text } : { name: statementName(text), text, values: [...values] };
    const { rows } = await client.query<Row>(config);
    return rows;
  } catch (error) {
    throw translated(error);
  }
}

const names = new Map<string, string>();

function statementName(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `tapedeck_${names.size}`;
  names.set(text, name);
  return name;
}

async function inTransaction<T>(pool: pg.Pool, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await connect(pool);
  let broken: Error | undefined;
  try {
    // A desk's commit must survive the death of the server even where the server's default is to be quick.
    await client.query("BEGIN; SET LOCAL synchronous_commit = on");
    const result = await work((text, values) => rowsOf(client, text, values));
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((cause: unknown) => {
      broken = cause instanceof Error ? cause : new Error(String(cause));
    });
    throw translated(error);
  } finally {
    client.release(broken); // a connection that cannot roll back is thrown away
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw translated(error);
  }
}
