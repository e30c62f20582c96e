import fc from "fast-check";
import { expect, test } from "vitest";
import { TradeSequence } from "./trade-sequence";

test("tells the next, the double, the hole and the one that fills it", () => {
  const trades = new TradeSequence();
  expect([7, 8, 8, 11, 9, 9, 12].map((id) => trades.accept(id))).toEqual([
    "next",
    "next",
    "duplicate",
    "next",
    "late",
    "duplicate",
    "next",
  ]);
  expect(trades.holes).toBe(1);
});

test("counts a hole too large to remember", () => {
  const trades = new TradeSequence();
  trades.accept(1);
  trades.accept(50_002);
  expect(trades.holes).toBe(50_000);
  expect(trades.accept(2)).toBe("duplicate");
  expect(trades.accept(50_001)).toBe("late");
});

// Guarantee: each id is accepted exactly once, in whatever order and however often it comes.
test("accepts every id once, whatever the order", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 200 }), (ids) => {
      const trades = new TradeSequence();
      const first = ids[0] ?? 0;
      const relevant = ids.filter((id) => id >= first);
      const accepted = relevant.filter((id) => trades.accept(id) !== "duplicate");
      expect([...accepted].sort((a, b) => a - b)).toEqual([...new Set(relevant)].sort((a, b) => a - b));
      const span = relevant.length === 0 ? 0 : Math.max(...relevant) - first + 1;
      expect(trades.holes).toBe(span - accepted.length);
    }),
  );
});
