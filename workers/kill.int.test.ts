// Guarantee: however often and whenever its worker is killed, a desk goes on elsewhere, loses no
// fill, doubles none, applies each command once, and shows nothing that is not committed.
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPostgresBus } from "@/server/adapters/bus/postgres-bus";
import type { Stores } from "@/server/adapters/postgres/stores";
import { createPostgresStores } from "@/server/adapters/postgres/stores";
import type { CommandBody } from "@/server/domain/command";
import { lots } from "@/server/domain/lots";
import type { OrderDraft } from "@/server/domain/order";
import type { DeskEventsView, DeskView } from "@/server/domain/views";
import { decodeWire } from "@/server/domain/wire";
import type { Bus } from "@/server/ports/bus";
import { topics } from "@/server/ports/bus";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import { type Fleet, startFleet } from "./testing/fleet";

const KILLS = 50;
const DESK = "desk-simulated";
/** The market has a second desk, for what settles in bitcoin. */
const OURS = `desk_id = '${DESK}'`;
const MARKET_ORDER = {
  instrumentId: "simulated:BTC/USDT",
  type: "market",
  timeInForce: "IOC",
  postOnly: false,
  limitTicks: null,
} as const;
/** Short, so that fifty takeovers are quick; the rule is the same with the default of 8 s. */
const LEASE_MILLIS = 1_200;

/** mulberry32: small, seeded, good enough to choose moments. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

let database: TestDatabase;
let fleet: Fleet;
let stores: Stores;
let client: pg.Pool;
let bus: Bus;
/** What was made, to be unmade backwards also when the beginning failed half way. */
const undo: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  undo.push(database.drop);
  client = new pg.Pool({ connectionString: database.url, max: 4 });
  undo.push(() => client.end());
  stores = createPostgresStores({ url: database.url, poolMax: 4, applicationName: "kill test" });
  undo.push(stores.close);
  bus = createPostgresBus({ url: database.url, onError: () => {} });
  undo.push(bus.close);
  fleet = await startFleet({
    databaseUrl: database.url,
    leaseMillis: LEASE_MILLIS,
    workers: 2,
    baseEnv: process.env,
  });
  undo.push(fleet.stop);
}, 60_000);

afterAll(async () => {
  for (const step of undo.reverse()) await step();
}, 60_000);

/** In the output of a run that passes too: the seed and the times are part of the result. */
const say = (text: string): void => void process.stdout.write(`kill test: ${text}\n`);

type Row = Record<string, unknown>;
const rowsOf = async (text: string): Promise<readonly Row[]> => (await client.query<Row>(text)).rows;
const numberOf = async (text: string): Promise<number> => Number(Object.values((await rowsOf(text))[0] ?? {})[0]);

type Running = Readonly<{ pid: number; epoch: number; commits: number }>;

/** The run that hosts the desk and has committed something since `after`. Only the test's time limit ends the wait. */
async function untilRunning(after: Pick<Running, "epoch" | "commits">): Promise<Running> {
  for (;;) {
    const [row] = await rowsOf(
      `SELECT r.host, d.epoch, d.commits::int AS commits FROM desk d JOIN desk_run r ON r.desk_id = d.id AND r.epoch = d.epoch
       WHERE d.id = '${DESK}' AND r.status = 'running'`,
    );
    const commits = Number(row?.["commits"]);
    if (row && Number(row["epoch"]) > after.epoch && commits > after.commits) {
      return { pid: Number(/\d+$/.exec(String(row["host"]))?.[0]), epoch: Number(row["epoch"]), commits };
    }
    await pause(20);
  }
}

/** What people do while it burns; some commands are sent twice, as a page does that lost its answer. */
async function act(random: () => number): Promise<void> {
  const order = { ...MARKET_ORDER, sizeLots: lots(40 + Math.floor(random() * 60)) };
  const bodies: readonly CommandBody[] = [
    { kind: "submit", order: { ...order, side: "buy" } },
    { kind: "submit", order: { ...order, side: "buy" } },
    { kind: "submit", order: { ...order, side: "sell" } },
    { kind: "cancelAll", instrumentId: null },
    { kind: "pause" },
    { kind: "resume" },
  ];
  const body = bodies[Math.floor(random() * bodies.length)];
  if (body) await send(body, random() < 0.3 ? 2 : 1);
}

