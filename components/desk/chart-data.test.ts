import { expect, test } from "vitest";
import { atoms, parseAtoms } from "@/server/domain/atoms";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import type { Fill } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import { toBar, toLines, toMarks } from "./chart-data";
import { BTC, order } from "./testing";
import { unitsOf } from "./units";

const units = unitsOf(BTC);
const MINUTE = 60_000_000;

const fill = (over: Partial<Fill> = {}): Fill => ({
  id: "fill-1",
  orderId: "ord-1",
  instrumentId: BTC.id,
  side: "buy",
  priceTicks: ticks(6_421_190),
  sizeLots: lots(10),
  notionalAtoms: parseAtoms("6.42"),
  feeAtoms: atoms(0n),
  liquidity: "maker",
  rule: "queue_reached",
  at: micros(7 * MINUTE + 13_000_000),
  knownAt: micros(8 * MINUTE),
  midHalfTicks: null,
  impactTicks: 0,
  spreadTicks: 1,
  ...over,
});

test("a candle's ticks and lots become prices and sizes, its start seconds", () => {
  const candle = {
    openAt: micros(7 * MINUTE),
    openTicks: 100,
    highTicks: 250,
    lowTicks: 50,
    closeTicks: 200,
    volumeLots: 1_500,
    trades: 3,
    isFinal: true,
  };
  expect(toBar(candle, units)).toEqual({ time: 420, open: 1, high: 2.5, low: 0.5, close: 2, volume: 0.015 });
});

test("fills stand in the bar of their time, and those of one sweep at one price are one mark", () => {
  const marks = toMarks([fill(), fill({ id: "fill-2" }), fill({ id: "fill-3", side: "sell" })], units, 5 * MINUTE);
  expect(marks).toEqual([
    { time: 300, side: "buy", price: 64_211.9 },
    { time: 300, side: "sell", price: 64_211.9 },
  ]);
});

test("fills of other instruments are not on this chart", () => {
  expect(toMarks([fill({ instrumentId: "simulated:ETH/USDT" })], units, MINUTE)).toEqual([]);
});

test("a line says what is left and what stands before it", () => {
  const [line] = toLines([order({ sizeLots: lots(5_000), filledLots: lots(1_000), aheadLots: 184_000 })], units);
  expect(line).toMatchObject({
    id: "ord-1",
    label: "0.04 BTC · 1.84 ahead",
    isPending: false,
    kind: "order",
    canMove: true,
  });
  expect(toLines([order({ aheadLots: 0 })], units)[0]?.label).toContain("at the front");
  expect(toLines([order({ state: "SUBMITTED", aheadLots: null })], units)[0]).toMatchObject({ isPending: true });
  expect(toLines([order({ limitTicks: null })], units)).toEqual([]);
});

test("what waits has its line at the price that it waits for, and cannot be dragged; exits are told apart", () => {
  const stop = order({ type: "stop", limitTicks: null, stopTicks: ticks(9_900), side: "sell", sizeLots: lots(5_000) });
  expect(toLines([stop], units)).toMatchObject([
    { ticks: 9_900, kind: "stop", canMove: false, label: "0.05 BTC · stop" },
  ]);
  expect(toLines([order({ role: "target", aheadLots: 0 })], units)).toMatchObject([{ kind: "target", canMove: true }]);
  const triggered = { ...stop, triggeredAt: micros(5), limitTicks: ticks(9_890), aheadLots: 0 };
  expect(toLines([triggered], units)).toMatchObject([{ ticks: 9_890, canMove: true }]);
});
