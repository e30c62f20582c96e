/**
 * Guarantee: whoever trains reads the views of `training` up to the quarantine, and nothing else in this database, and
 * writes nothing. The loop is over the catalog, so a table that is added later is held to it too.
 */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import { createPostgresStores, type Stores } from "./stores";
import { openTrainingViews } from "./training-views";

const DAY = 86_400_000_000;

let database: TestDatabase;
let stores: Stores;
let owner: pg.Client;
let trainer: pg.Client;
let login: string;

beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  stores = createPostgresStores({ url: database.url, poolMax: 2, applicationName: "tests" });
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(SEED);
  login = await stores.trainerAccess.open();
  trainer = new pg.Client({ connectionString: login });
  await trainer.connect();
});
afterAll(async () => {
  await trainer.end();
  const { rows } = await owner.query<{ role: string }>("SELECT tapedeck_trainer_role() AS role");
  await owner.query(`DROP OWNED BY ${rows[0]?.role}`);
  await owner.query(`DROP ROLE ${rows[0]?.role}`);
  await owner.end();
  await stores.close();
  await database.drop();
});

/** A live, a simulated, a recorded and an imported instrument, each with a candle every six hours for 80 days. */
const SEED = `
  INSERT INTO venue (id, kind, label, reason, speed, session) VALUES
    ('binance', 'live', '', '', 1, ''), ('simulated', 'simulated', '', '', 1, ''), ('rec', 'recorded', '', '', 1, '');
  INSERT INTO instrument (id, venue_id, symbol, venue_symbol, base, quote, version)
    SELECT v || ':BTC/USDT', v, 'BTC/USDT', 'BTCUSDT', 'BTC', 'USDT', 1
    FROM unnest(ARRAY['binance', 'simulated', 'rec', 'import']) AS v;
  SELECT tapedeck_ensure_partitions('candle', ARRAY(SELECT now() - n * interval '10 days' FROM generate_series(0, 60) n));
  INSERT INTO candle (instrument_id, open_at, instrument_version, open_ticks, high_ticks, low_ticks, close_ticks,
      volume_lots, trades, is_final)
    SELECT i.id, t, 1, 1, 1, 1, 1, 1, 1, true
    FROM instrument i, LATERAL (SELECT CASE WHEN i.venue_id IN ('rec', 'import') THEN interval '400 days' ELSE '0' END AS ago) a,
      generate_series(date_trunc('hour', now()) - interval '80 days' - ago, date_trunc('hour', now()) - ago, '6 hours') AS t;
  INSERT INTO imported_candle (instrument_id, width_micros, open_at, instrument_version, open_ticks, high_ticks, low_ticks,
      close_ticks, volume_lots)
    SELECT 'import:BTC/USDT', 300000000, open_at, 1, 1, 1, 1, 1, 1 FROM candle WHERE instrument_id = 'import:BTC/USDT';
  INSERT INTO feature_set (hash, name, version, definition) VALUES ('h', 'bars', 1, '{}');
  INSERT INTO feature_chunk (instrument_id, set_hash, day, rows, times, "values", lineage)
    SELECT DISTINCT instrument_id, 'h', (open_at AT TIME ZONE 'UTC')::date, 1, '\\x00'::bytea, '\\x00'::bytea, '' FROM candle;
  INSERT INTO desk (id, name, venue_id, session, settings) VALUES ('d', 'd', 'binance', 's', '{}');`;

