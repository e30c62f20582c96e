import { expect, test } from "vitest";
import { lots } from "@/server/domain/lots";
import { SIDE } from "@/server/domain/market-block";
import { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { ABC, testSettings } from "@/server/testing/engine-run";
import { atMillis } from "@/server/testing/market-builder";
import { ParentRun, parentDraft } from "@/server/testing/parent-run";
import { type AdaptiveMemo, freshMemo, observe, planAdaptive } from "./adaptive";
import type { Child, Situation } from "./plan";
import { startedParent } from "./running-parent";

/** 10 ABC within 100 s, a tenth of what trades. */
const WISH = { kind: "adaptive", participationPpm: 100_000, durationMicros: 100_000_000, size: "10" } as const;

function setup({ bids = 500, asks = 500, spread = 2, side = "buy" as "buy" | "sell" } = {}) {
  const market = new InstrumentMarket(0, ABC);
  market.book.clear(1, false);
  market.book.level(SIDE.bid, 9_999, bids);
  market.book.level(SIDE.ask, 9_999 + spread, asks);
  market.book.touched(1, true);
  const at = atMillis(0);
  const author = { origin: "manual", commandId: "c" } as const;
  const { parent } = startedParent({ id: "par-1", at, market, author }, { ...parentDraft(WISH), side });
  return { market, parent, memo: freshMemo(market) };
}
type Setup = ReturnType<typeof setup>;

/** Lots that become due, in millionths, when `traded` lots trade until `seconds` after the start. */
function dueOf({ market, parent, memo }: Setup, { traded = 1_000, seconds = 0, filled = 0, spreads = [2, 2, 2] } = {}) {
  market.tradedLots += traded;
  const moment = { parent: { ...parent, filledLots: lots(filled) }, now: atMillis(seconds * 1_000), market };
  return observe({ ...memo, spreads }, moment).targetE6;
}

// The tenth of 1,000 lots, in millionths: what holds while nothing speeds it up or slows it down.
const BASE = 100_000_000n;

test("its share of what trades becomes due, no more", () => {
  expect(dueOf(setup())).toBe(BASE);
  expect(dueOf(setup(), { traded: 0 })).toBe(0n);
});

test("a wide spread halves it at most, a tight one doubles it at most", () => {
  expect(dueOf(setup({ spread: 4 }), { spreads: [2, 2, 2, 2] })).toBe(BASE / 2n);
  expect(dueOf(setup({ spread: 40 }), { spreads: [2, 2, 2, 2] })).toBe(BASE / 2n);
  expect(dueOf(setup({ spread: 2 }), { spreads: [3, 3, 3, 3] })).toBe((BASE * 3n) / 2n);
  expect(dueOf(setup({ spread: 1 }), { spreads: [9, 9, 9, 9] })).toBe(BASE * 2n);
});

test("a book that leans against us speeds it up by up to half, one that leans our way slows it down", () => {
  expect(dueOf(setup({ bids: 300, asks: 100 }))).toBe((BASE * 5n) / 4n);
  expect(dueOf(setup({ bids: 100, asks: 300 }))).toBe((BASE * 3n) / 4n);
  expect(dueOf(setup({ bids: 300, asks: 100, side: "sell" }))).toBe((BASE * 3n) / 4n);
});

test("being behind the straight line speeds it up, being ahead slows it down", () => {
  // After 50 of 100 s: half is due. 45 % done is 5 % behind, an urgency of 1, which is half as much again.
  expect(dueOf(setup(), { seconds: 50, filled: 450 })).toBe((BASE * 3n) / 2n);
  expect(dueOf(setup(), { seconds: 50, filled: 0 })).toBe(BASE * 2n);
  expect(dueOf(setup(), { seconds: 50, filled: 900 })).toBe(BASE / 2n);
});

test("all together it stays between a quarter and double", () => {
  expect(dueOf(setup({ bids: 1, asks: 999, spread: 9 }), { filled: 900, spreads: [2, 2, 2, 2] })).toBe(BASE / 4n);
  expect(dueOf(setup({ bids: 999, asks: 1 }), { seconds: 90, spreads: [9, 9, 9, 9] })).toBe(BASE * 2n);
});

const child = (change: Partial<Child> = {}): Child => ({
  orderId: "ord-1",
  limitTicks: 9_999,
  sizeLots: 100,
  leftLots: 100,
  isPassive: true,
  isLeaving: false,
  isBusy: false,
  ...change,
});

function planOf({ due = 200, seconds = 0, children = [] as readonly Child[] } = {}) {
  const { market, parent, memo } = setup();
  const working = children.reduce((sum, { leftLots }) => sum + leftLots, 0);
  const situation: Situation = {
    parent,
    now: atMillis(seconds * 1_000),
    market,
    children,
    freeLots: 1_000 - working,
    minLots: 10,
  };
  const own: AdaptiveMemo = { ...memo, targetE6: BigInt(due) * 1_000_000n };
  return planAdaptive(situation, own).actions;
}

test("it rests with what is due, follows the touch, and grows when as much again is due", () => {
  expect(planOf()).toEqual([{ kind: "post", lots: 200, limitTicks: 9_999, postOnly: true }]);
  expect(planOf({ due: 5 })).toEqual([]);
  expect(planOf({ due: 150, children: [child()] })).toEqual([]);
  expect(planOf({ due: 200, children: [child()] })).toEqual([
    { kind: "move", orderId: "ord-1", limitTicks: 9_999, sizeLots: 200 },
  ]);
  expect(planOf({ due: 150, children: [child({ limitTicks: 9_998 })] })).toEqual([
    { kind: "move", orderId: "ord-1", limitTicks: 9_999, sizeLots: 150 },
  ]);
  expect(planOf({ due: 900, children: [child({ isBusy: true })] })).toEqual([]);
});

test("more than 5 % of its size behind the line it takes back what rests, and then crosses what is due", () => {
  // 5.1 s of 100 s with nothing done is 5.1 % behind.
  expect(planOf({ seconds: 5 })).toEqual([{ kind: "post", lots: 200, limitTicks: 9_999, postOnly: true }]);
  expect(planOf({ seconds: 5.1 })).toEqual([{ kind: "cross", lots: 200 }]);
  expect(planOf({ seconds: 5.1, children: [child()] })).toEqual([{ kind: "withdraw", orderId: "ord-1" }]);
  expect(planOf({ seconds: 5.1, children: [child({ isLeaving: true, isBusy: true })] })).toEqual([
    { kind: "cross", lots: 100 },
  ]);
});

test("on a market that trades evenly it does its share of the volume and acts at most once a second", () => {
  const desk = new ParentRun(testSettings({ risk: { ...testSettings().risk, ordersPerMinuteMax: 1_000 } }));
  desk.start({ ...WISH, size: "50" });
  desk.seconds(60, (m) => m.trade("sell", "99.99", "4").trade("buy", "100.01", "4"));
  const { filledLots } = desk.parent();
  // 480 ABC traded: a tenth is 48, at most the double is 96; it is behind the line and so crosses.
  expect(filledLots).toBeGreaterThan(2_400);
  expect(filledLots).toBeLessThanOrEqual(5_000);
  const acted = desk
    .of("orderEvent")
    .filter(({ event }) => /^(sent|cancel requested|amend requested)/.test(event.text));
  const seconds = acted.map(({ event }) => Math.floor(event.at / 1_000_000));
  expect(new Set(seconds).size).toBe(seconds.length);
  expect(desk.fills().some(({ liquidity }) => liquidity === "taker")).toBe(true);
});
