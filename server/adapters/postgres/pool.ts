/**
 * The connections of one process or thread, shared by Prisma and by our own SQL.
 *
 * A database that is away becomes AppError "unavailable", which callers wait out;
 * every other error passes as it is.
 */
import pg from "pg";
import { AppError, isAppError } from "@/server/domain/errors";
import { type Noting, noted } from "@/server/domain/service-breakers";

export type PoolOptions = Readonly<{
  url: string;
  /** 1 to 20. */
  poolMax: number;
  applicationName: string;
  /** Told how each call went; only a database that is away is its failure. */
  noting?: Noting;
}>;

const CONNECT_MS_MAX = 5_000;
/** Commits at once; a desk sends one after the other. */
const COMMITS_MAX = 2;
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
/** Statements sent together, in order. */
export type Statement = Readonly<{ text: string; values: readonly unknown[] }>;
export type Query = (text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

export type Database = Readonly<{
  pool: pg.Pool;
  query: Query;
  /** Runs `work` in one transaction on one connection. */
  transaction: <T>(work: (query: Query) => Promise<T>) => Promise<T>;
  /**
   * All statements as one durable transaction in one flight: none waits for the answer to another.
   *
   * @throws the error of the first that failed; nothing is written then
   */
  atOnce: (statements: readonly Statement[]) => Promise<void>;
  close: () => Promise<void>;
}>;

export function openDatabase(options: PoolOptions): Database {
  const pool = openPool(options, {});
  const pipelined = openPool(options, { max: COMMITS_MAX, pipeline: true });
  const { noting } = options;
  const told = <T>(work: () => Promise<T>): Promise<T> =>
    noting
      ? noted({ ...noting, isTheirs: (error) => isAppError(error) && error.code === "unavailable" }, work)
      : work();
  return {
    pool,
    query: (text, values) => told(() => rowsOf(pool, text, values)),
    transaction: (work) => told(() => inTransaction(pool, work)),
    atOnce: (statements) => told(() => sendAtOnce(pipelined, statements)),
    async close() {
      await Promise.all([pool.end(), pipelined.end()]);
    },
  };
}

function openPool({ url, poolMax, applicationName }: PoolOptions, more: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolMax,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    keepAlive: true,
    types,
    ...more,
  });
  // Whoever uses a connection that breaks learns of it from the query, and the pool replaces it. Without a
  // listener of its own, one that breaks between two statements of a transaction would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => void client.on("error", () => {}));
  return pool;
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

/** SQLSTATE of a statement in a transaction that failed before: it says nothing by itself. */
const IN_FAILED_TRANSACTION = "25P02";
// A desk's commit must survive the death of the server even where the server's default is to be quick.
const BEGIN = "BEGIN; SET LOCAL synchronous_commit = on";

async function sendAtOnce(pool: pg.Pool, statements: readonly Statement[]): Promise<void> {
  const client = await connect(pool);
  // After an error COMMIT rolls back.
  const sent = [
    client.query(BEGIN),
    ...statements.map(({ text, values }) => rowsOf(client, text, values)),
    client.query("COMMIT"),
  ];
  const errors = (await Promise.allSettled(sent)).flatMap((end) =>
    end.status === "rejected" ? [translated(end.reason)] : [],
  );
  const error = errors.find((one) => sqlState(one) !== IN_FAILED_TRANSACTION);
  client.release(isAppError(error) ? error : undefined); // a connection that broke is thrown away
  if (error !== undefined) throw error;
}

async function inTransaction<T>(pool: pg.Pool, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await connect(pool);
  let broken: Error | undefined;
  try {
    await client.query(BEGIN);
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
