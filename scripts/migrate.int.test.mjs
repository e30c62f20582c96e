import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dropDatabase, ensureDatabase, withClient, withDatabase } from "./lib/database.mjs";
import { migrate } from "./lib/migrate.mjs";

const server = process.env.DATABASE_URL;
const name = "tapedeck_migrate";
if (!server) console.warn("Skipped: the migration runner (DATABASE_URL is not set; npm test sets it)");

describe.skipIf(!server)("the migration runner", () => {
  const url = server && withDatabase(server, name);
  let dir;

  beforeAll(() => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), "tapedeck-migrations-"));
  });
  beforeEach(async () => {
    fs.rmSync(dir, { recursive: true });
    await ensureDatabase(server, name, { isFresh: true });
    write("0001_first", "CREATE TABLE thing (id int PRIMARY KEY);");
  });
  afterAll(async () => {
    fs.rmSync(dir, { recursive: true, force: true });
    await dropDatabase(server, name);
  });

  function write(migration, sql) {
    fs.mkdirSync(path.join(dir, migration), { recursive: true });
    fs.writeFileSync(path.join(dir, migration, "migration.sql"), sql);
  }
  const rows = (sql) => withClient(url, async (client) => (await client.query(sql)).rows);

  test("applies what is new in the order of names, once, and readies the queue", async () => {
    write("0002_second", "ALTER TABLE thing ADD name text;");
    expect(await migrate(url, dir)).toEqual(["0001_first", "0002_second"]);
    expect(await migrate(url, dir)).toEqual([]);
    write("0003_third", "ALTER TABLE thing ADD age int;");
    expect(await migrate(url, dir)).toEqual(["0003_third"]);
    expect(await rows("SELECT to_regclass('bullmq.job') IS NOT NULL AS is_there")).toEqual([{ is_there: true }]);
  });

  test("several at once apply each migration once", async () => {
    const applied = await Promise.all([migrate(url, dir), migrate(url, dir), migrate(url, dir)]);
    expect(applied.flat()).toEqual(["0001_first"]);
  });

  test("one that fails is undone whole, told with PostgreSQL's words, and tried again when repaired", async () => {
    write("0002_second", "ALTER TABLE thing ADD name text; SELECT no_such_function();");
    const error = await migrate(url, dir).catch((reason) => reason);
    expect(error.message).toContain("Migration 0002_second could not be applied and was undone");
    expect(error.detail).toContain("no_such_function() does not exist");
    const columns = "SELECT column_name FROM information_schema.columns WHERE table_name = 'thing'";
    expect(await rows(columns)).toEqual([{ column_name: "id" }]);
    write("0002_second", "ALTER TABLE thing ADD name text;");
    expect(await migrate(url, dir)).toEqual(["0002_second"]);
  });
});