/** Books are known again when an order of ours fills. */
async function untilTrading(): Promise<void> {
  const before = await numberOf("SELECT count(*) FROM fill");
  while ((await numberOf("SELECT count(*) FROM fill")) === before) {
    await submit({ ...MARKET_ORDER, side: "buy", sizeLots: lots(50) });
    await pause(300);
  }
}

const submit = (order: OrderDraft): Promise<void> => send({ kind: "submit", order }, 1);

async function send(body: CommandBody, times: number): Promise<void> {
  const id = randomUUID();
  for (let sent = 0; sent < times; sent++) await stores.desks.addCommand(DESK, { id, body }, "test");
  await bus.publish(topics.deskCommands(DESK), "");
}

/** Listens as a browser does, and looks each time whether what it is shown is in the database. */
async function watch(): Promise<{ fills: string[]; missing: string[]; settled: () => Promise<void> }> {
  const fills: string[] = [];
  const missing: string[] = [];
  const checks: Promise<void>[] = [];
  const check = async (table: string, ids: readonly string[]): Promise<void> => {
    if (ids.length === 0) return;
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM ${table} WHERE desk_id = '${DESK}' AND id = ANY($1)`,
      [ids],
    );
    const found = new Set(rows.map(({ id }) => id));
    missing.push(...ids.filter((id) => !found.has(id)));
  };
  await bus.subscribe(topics.deskEvents(DESK), (payload) => {
    const view = decodeWire<DeskEventsView>(payload);
    fills.push(...view.fills.map(({ id }) => id));
    checks.push(
      check(
        "fill",
        view.fills.map(({ id }) => id),
      ),
      check(
        '"order"',
        view.orders.map(({ id }) => id),
      ),
    );
  });
  await bus.subscribe(topics.desk(DESK), (payload) => {
    checks.push(
      check(
        '"order"',
        decodeWire<DeskView>(payload).working.map(({ id }) => id),
      ),
    );
  });
  return { fills, missing, settled: async () => void (await Promise.all(checks)) };
}

test(`${KILLS} kills of the worker lose nothing and double nothing`, async () => {
  const seed = Date.now() % 1_000_000;
  say(`seed ${seed}`);
  const random = createRandom(seed);
  const began = performance.now();
  let run = await untilRunning({ epoch: 0, commits: 0 });
  // What starting costs on this machine, today: the takeovers are measured against it.
  const startMillis = performance.now() - began;
  const shown = await watch();
  const takeovers: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    // From right after the takeover, with books unknown still, to well into trading.
    if (random() < 0.3) await untilTrading();
    const moment = random() * 1_500;
    for (let acts = Math.floor(random() * 4); acts > 0; acts--) {
      await pause((moment / 4) * random());
      await act(random);
    }
    await pause(moment / 2);
    const before = { epoch: run.epoch, commits: await numberOf(`SELECT commits FROM desk WHERE id = '${DESK}'`) };
    const at = performance.now();
    await fleet.kill(run.pid);
    run = await untilRunning(before);
    takeovers.push(performance.now() - at);
  }
  await untilRunning({ epoch: 0, commits: run.commits + 2 });
  await fleet.stop();
  await shown.settled();

  const sorted = takeovers.toSorted((a, b) => a - b);
  say(
    `takeover after a kill, ms: median ${sorted[KILLS / 2]?.toFixed(0)}, longest ${sorted.at(-1)?.toFixed(0)}; first start ${startMillis.toFixed(0)}`,
  );
  expect(sorted[KILLS / 2]).toBeLessThan(LEASE_MILLIS + 2 * startMillis);

  expect(shown.missing, "shown before it was committed").toEqual([]);
  expect(new Set(shown.fills).size, "a fill was shown twice").toBe(shown.fills.length);
  expect(shown.fills.length).toBeGreaterThan(0);
  await expectWhole();
}, 1_500_000);

/** Everything that must hold of the books at the end; each query returns the rows that break it. */
async function expectWhole(): Promise<void> {
  const count = await numberOf(`SELECT count(*) FROM fill WHERE ${OURS}`);
  expect(count).toBeGreaterThan(10);
  expect(await numberOf(`SELECT max(number) FROM fill WHERE ${OURS}`), "fill ids have a hole").toBe(count);
  for (const [table, key] of [
    ["ledger_entry", "seq"],
    ["order_event", "seq"],
    ["signal", "seq"],
    ["risk_event", "seq"],
    ["breaker_event", "seq"],
    ['"order"', "number"],
  ]) {
    const [row] = await rowsOf(
      `SELECT count(*)::int AS rows, coalesce(max(${key}), 0)::int AS last FROM ${table} WHERE ${OURS}`,
    );
    expect(row, `${table} has a hole`).toEqual({ rows: row?.["last"], last: row?.["last"] });
  }
  const nothing: Record<string, string> = {
    "an entry of the ledger does not balance": `SELECT entry_seq FROM ledger_posting WHERE ${OURS} GROUP BY entry_seq HAVING sum(amount_atoms) <> 0`,
    "a fill is not in the ledger once": `SELECT f.id FROM fill f LEFT JOIN ledger_entry e ON e.desk_id = f.desk_id AND e.cause = f.id AND e.kind = 'trade' GROUP BY f.id HAVING count(e.seq) <> 1`,
    "an order's filled size is not the sum of its fills": `SELECT o.id FROM "order" o LEFT JOIN fill f ON f.desk_id = o.desk_id AND f.order_id = o.id
       GROUP BY o.desk_id, o.id HAVING o.filled_lots <> coalesce(sum(f.size_lots), 0)
         OR o.filled_atoms <> coalesce(sum(f.notional_atoms), 0) OR o.fee_atoms <> coalesce(sum(f.fee_atoms), 0)`,
    "a position is not the sum of its fills": `SELECT p.instrument_id FROM position p LEFT JOIN fill f ON f.desk_id = p.desk_id AND f.instrument_id = p.instrument_id
       GROUP BY p.desk_id, p.instrument_id
       HAVING p.size_lots <> coalesce(sum(CASE f.side WHEN 'buy' THEN f.size_lots ELSE -f.size_lots END), 0)`,
    "a command has no outcome": `SELECT id FROM desk_command WHERE at IS NULL`,
    "an accepted order was not made exactly once": `SELECT c.id FROM desk_command c LEFT JOIN "order" o ON o.command_id = c.id
       WHERE c.body->>'kind' = 'submit' GROUP BY c.id, c.accepted HAVING count(o.id) > 1 OR (c.accepted AND count(o.id) <> 1)`,
    "equity is not its parts": `SELECT at FROM portfolio_state WHERE equity_atoms <> cash_atoms + margin_atoms + inventory_atoms + unrealised_atoms`,
  };
  for (const [what, query] of Object.entries(nothing)) {
    expect({ what, rows: await rowsOf(query) }).toEqual({ what, rows: [] });
  }

  const { rows: balances } = await client.query<{ account: string; atoms: string }>(
    `SELECT split_part(account, ':', 1) AS account, sum(amount_atoms)::text AS atoms FROM ledger_posting WHERE ${OURS} GROUP BY 1`,
  );
  const balanceOf = (account: string): string => balances.find((row) => row.account === account)?.atoms ?? "0";
  const [last] = await rowsOf(
    `SELECT cash_atoms::text AS cash, inventory_atoms::text AS inventory FROM portfolio_state WHERE ${OURS} ORDER BY at DESC LIMIT 1`,
  );
  expect(balanceOf("cash"), "cash of the ledger is that of the last sample").toBe(last?.["cash"]);
  expect(balanceOf("inventory")).toBe(last?.["inventory"]);
}
