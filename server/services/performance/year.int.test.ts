// Guarantee: a year of a desk (half a million minutes, a hundred thousand fills) is read whole and stays exact. How long
// each question takes is printed; the bound is against hanging, the machine may be busy.
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPostgresStores, type Stores } from "@/server/adapters/postgres/stores";
import { type Micros, micros } from "@/server/domain/micros";
import { newDesk } from "@/server/testing/contracts/stores";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import { createPerformanceService } from "./performance-service";

const MINUTES = 525_600;
/** Bought and sold within half a minute, every ten minutes and a half; two of three gain 0.01, the third loses it. */
const PAIRS = 50_000;
const [EVERY_S, BOUGHT_S, SOLD_S] = [630, 10, 25];
const TICK_ATOMS = 1_000_000n;
const START = micros(Date.parse("2025-01-01T00:00:00Z") * 1_000);
const PATIENCE_MS = 30_000;

let database: TestDatabase;
let stores: Stores;
let deskId: string;
beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  stores = createPostgresStores({ url: database.url, poolMax: 4, applicationName: "tests" });
  deskId = (await stores.desks.createDesk(newDesk())).id;
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  for (const text of [partitions, states, bars, positions, order, fills, markouts, trips])
    await client.query(text.replaceAll(":desk", `'${deskId}'`));
  await client.query("ANALYZE");
  await client.end();
}, 300_000);
afterAll(async () => {
  await stores.close();
  await database.drop();
});

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await work();
  const took = performance.now() - from;
  process.stderr.write(`a year of equity: ${name} took ${took.toFixed(0)} ms\n`);
  expect(took).toBeLessThan(PATIENCE_MS);
  return result;
}

const endOf = (minutes: number): Micros => micros(START + minutes * 60_000_000);
/** What `pairs` of them made. */
const madeBy = (pairs: number): bigint => TICK_ATOMS * BigInt(pairs - 2 * Math.ceil(pairs / 3));

test("its figures and its attribution, whole and by the month", async () => {
  const service = createPerformanceService({ ...stores, trials: stores.training });
  const all = { deskId, window: { preset: "all" } } as const;
  const window = await timed("figures", () => service.window(all));
  expect((window?.closeAtoms ?? 0n) - (window?.openAtoms ?? 0n)).toBe(madeBy(PAIRS));
  const figure = (id: string) => window?.figures.find((one) => one.id === id)?.value;
  expect([figure("trips"), figure("periods")]).toEqual([PAIRS, 365]);
  expect(window?.months[0]?.months).toHaveLength(12);
  const year = await timed("attribution", () => service.attribution(all));
  expect(year.attribution?.differenceAtoms).toBe(0n);
  expect(year.attribution?.total).toMatchObject({ totalAtoms: madeBy(PAIRS), fills: 2 * PAIRS });
  expect([year.attribution?.groups.hour.length, year.attribution?.groups.day.length]).toEqual([24, 365]);
  const month = { deskId, window: { from: endOf(0), to: endOf(31 * 1_440) } };
  const january = await timed("a month's attribution", () => service.attribution(month));
  expect(january.attribution?.differenceAtoms).toBe(0n);
  expect(january.attribution?.total.totalAtoms).toBe(madeBy(Math.ceil((31 * 86_400 - SOLD_S) / EVERY_S)));
  await timed("a month's figures", () => service.window(month));
});

const tick = `${TICK_ATOMS}::numeric`;
const at = (seconds: string): string => `timestamptz '2025-01-01 00:00:00+00' + ${seconds} * interval '1 second'`;
const pairs = `generate_series(0, ${PAIRS - 1}) AS i`;
const gain = "(CASE WHEN i % 3 = 0 THEN -1 ELSE 1 END)";
/** Pairs sold by minute m. */
const sold = `least(${PAIRS}, greatest(0, (60 * m - ${SOLD_S}) / ${EVERY_S} + CASE WHEN 60 * m >= ${SOLD_S} THEN 1 ELSE 0 END))`;

