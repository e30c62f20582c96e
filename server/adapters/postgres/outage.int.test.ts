/** What a database that goes away looks like to its users, and what it may lose: nothing. */
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDesk } from "@/server/testing/contracts/stores";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import * as rows from "@/server/testing/rows";
import { createPostgresStores, type Stores } from "./stores";

let database: TestDatabase;
let stores: Stores;
beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  stores = createPostgresStores({ url: database.url, poolMax: 2, applicationName: "outage" });
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});

async function asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test("a server that is not there is unavailable, through Prisma and through SQL", async () => {
  const nowhere = createPostgresStores({ url: "postgresql://x@127.0.0.1:1/x", poolMax: 1, applicationName: "x" });
  const answers = await Promise.allSettled([
    nowhere.desks.getDesk("d"),
    nowhere.desks.openRun("d", "host"),
    nowhere.desks.listPendingCommands("d"),
    nowhere.market.saveTrades([rows.aTrade(1)]),
    nowhere.reader.listTags("d"),
  ]);
  for (const answer of answers) expect(answer).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
  await nowhere.close();
});

test("a commit whose connection is cut is unavailable, wholly undone, and succeeds when sent again", async () => {
  const { deskId, lease } = await openDesk(stores);
  const send = () => stores.desks.commit({ lease, number: 1, effects: rows.oneOfEach(), checkpoint: "c", at: rows.AT });
  await asAdmin(async (client) => {
    // The desk's row is held, so that the commit waits in the middle of its transaction.
    await client.query("BEGIN");
    await client.query("SELECT 1 FROM desk WHERE id = $1 FOR UPDATE", [deskId]);
    const cut = send().catch((error: unknown) => error);
    for (let waiting = 0; waiting === 0; ) {
      await client.query("SELECT pg_stat_clear_snapshot()"); // within a transaction it would show one moment for ever
      const { rowCount } = await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'outage' AND datname = current_database() AND wait_event_type = 'Lock'`,
      );
      waiting = rowCount ?? 0;
    }
    expect(await cut).toMatchObject({ code: "unavailable" });
    await client.query("ROLLBACK");
  });
  await send();
  await send();
  const fills = await stores.reader.listFills({ deskId, cursor: null, limit: 10, instrumentId: null, from: null });
  expect(fills.rows).toHaveLength(1);
});

test("a commit is on disk when it returns, even where the server's default is to be quick", async () => {
  const { deskId, commit } = await openDesk(stores);
  await asAdmin(async (client) => {
    await client.query(`ALTER DATABASE ${database.name} SET synchronous_commit = off`);
    await client.query(`
      CREATE TABLE said (how text);
      CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO said VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
      CREATE TRIGGER say AFTER INSERT OR UPDATE ON desk_checkpoint FOR EACH ROW EXECUTE FUNCTION say()`);
  });
  const quick = createPostgresStores({ url: database.url, poolMax: 1, applicationName: "quick" });
  const lease = await quick.desks.openRun(deskId, "host");
  await quick.desks.commit({ lease, number: 1, effects: [], checkpoint: "c", at: rows.AT });
  await quick.close();
  const { rows: said } = await asAdmin((client) => client.query("SELECT how FROM said"));
  expect(said).toEqual([{ how: "on" }]);
  await expect(commit([])).rejects.toMatchObject({ code: "lease_lost" });
});
