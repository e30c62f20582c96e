/** The migrations: their way back, what they make in PostgreSQL, and that Prisma's picture of it is true. */
import fs from "node:fs";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import { Prisma, PrismaClient } from "./generated/client";

const DIR = path.join(process.cwd(), "prisma", "migrations");
const names = fs.readdirSync(DIR).filter((name) => fs.existsSync(path.join(DIR, name, "migration.sql")));
const sql = (name: string, file: "migration" | "down") => fs.readFileSync(path.join(DIR, name, `${file}.sql`), "utf8");

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Everything that a migration could leave behind: relations, columns, constraints, indexes, functions, triggers. */
async function catalog(): Promise<readonly string[]> {
  const { rows } = await client.query<{ what: string }>(`
    WITH extension AS (
      -- Whatever belongs to an extension is not ours to undo.
      SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
    )
    SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || coalesce(column_default, '') || is_nullable AS what
      FROM information_schema.columns WHERE table_schema IN ('public', 'training') AND table_name <> '_prisma_migrations'
        AND NOT EXISTS (SELECT 1 FROM extension e WHERE e.objid = format('%I.%I', table_schema, table_name)::regclass)
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> '_prisma_migrations'
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
    UNION ALL SELECT 'function ' || oid::regprocedure FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace AND oid NOT IN (SELECT objid FROM extension)
    UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
      AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    ORDER BY 1`);
  return rows.map(({ what }) => what);
}

// Guarantee: each step back leaves exactly what was there before the step forward, and forward again works.
test("every migration has a way back that undoes it wholly", async () => {
  await client.query("DROP SCHEMA public CASCADE; DROP SCHEMA training; CREATE SCHEMA public");
  const before: (readonly string[])[] = [];
  for (const name of names) {
    before.push(await catalog());
    await client.query(sql(name, "migration"));
  }
  const after = await catalog();
  expect(after.length).toBeGreaterThan(200);
  for (const name of names.toReversed()) {
    await client.query(sql(name, "down"));
    expect(await catalog(), `after the way back of ${name}`).toEqual(before.pop());
  }
  for (const name of names) await client.query(sql(name, "migration"));
  expect(await catalog()).toEqual(after);
});

test("queue traces are packed and unpacked without losing a point", async () => {
  const compact = "20261122090100_compact_trace";
  const later = names.slice(names.indexOf(compact) + 1);
  for (const name of [compact, ...later].toReversed()) await client.query(sql(name, "down"));
  await client.query(`
    INSERT INTO desk (id, name, venue_id, session, settings) VALUES ('t', 't', 'v', 's', '{}');
    INSERT INTO "order" (desk_id, id, instrument_id, side, type, time_in_force, post_only, size_lots, origin, state,
      filled_lots, filled_atoms, fee_atoms, decided_at)
    SELECT 't', 'ord-' || n, 'i', 'buy', 'limit', 'GTC', false, 5, 'manual', 'ACCEPTED', 0, 0, 0, now()
    FROM generate_series(1, 2) AS n;
    INSERT INTO fill_trace (desk_id, order_id, at, cause, ahead_lots, delta_lots)
    SELECT 't', 'ord-' || (1 + n % 2), tapedeck_time(1772600767891011 + n * n * 7), 'trade', 100.5 - n, n * 0.1
    FROM generate_series(1, 9) AS n`);
  const points = async () =>
    (
      await client.query<Record<string, unknown>>(
        "SELECT order_id, tapedeck_micros(at) AS at, cause, ahead_lots, delta_lots FROM fill_trace ORDER BY order_id, at",
      )
    ).rows;
  const before = await points();
  expect(before).toHaveLength(9);
  await client.query(sql(compact, "migration"));
  expect((await client.query("SELECT * FROM fill_trace")).rows).toHaveLength(2);
  await client.query(sql(compact, "down"));
  expect(await points()).toEqual(before);
  await client.query("DELETE FROM desk WHERE id = 't'");
  for (const name of [compact, ...later]) await client.query(sql(name, "migration"));
});

test("docs/migrations.md tells the way back of each", () => {
  const text = fs.readFileSync(path.join(process.cwd(), "docs", "migrations.md"), "utf8");
  for (const name of names) expect(text).toContain(name);
});

/** Tables that the migrations fill, and a column of each. */
const SEEDED: Readonly<Record<string, string>> = { TimeSeries: "timeColumn", Quarantine: "days" };

test("Prisma's schema names the tables and columns that are there", async () => {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url, max: 1 }) });
  const models = Object.keys(Prisma.ModelName);
  expect(models.length).toBeGreaterThan(25);
  for (const model of models) {
    const delegate = prisma[`${model.charAt(0).toLowerCase()}${model.slice(1)}` as "desk"];
    const found = await delegate.findFirst().catch((error: unknown) => `${model}: ${String(error)}`);
    if (!(model in SEEDED)) expect(found).toBeNull();
    else expect(found).toHaveProperty(SEEDED[model] ?? "");
  }
  await prisma.$disconnect();
}, 30_000);

test("microseconds pass between integers and timestamptz exactly, at both ends of the safe range", async () => {
  const times = [
    0,
    1,
    -1,
    1_772_600_767_891_011,
    4_102_444_799_999_999,
    Number.MAX_SAFE_INTEGER,
    -62_135_596_800_000_000 / 10,
  ];
  const { rows } = await client.query<{ text: string; back: string }>(
    "SELECT tapedeck_time(at)::text AS text, tapedeck_micros(tapedeck_time(at)) AS back FROM unnest($1::bigint[]) AS at",
    [times],
  );
  expect(rows.map(({ back }) => Number(back))).toEqual(times);
  // 2026-03-04 05:06:07.891011 UTC is 1,772,600,767 s after the epoch: `date -ud @1772600767`.
  await client.query("SET TIME ZONE 'UTC'");
  const { rows: shown } = await client.query<{ text: string }>("SELECT tapedeck_time(1772600767891011)::text AS text");
  expect(shown[0]?.text).toBe("2026-03-04 05:06:07.891011+00");
});

test("the readable views show exact decimals", async () => {
  await client.query(`
    INSERT INTO desk (id, name, venue_id, session, settings) VALUES ('d', 'd', 'v', 's', '{}');
    INSERT INTO desk_instrument VALUES ('d', 'v:BTC/USDT', 1, 0.01, 0.00001);
    INSERT INTO "order" (desk_id, id, instrument_id, side, type, time_in_force, post_only, limit_ticks, size_lots, origin, state,
      filled_lots, filled_atoms, fee_atoms, decided_at)
    VALUES ('d', 'ord-1', 'v:BTC/USDT', 'buy', 'limit', 'GTC', false, 6421190, 5000, 'manual', 'FILLED', 5000,
      12345678901234567890123, 1, now())`);
  const { rows } = await client.query("SELECT limit_price, size, filled_value, fee FROM readable_order");
  expect(rows).toEqual([
    { limit_price: "64211.90", size: "0.05000", filled_value: "123456789012345.67890123", fee: "0.00000001" },
  ]);
});

test.each([
  ["a fill", "fill", "UPDATE fill SET price_ticks = 1"],
  ["a posting", "ledger_posting", "UPDATE ledger_posting SET amount_atoms = 0"],
  ["the audit trail", "audit_entry", "DELETE FROM audit_entry"],
])("%s cannot be changed, by SQL either", async (_name, table, change) => {
  await expect(client.query(change)).rejects.toThrow(`${table} is written once and never changed`);
});