describe("what it may read", () => {
  test.each([
    { venue: "binance", days: 30, basis: "now" },
    { venue: "simulated", days: 7, basis: "data_end" },
    { venue: "rec", days: 30, basis: "data_end" },
    { venue: "import", days: 30, basis: "data_end" },
  ])("$venue ends $days days before $basis, to the last row", async ({ venue, days, basis }) => {
    const id = `${venue}:BTC/USDT`;
    const [rule] = await stores.trainerAccess.quarantine([id]);
    expect(rule).toMatchObject({ days, basis });
    const { rows: said } = await owner.query<{ end: Date; now: Date }>(
      "SELECT max(open_at) + interval '1 minute' AS end, now() AS now FROM candle WHERE instrument_id = $1",
      [id],
    );
    const from = basis === "now" ? said[0]?.now : said[0]?.end;
    const endsAt = (from?.getTime() ?? 0) * 1_000 - days * DAY;
    expect(Math.abs((rule?.endsAt ?? 0) - endsAt)).toBeLessThan(300_000_000);

    const seen = await newest(trainer, `SELECT max(open_at) AS at FROM training.candle WHERE instrument_id = $1`, id);
    const held = await newest(
      owner,
      `SELECT max(open_at) AS at FROM candle WHERE instrument_id = $1 AND open_at <= tapedeck_time(${rule?.endsAt}) - interval '1 minute'`,
      id,
    );
    expect(seen).toBe(held);
    const chunk = await newest(
      trainer,
      `SELECT max(day + 1)::timestamp AT TIME ZONE 'UTC' AS at FROM training.feature_chunk WHERE instrument_id = $1`,
      id,
    );
    expect(chunk).toBeGreaterThan(0);
    expect(chunk).toBeLessThanOrEqual((rule?.endsAt ?? 0) / 1_000);
  });

  test("bars that were brought along end there too, and the session's time zone moves nothing", async () => {
    const [rule] = await stores.trainerAccess.quarantine(["import:BTC/USDT"]);
    for (const zone of ["UTC", "America/New_York", "Pacific/Auckland"]) {
      await trainer.query(`SET TIME ZONE '${zone}'`);
      const text = "SELECT max(open_at) AS at FROM training.imported_candle WHERE instrument_id = $1";
      const seen = await newest(trainer, text, "import:BTC/USDT");
      expect(seen).toBeLessThanOrEqual((rule?.endsAt ?? 0) / 1_000 - 300_000);
      expect(seen).toBeGreaterThan((rule?.endsAt ?? 0) / 1_000 - 7 * 3_600_000);
    }
  });

  test("a minute that was stored and imported is the venue's own, each time", async () => {
    const id = "rec:BTC/USDT";
    await owner.query(`INSERT INTO instrument_version (instrument_id, version, tick_size, lot_size,
        atoms_per_tick_lot, min_notional_atoms, maker_fee_ppm, taker_fee_ppm)
      VALUES ('${id}', 1, 1, 1, 1, 1, 1, 1)`);
    await owner.query(`INSERT INTO imported_candle (instrument_id, width_micros, open_at, instrument_version, open_ticks,
        high_ticks, low_ticks, close_ticks, volume_lots)
      SELECT '${id}', 60000000, open_at, 1, 7, 7, 7, 7, 7 FROM candle WHERE instrument_id = '${id}'`);
    const views = openTrainingViews(login);
    try {
      const bars = await views.bars(id, 60_000_000);
      expect(bars.length).toBeGreaterThan(100);
      expect(new Set(bars.map(({ close }) => close))).toEqual(new Set([1]));
    } finally {
      await views.close();
      await owner.query(`DELETE FROM imported_candle WHERE instrument_id = '${id}'`);
    }
  });

  test("drift reports are kept for ninety days", async () => {
    const unknown = { live: null, validation: null, level: "unknown" } as const;
    const rest = {
      rows: 0,
      scored: 0,
      level: "ok",
      features: [],
      texts: [],
      accuracy: unknown,
      calibration: unknown,
    } as const;
    const report = (at: number) => ({
      model: "m",
      version: 1,
      at,
      prediction: { psi: null, level: "unknown" as const },
      ...rest,
    });
    for (const at of [0, 1, 91]) await stores.models.saveDrift(report(1_700_000_000_000_000 + at * DAY));
    const { rows } = await owner.query("SELECT 1 FROM drift_report WHERE model = 'm'");
    expect(rows).toHaveLength(2);
  });

  test("a live venue is bound by thirty days from now whatever is written for it, and no rule can be off", async () => {
    await owner.query("INSERT INTO quarantine (scope, days, basis) VALUES ('venue:binance', 1, 'data_end')");
    expect((await stores.trainerAccess.quarantine(["binance:BTC/USDT"]))[0]).toMatchObject({ days: 30, basis: "now" });
    for (const wrong of ["('venue:x', 0, 'data_end')", "('venue:x', 29, 'now')"]) {
      await expect(owner.query(`INSERT INTO quarantine VALUES ${wrong}`)).rejects.toThrow("violates check constraint");
    }
    await expect(owner.query("UPDATE quarantine SET basis = 'data_end' WHERE scope = 'live'")).rejects.toThrow("check");
    await owner.query("DELETE FROM quarantine");
    const rules = await stores.trainerAccess.quarantine(["binance:BTC/USDT", "simulated:BTC/USDT"]);
    expect(rules).toMatchObject([
      { days: 30, basis: "now" },
      { days: 30, basis: "data_end" },
    ]);
  });
});

const newest = async (client: pg.Client, text: string, id: string): Promise<number> => {
  const { rows } = await client.query<{ at: Date | null }>(text, [id]);
  return rows[0]?.at?.getTime() ?? 0;
};

