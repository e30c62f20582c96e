import { expect, test } from "vitest";
import type { SentCommand } from "@/components/frame/commands";
import { sameWorking, toWorkingRows } from "./order-rows";
import { order } from "./testing";

const sent = (over: Partial<SentCommand> = {}): SentCommand => ({
  id: "c-1",
  body: { kind: "submit", order: order() },
  sentAt: 0,
  phase: "waiting",
  text: null,
  tookMillis: null,
  ...over,
});
const NONE = new Set<string>();

test("a sent order is in the table before the desk knows it, newest first", () => {
  const rows = toWorkingRows([sent(), sent({ id: "c-2" })], [order()], NONE);
  expect(rows.map((row) => row.id)).toEqual(["c-2", "c-1", "ord-1"]);
});

test("it gives way to the desk's own row, and never stands twice", () => {
  expect(toWorkingRows([sent()], [order({ commandId: "c-1" })], NONE).map((row) => row.id)).toEqual(["ord-1"]);
});

test("one that was filled at once leaves; one that was refused stays to be read", () => {
  expect(toWorkingRows([sent({ phase: "accepted" })], [], new Set(["c-1"]))).toEqual([]);
  expect(toWorkingRows([sent({ phase: "refused" })], [], new Set(["c-1"]))).toHaveLength(1);
});

test("commands that make no order have no row", () => {
  expect(toWorkingRows([sent({ body: { kind: "pause" } })], [], NONE)).toEqual([]);
});

test("a draining queue is no new row; a fill is", () => {
  const before = [order()];
  expect(sameWorking(before, [order({ aheadLots: 3 })])).toBe(true);
  expect(sameWorking(before, [order({ state: "PARTIALLY_FILLED" })])).toBe(false);
  expect(sameWorking(before, [])).toBe(false);
});
