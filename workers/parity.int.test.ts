// Guarantee: a desk that a real worker hosted on the simulated market, killed with kill -9 in the middle of trading
// and resumed, is done again from its tapes without a difference; and one changed number in the database is found.
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createJobQueue } from "@/server/adapters/bullmq/job-queue";
import type { Stores } from "@/server/adapters/postgres/stores";
import { createPostgresStores } from "@/server/adapters/postgres/stores";
import { createFileTapes } from "@/server/adapters/tape/file-tapes";
import type { CommandBody } from "@/server/domain/command";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import type { ParityReport } from "@/server/domain/parity";
import { systemClock } from "@/server/platform/clock";
import type { Clock } from "@/server/ports/clock";
import { openEngine } from "@/server/services/desks/open-engine";
import { createParityService } from "@/server/services/parity/parity-service";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import { type Fleet, startFleet } from "./testing/fleet";

const DESK = "desk-simulated";
const MARKET_ORDER = {
  instrumentId: "simulated:BTC/USDT",
  type: "market",
  timeInForce: "IOC",
  postOnly: false,
  limitTicks: null,
} as const;
const clock: Clock = { nowMicros: () => micros(systemClock.nowMicros()), every: () => () => {} };
const never = new AbortController().signal;

let database: TestDatabase;
let fleet: Fleet;
let stores: Stores;
let client: pg.Pool;
const undo: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  undo.push(database.drop);
  client = new pg.Pool({ connectionString: database.url, max: 2 });
  undo.push(() => client.end());
  stores = createPostgresStores({ url: database.url, poolMax: 4, applicationName: "parity test" });
  undo.push(stores.close);
  fleet = await startFleet({ databaseUrl: database.url, leaseMillis: 1_200, workers: 1, baseEnv: process.env });
  undo.push(fleet.stop);
}, 60_000);

afterAll(async () => {
  for (const step of undo.reverse()) await step();
}, 60_000);

async function fillCount(): Promise<number> {
  const { rows } = await client.query<{ fills: string }>(
    `SELECT count(*) AS fills FROM fill WHERE desk_id = '${DESK}'`,
  );
  return Number(rows[0]?.fills);
}

/** The worker that hosts the desk with a higher epoch than `after`. Only the test's time limit ends the wait. */
async function untilRunning(after: number): Promise<{ pid: number; epoch: number }> {
  for (;;) {
    const { rows } = await client.query<{ host: string; epoch: number }>(
      `SELECT host, epoch FROM desk_run WHERE desk_id = '${DESK}' AND status = 'running' AND epoch > $1`,
      [after],
    );
    const [run] = rows;
    if (run) return { pid: Number(/\d+$/.exec(run.host)?.[0]), epoch: run.epoch };
    await pause(50);
  }
}

const send = (body: CommandBody): Promise<boolean> => stores.desks.addCommand(DESK, { id: randomUUID(), body }, "test");

/** Buys and sells until so many more fills are committed. */
async function tradeUntil(fills: number): Promise<void> {
  const wanted = (await fillCount()) + fills;
  for (let turn = 0; (await fillCount()) < wanted; turn++) {
    await send({
      kind: "submit",
      order: { ...MARKET_ORDER, side: turn % 3 === 2 ? "sell" : "buy", sizeLots: lots(40) },
    });
    await pause(250);
  }
}

const check = (epoch: number | null = null): Promise<ParityReport> => {
  const tapes = createFileTapes({ root: fleet.tapesRoot, clock });
  const service = createParityService({ desks: stores.desks, audit: stores.audit, tapes, clock, openEngine });
  return service.check({ deskId: DESK, epoch }, never);
};

test("hosted, killed, resumed, and done again without a difference; a changed number is named", async () => {
  let run = await untilRunning(0);
  await tradeUntil(2);
  for (let kill = 0; kill < 2; kill++) {
    await send({ kind: "submit", order: { ...MARKET_ORDER, side: "buy", sizeLots: lots(30) } });
    await fleet.kill(run.pid);
    run = await untilRunning(run.epoch);
    await tradeUntil(2);
  }

  const live = await check();
  expect(live.listed).toEqual([]);
  expect(live).toMatchObject({ status: "same", differences: 0, notes: [] });
  expect(live.runs.length).toBeGreaterThanOrEqual(3);
  expect(live.compared["fill"]).toBeGreaterThanOrEqual(6);
  expect(live.events).toBeGreaterThan(500);

  // The job that a page asks for, in a thread of the worker that hosts the desk.
  const queue = createJobQueue({ connection: { kind: "postgres", url: database.url }, onError: () => {} });
  await queue.ensure("parity.run", { deskId: DESK, epoch: null });
  let asked = await stores.audit.latestReport(DESK);
  while (asked?.at === live.at) {
    await pause(50);
    asked = await stores.audit.latestReport(DESK);
  }
  await queue.close();
  expect(asked).toMatchObject({ status: "same", differences: 0 });

  await fleet.halt();
  const ended = await check();
  expect(ended).toMatchObject({ listed: [], status: "same", notes: [] });
  process.stdout.write(`parity: ${ended.text}, in ${ended.tookMillis.toFixed(0)} ms\n`);
  expect(await check(run.epoch)).toMatchObject({ listed: [], status: "same", runs: [run.epoch] });

  await client.query("ALTER TABLE fill DISABLE TRIGGER fill_is_final");
  await client.query(`UPDATE fill SET price_ticks = price_ticks + 1 WHERE desk_id = '${DESK}' AND id = 'fill-2'`);
  const faulty = await check();
  expect(faulty).toMatchObject({ status: "different", differences: 1 });
  expect(faulty.listed).toMatchObject([{ kind: "fill", id: "fill-2", field: "priceTicks" }]);
}, 240_000);
