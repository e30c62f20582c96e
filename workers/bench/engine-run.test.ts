import { expect, test } from "vitest";
import { ABC, XYZ } from "@/server/testing/engine-run";
import { randomMarket } from "@/server/testing/random-market";
import { runEngine } from "./engine-run";
import type { Session } from "./repeated-blocks";

/** Ten seconds of a random market of two instruments, and a pause. */
function session(): Session {
  const block = randomMarket({ seed: 7, messages: 400, instruments: 2 });
  const span = (block.receivedAt.at(-1) ?? 0) - (block.receivedAt[0] ?? 0) + 10_000_000;
  return { name: "random", instruments: [ABC, XYZ], blocks: [block], rows: block.length, span };
}

const log = { kind: "log" } as const;

test("a run applies as many rows as were asked for, keeps its orders working, and leaves the session as it was", () => {
  const twice = session();
  const before = [...(twice.blocks[0]?.receivedAt ?? [])];
  const rows = 3 * twice.rows - 1;
  const run = runEngine(twice, { ordersEach: 3, model: log, hasBands: true }, rows);
  expect(run.events).toBeGreaterThanOrEqual(rows);
  expect(run.orders).toBeGreaterThan(6);
  expect(run.fills).toBeGreaterThan(0);
  expect([...(twice.blocks[0]?.receivedAt ?? [])]).toEqual(before);
});

test("the same orders go out with bands and without", () => {
  const orders = (hasBands: boolean) => runEngine(session(), { ordersEach: 1, model: log, hasBands }, 5_000).orders;
  expect(orders(true)).toBe(orders(false));
});

test("the book alone sends nothing", () => {
  expect(runEngine(session(), { ordersEach: 0, model: log, hasBands: false }, 1_000)).toMatchObject({
    orders: 0,
    fills: 0,
  });
});
