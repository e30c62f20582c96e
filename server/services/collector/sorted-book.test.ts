import fc from "fast-check";
import { expect, test } from "vitest";
import { SIDE } from "@/server/domain/market-block";
import { LEVELS_MAX, SortedBook } from "./sorted-book";

const anyChange = fc.record({
  side: fc.constantFrom(SIDE.bid, SIDE.ask),
  price: fc.integer({ min: 1, max: 60 }),
  size: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000 })),
});

const sorted = (model: ReadonlyMap<number, number>, side: number) =>
  [...model].sort(([a], [b]) => (side === SIDE.bid ? b - a : a - b));

// Guarantee: after any sequence of changes the book equals a map from price to the last size sent.
test("agrees with a sorted map for every sequence of changes", () => {
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 300 }), (changes) => {
      const book = new SortedBook();
      const models = [new Map<number, number>(), new Map<number, number>()] as const;
      for (const { side, price, size } of changes) {
        book.set(side, price, size);
        if (size === 0) models[side].delete(price);
        else models[side].set(price, size);
      }
      for (const side of [SIDE.bid, SIDE.ask]) {
        expect(book.levels(side, LEVELS_MAX)).toEqual(sorted(models[side], side));
      }
      expect(book.bestBid()).toBe(sorted(models[SIDE.bid], SIDE.bid)[0]?.[0] ?? Number.NaN);
      expect(book.bestAsk()).toBe(sorted(models[SIDE.ask], SIDE.ask)[0]?.[0] ?? Number.NaN);
    }),
  );
});

test.each([
  ["bid", SIDE.bid, (k: number) => 5_000 - k],
  ["ask", SIDE.ask, (k: number) => 5_000 + k],
] as const)("keeps the best thousand levels of a %s side and drops the worst", (_name, side, priceOf) => {
  const book = new SortedBook();
  for (let k = LEVELS_MAX + 200; k-- > 0; ) book.set(side, priceOf(k), k + 1);
  const levels = book.levels(side, 2 * LEVELS_MAX);
  expect(levels).toHaveLength(LEVELS_MAX);
  expect(levels[0]).toEqual([priceOf(0), 1]);
  expect(levels.at(-1)).toEqual([priceOf(LEVELS_MAX - 1), LEVELS_MAX]);
});

test("is empty after a clear", () => {
  const book = new SortedBook();
  book.set(SIDE.bid, 10, 1);
  book.clear();
  expect(book.levels(SIDE.bid, 5)).toEqual([]);
  expect(book.bestBid()).toBeNaN();
});
