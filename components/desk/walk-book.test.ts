import fc from "fast-check";
import { expect, test } from "vitest";
import { marketView } from "./testing";
import { averageTicks, midHalfTicksOf, slippageBps, walkBook } from "./walk-book";

const book = marketView();

// 150 at 10,002 and 50 at 10,003: (150 * 10,002 + 50 * 10,003) / 200 = 10,002.25, by hand.
test("a market buy pays each level's own price", () => {
  const walk = walkBook(book, { side: "buy", lots: 200, limitTicks: null });
  expect(walk).toEqual({ lots: 200, tickLots: 2_000_450n, worstTicks: 10_003 });
  expect(averageTicks(walk)).toBe(10_002.25);
});

test("a limit stops the walk", () => {
  expect(walkBook(book, { side: "sell", lots: 1_000, limitTicks: 9_999 })).toMatchObject({
    lots: 300,
    worstTicks: 9_999,
  });
});

test("what the known levels do not hold is not invented", () => {
  expect(walkBook(book, { side: "buy", lots: 10_000, limitTicks: null }).lots).toBe(750);
});

test("a limit on the far side of the touch takes nothing", () => {
  const walk = walkBook(book, { side: "buy", lots: 10, limitTicks: 10_001 });
  expect(walk).toEqual({ lots: 0, tickLots: 0n, worstTicks: null });
  expect(averageTicks(walk)).toBeNull();
});

// Mid 10,001 ticks; one tick above it is 1e4 / 10,001 bp.
test("slippage is a cost: positive when the price is worse than the mid, on both sides", () => {
  expect(slippageBps("buy", 10_002, 20_002)).toBeCloseTo(1e4 / 10_001, 9);
  expect(slippageBps("sell", 10_000, 20_002)).toBeCloseTo(1e4 / 10_001, 9);
  expect(slippageBps("sell", 10_002, 20_002)).toBeLessThan(0);
});

test("the mid needs both sides", () => {
  expect(midHalfTicksOf(book)).toBe(20_002);
  expect(midHalfTicksOf({ bids: [], asks: book.asks })).toBeNull();
});

test("no walk fills more than was asked, beyond the limit, or more than was there", () => {
  const side = fc.constantFrom("buy" as const, "sell" as const);
  const size = fc.integer({ min: 1, max: 2_000 });
  const limit = fc.option(fc.integer({ min: 9_990, max: 10_010 }));
  fc.assert(
    fc.property(side, size, limit, (s, lots, limitTicks) => {
      const walk = walkBook(book, { side: s, lots, limitTicks });
      const there = (s === "buy" ? book.asks : book.bids).reduce((sum, [, depth]) => sum + depth, 0);
      expect(walk.lots).toBeLessThanOrEqual(Math.min(lots, there));
      const worst = walk.worstTicks ?? (s === "buy" ? -Infinity : Infinity);
      const isWithin = limitTicks === null || (s === "buy" ? worst <= limitTicks : worst >= limitTicks);
      expect(isWithin).toBe(true);
    }),
  );
});