describe("what it may not", () => {
  test("it reads no table, view or partition outside of training, however often it is added", async () => {
    await owner.query("CREATE TABLE added_later (id integer)");
    const { rows } = await owner.query<{ name: string }>(`
      SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'training')
        AND n.nspname !~ '^pg_t' AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`);
    const names = rows.map(({ name }) => name);
    const paper = [
      "order",
      "fill",
      "position",
      "ledger_entry",
      "portfolio_state",
      "round_trip",
      "signal",
      "prediction",
    ];
    for (const table of [...paper, "candle", "trade_tick", "quarantine", "added_later"]) {
      expect(names).toContain(
        table === "order" ? 'public."order"' : table === "position" ? 'public."position"' : `public.${table}`,
      );
    }
    expect(names.length).toBeGreaterThan(60);
    const readable: string[] = [];
    for (const name of names) {
      const refusal = await trainer.query(`SELECT 1 FROM ${name} LIMIT 1`).then(() => "read", String);
      if (!refusal.includes("permission denied")) readable.push(`${name}: ${refusal}`);
    }
    expect(readable).toEqual([]);
    await owner.query("DROP TABLE added_later");
  });

  test.each([
    ["a table", "DELETE FROM public.candle"],
    ["a row through a view", "UPDATE training.instrument_version SET tick_size = 1"],
    ["a new row", "INSERT INTO training.feature_set VALUES ('x', 'x', 1, '{}')"],
    ["a new table", "CREATE TABLE public.mine (id integer)"],
    ["a new table in training", "CREATE TABLE training.mine (id integer)"],
    ["the quarantine", "UPDATE public.quarantine SET days = 1"],
    ["its own role", "ALTER ROLE CURRENT_USER CREATEROLE"],
  ])("it cannot write %s, not even when it says that it may", async (_what, text) => {
    await trainer.query("SET default_transaction_read_only = off");
    await expect(trainer.query(text)).rejects.toThrow(/permission denied|must be|cannot|Only roles/);
  });

  test("it cannot become somebody else, nor open its own door", async () => {
    const { rows } = await owner.query<{ me: string }>("SELECT current_user AS me");
    await expect(trainer.query(`SET ROLE "${rows[0]?.me}"`)).rejects.toThrow("permission denied");
    await expect(trainer.query(`SET SESSION AUTHORIZATION "${rows[0]?.me}"`)).rejects.toThrow("permission denied");
    await expect(trainer.query("SELECT public.tapedeck_open_trainer('x', now())")).rejects.toThrow("permission denied");
  });

  // A cheap function of one's own in a condition would be asked before the view's own, were there no barrier.
  test("it cannot look past a view's end with a function of its own", async () => {
    const peek = `CREATE FUNCTION pg_temp.peek(at timestamptz) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS
      $$ BEGIN IF at > now() - interval '20 days' THEN RAISE EXCEPTION 'seen'; END IF; RETURN true; END $$`;
    await trainer.query("SET default_transaction_read_only = off");
    await trainer.query(peek);
    const text =
      "SELECT count(*) FROM training.candle WHERE instrument_id = 'binance:BTC/USDT' AND pg_temp.peek(open_at)";
    await expect(trainer.query(text)).resolves.toBeDefined();
    await expect(owner.query(peek).then(() => owner.query(text.replace("training.candle", "candle")))).rejects.toThrow(
      "seen",
    );
  });
});

describe("its login", () => {
  test("a new run's login ends the one before; after the run there is none", async () => {
    const second = await stores.trainerAccess.open();
    expect(second).not.toBe(login);
    const authenticates = await opens(login).then(
      () => false,
      () => true,
    );
    await opens(second);
    const { rows } = await owner.query<{ verifier: string }>(
      "SELECT rolpassword AS verifier FROM pg_authid WHERE rolname = tapedeck_trainer_role()",
    );
    // A server that trusts all local logins asks for no secret; that ours is the one that it would ask for stays true.
    const { rows: hba } = await owner.query<{ asks: boolean }>(
      "SELECT auth_method <> 'trust' AS asks FROM pg_hba_file_rules WHERE type LIKE 'host%' ORDER BY rule_number LIMIT 1",
    );
    if (hba[0]?.asks) expect(authenticates).toBe(true);
    expect(rows[0]?.verifier).toMatch(/^SCRAM-SHA-256\$4096:/);
    await stores.trainerAccess.close();
    await expect(opens(second)).rejects.toThrow(/not permitted to log in|password authentication failed/);
  });

  test("a login that was made by hand and sees too much is refused", async () => {
    const given = createPostgresStores({
      url: database.url,
      poolMax: 1,
      applicationName: "tests",
      trainerUrl: database.url,
    });
    await expect(given.trainerAccess.open()).rejects.toThrow(/superuser|sees more than it may/);
    await given.close();
  });
});

async function opens(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => {});
  }
}
