/** Partitions come by themselves, also for the past, and go when their time is over. */
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import { openDesk } from "@/server/testing/contracts/stores";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import * as rows from "@/server/testing/rows";
import { createPostgresStores, type Stores } from "./stores";

const DAY = 86_400_000_000;
let database: TestDatabase;
let stores: Stores;
let client: pg.Client;
let hasTimescale: boolean;
beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  stores = createPostgresStores({ url: database.url, poolMax: 4, applicationName: "tests" });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  hasTimescale = (await stores.system.databaseStatus()).hasTimescale;
});
afterAll(async () => {
  await client.end();
  await stores.close();
  await database.drop();
});

async function partitionsOf(table: string): Promise<readonly string[]> {
  const { rows: found } = await client.query<{ name: string }>(
    "SELECT name FROM time_partition WHERE table_name = $1 ORDER BY from_at",
    [table],
  );
  return found.map(({ name }) => name);
}

/** Wall time of the database, µs. */
async function wall(): Promise<number> {
  const { rows: found } = await client.query<{ now: string }>("SELECT tapedeck_micros(now()) AS now");
  return Number(found[0]?.now);
}

test("a recording of years ago stays while it is young, and goes when nobody made it anew for its time", async (context) => {
  if (hasTimescale) context.skip("plain partitions only; TimescaleDB drops chunks by the same rule");
  const exchangeAt = micros(Date.UTC(2017, 7, 17, 12) * 1_000);
  const trade = rows.aTrade(1, { exchangeAt, instrumentId: "recorded-x:BTC/USDT" });
  await stores.market.saveTrades([trade]);
  await stores.market.saveCandles([rows.aCandle(exchangeAt, { instrumentId: trade.instrumentId })]);
  const now = await wall();
  await stores.system.maintain(micros(now + 6 * DAY));
  expect(await partitionsOf("trade_tick")).toContain("trade_tick_20170817");
  expect(await stores.market.listTrades(trade.instrumentId, 10)).toEqual([trade]);

  await stores.system.maintain(micros(now + 8 * DAY));
  expect(await partitionsOf("trade_tick")).not.toContain("trade_tick_20170817");
  expect(await stores.market.listTrades(trade.instrumentId, 10)).toEqual([]);
  expect(await stores.market.lastCandleAt(trade.instrumentId)).toBe(exchangeAt); // candles are kept for ever

  // This process remembers the partition that is gone: writing makes it anew.
  await stores.market.saveTrades([trade]);
  expect(await stores.market.listTrades(trade.instrumentId, 10)).toEqual([trade]);
});

test("a desk's commit makes its partition anew too, and is still written once", async (context) => {
  if (hasTimescale) context.skip("plain partitions only");
  const { deskId, commit } = await openDesk(stores);
  await commit([{ kind: "equity", sample: rows.aSample(rows.AT) }]);
  for (const name of await partitionsOf("portfolio_state")) {
    await client.query(`DROP TABLE ${name}; DELETE FROM time_partition WHERE name = '${name}'`);
  }
  await commit([
    { kind: "equity", sample: rows.aSample(rows.after(1)) },
    { kind: "signal", signal: rows.aSignal(1) },
  ]);
  expect(await stores.reader.listEquity(deskId, { from: null, points: 2 })).toEqual([rows.aSample(rows.after(1))]);
  expect((await stores.reader.listSignals({ deskId, cursor: null, limit: 5 })).rows).toHaveLength(1);
});

test("the coming partitions are there before they are needed", async (context) => {
  if (hasTimescale) context.skip("TimescaleDB makes chunks by itself");
  const now = Date.UTC(2031, 11, 31, 23, 59) * 1_000;
  await stores.system.maintain(micros(now));
  expect(await partitionsOf("candle")).toEqual(expect.arrayContaining(["candle_20311201", "candle_20320101"]));
  expect(await partitionsOf("trade_tick")).toEqual(
    expect.arrayContaining(["trade_tick_20311231", "trade_tick_20320101"]),
  );
  expect(await partitionsOf("portfolio_state")).toContain("portfolio_state_20311229"); // its Monday
});

test("many writers of the same new day do not stand in each other's way", async () => {
  const at = micros(Date.UTC(2012, 0, 1) * 1_000);
  const writers = Array.from({ length: 6 }, () =>
    createPostgresStores({ url: database.url, poolMax: 1, applicationName: "writer" }),
  );
  const trades = writers.map((_, i) => rows.aTrade(i, { instrumentId: "many:BTC/USDT", exchangeAt: at }));
  await Promise.all(writers.map((writer, i) => writer.market.saveTrades(trades.slice(i, i + 1))));
  expect(await stores.market.listTrades("many:BTC/USDT", 10)).toHaveLength(6);
  await Promise.all(writers.map((writer) => writer.close()));
});

test("bars over a change of tick size are told in the newest one's ticks", async () => {
  const spec = { ...rows.aSpec, venueId: "retick", id: "retick:BTC/USDT" };
  await stores.instruments.saveInstruments([spec]);
  await stores.instruments.saveInstruments([{ ...spec, tickSize: "0.001", lotSize: "0.0001", atomsPerTickLot: 10n }]);
  const minute = (i: number, change: object) =>
    rows.aCandle(1_772_409_600_000_000 + i * 60_000_000, { instrumentId: spec.id, ...change });
  await stores.market.saveCandles([
    minute(0, { openTicks: 100, highTicks: 120, lowTicks: 90, closeTicks: 110, volumeLots: 5 }),
    minute(1, {
      instrumentVersion: 2,
      openTicks: 1_101,
      highTicks: 1_150,
      lowTicks: 1_099,
      closeTicks: 1_105,
      volumeLots: 7,
    }),
  ]);
  const [bar] = await stores.market.listCandles({ instrumentId: spec.id, interval: "5m", before: null, limit: 1 });
  // 0.01 is ten of 0.001, a lot of 0.01 is a hundred of 0.0001.
  expect(bar).toMatchObject({
    instrumentVersion: 2,
    openTicks: 1_000,
    highTicks: 1_200,
    lowTicks: 900,
    closeTicks: 1_105,
  });
  expect(bar?.volumeLots).toBe(507);
});