const partitions = `SELECT tapedeck_ensure_partitions('portfolio_state', ARRAY(SELECT ${at("w * 604800")} FROM generate_series(0, 53) AS w))`;
const states = `INSERT INTO portfolio_state (desk_id, at, cash_atoms, inventory_atoms, unrealised_atoms, equity_atoms, realised_atoms, fees_atoms)
  SELECT :desk, ${at("60 * m")}, 0, 0, 0, 1000000000000 + ${tick} * (n - 2 * ((n + 2) / 3)), 0, 0
  FROM generate_series(0, ${MINUTES}) AS m, LATERAL (SELECT ${sold} AS n) AS s`;
const bars = `INSERT INTO equity_bar SELECT s.desk_id, w.width, date_trunc(w.width, s.at, 'UTC'),
    min(s.at), (array_agg(s.equity_atoms ORDER BY s.at))[1],
    (array_agg(s.at ORDER BY s.equity_atoms, s.at))[1], min(s.equity_atoms),
    (array_agg(s.at ORDER BY s.equity_atoms DESC, s.at))[1], max(s.equity_atoms),
    max(s.at), (array_agg(s.equity_atoms ORDER BY s.at DESC))[1]
  FROM portfolio_state s, (VALUES ('minute'), ('hour')) AS w (width) WHERE s.desk_id = :desk GROUP BY 1, 2, 3`;
const positions = `WITH held AS (
    INSERT INTO position (desk_id, instrument_id, size_lots, cost_atoms, realised_atoms, fees_atoms) VALUES (:desk, 'test:ABC/USDT', 0, 0, 0, 0))
  INSERT INTO position_sample SELECT :desk, 'test:ABC/USDT', ${at("60 * m")}, 0, 0, 0, 0, 0, 0, 20000 FROM generate_series(1, ${MINUTES}) AS m`;
const order = `INSERT INTO "order" (desk_id, id, instrument_id, side, type, time_in_force, post_only, size_lots, origin, state,
    filled_lots, filled_atoms, fee_atoms, decided_at, decision_mid_half_ticks, arrival_mid_half_ticks)
  VALUES (:desk, 'ord-1', 'test:ABC/USDT', 'buy', 'market', 'IOC', false, 100, 'manual', 'FILLED', 100, 0, 0, ${at("0")}, 20000, 20000)`;
const fills = `INSERT INTO fill (desk_id, id, order_id, instrument_id, side, price_ticks, size_lots, notional_atoms, fee_atoms,
    liquidity, rule, at, known_at, mid_half_ticks, spread_ticks)
  SELECT :desk, 'fill-' || (2 * i + 1 + s), 'ord-1', 'test:ABC/USDT', (ARRAY['buy', 'sell'])[s + 1], 10000 + s * ${gain}, 100,
    (10000 + s * ${gain}) * ${tick}, 0, 'taker', 'walked_book', t, t, 20000, 2
  FROM ${pairs}, generate_series(0, 1) AS s, LATERAL (SELECT ${at(`(${EVERY_S} * i + CASE s WHEN 0 THEN ${BOUGHT_S} ELSE ${SOLD_S} END)`)} AS t) AS x`;
const markouts = `INSERT INTO markout SELECT desk_id, id, 10000000, order_id, at + interval '10 s', 20000, 0 FROM fill WHERE desk_id = :desk`;
const trips = `INSERT INTO round_trip (desk_id, id, instrument_id, origin, opened_at, closed_at, max_size_lots, bought_lots, bought_atoms, sold_atoms, fees_atoms, pnl_atoms, order_ids, fill_ids)
  SELECT :desk, 'trip-' || (i + 1), 'test:ABC/USDT', 'manual', ${at(`(${EVERY_S} * i + ${BOUGHT_S})`)}, ${at(`(${EVERY_S} * i + ${SOLD_S})`)}, 100, 100,
    10000 * ${tick}, (10000 + ${gain}) * ${tick}, 0, ${gain} * ${tick}, '{}', '{}'
  FROM ${pairs}`;
