import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SIDE } from "@/server/domain/market-block";
import { LadderBook } from "./ladder-book";
import { LadderSide, LEVELS_MAX } from "./ladder-side";

type Change = readonly [side: number, price: number, size: number];

/** Prices near one another, and far beyond any window. */
const anyPrice = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 9_950, max: 10_050 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 200_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5_000_000 }) },
);
const anySize = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000 }));
const anyChanges = fc.array(fc.tuple(fc.constantFrom(0, 1), anyPrice, anySize), { maxLength: 300 });

function opened(changes: readonly Change[]): LadderBook {
  const book = new LadderBook();
  book.clear(1, true);
  for (const [side, price, size] of changes) book.level(side, price, size);
  book.touched(2, true);
  return book;
}

/** The obvious model: the last size of each price, sorted on reading. */
function sorted(changes: readonly Change[], side: number): [number, number][] {
  const sizes = new Map<number, number>();
  for (const [of, price, size] of changes) if (of === side) sizes.set(price, size);
  const levels = [...sizes].filter(([, size]) => size > 0);
  return levels.sort(([a], [b]) => (side === SIDE.bid ? b - a : a - b));
}

function read(book: LadderBook, side: number): [number, number][] {
  const levels: [number, number][] = [];
  for (let k = 0; !Number.isNaN(book.levelPrice(side, k)); k++) {
    levels.push([book.levelPrice(side, k), book.levelSize(side, k)]);
  }
  return levels;
}

describe("after any sequence of changes", () => {
  test("the book equals a map sorted on reading", () => {
    fc.assert(
      fc.property(anyChanges, (changes) => {
        const book = opened(changes);
        for (const side of [SIDE.bid, SIDE.ask]) {
          const model = sorted(changes, side);
          expect(read(book, side)).toEqual(model);
          expect(book.depth(side, 5)).toBe(model.slice(0, 5).reduce((sum, [, size]) => sum + size, 0));
          for (const [price, size] of model) expect(book.sizeAt(side, price)).toBe(size);
        }
        expect(book.bestBid()).toBe(sorted(changes, SIDE.bid)[0]?.[0] ?? Number.NaN);
        expect(book.bestAsk()).toBe(sorted(changes, SIDE.ask)[0]?.[0] ?? Number.NaN);
      }),
    );
  });

  test("reading between the changes changes nothing", () => {
    fc.assert(
      fc.property(anyChanges, (changes) => {
        const book = new LadderBook();
        book.clear(1, true);
        changes.forEach(([side, price, size], i) => {
          book.level(side, price, size);
          const model = sorted(changes.slice(0, i + 1), side);
          expect(book.levelPrice(side, 2)).toBe(model[2]?.[0] ?? Number.NaN);
          expect(book.levelSize(side, 0)).toBe(model[0]?.[1] ?? 0);
        });
      }),
      { numRuns: 30 },
    );
  });

  test("a saved book is the same book, also for all that follows", () => {
    fc.assert(
      fc.property(anyChanges, anyChanges, (before, after) => {
        const book = opened(before);
        const copy = new LadderBook();
        copy.load(structuredClone(book.save()));
        for (const target of [book, copy]) for (const [side, price, size] of after) target.level(side, price, size);
        expect(copy.save()).toEqual(book.save());
      }),
      { numRuns: 50 },
    );
  });
});

describe("depth", () => {
  test("at most 1,000 levels a side are counted, and they are the best ones", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 60_000 }), { minLength: 1_200, maxLength: 2_000 }),
        (keys) => {
          const side = new LadderSide();
          for (const key of keys) side.set(key, 1);
          const best = keys.toSorted((a, b) => b - a).slice(0, LEVELS_MAX);
          expect(side.count).toBe(LEVELS_MAX);
          expect(side.keyAt(LEVELS_MAX)).toBe(Number.NEGATIVE_INFINITY);
          for (let k = 0; k < LEVELS_MAX; k++) expect(side.keyAt(k)).toBe(best[k]);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("a level below the cut is taken in again once the side has thinned out", () => {
    const side = new LadderSide();
    for (let key = 10_000; key > 10_000 - 1_200; key--) side.set(key, 1);
    side.set(5_000, 7);
    expect(side.size(5_000)).toBe(0);
    for (let key = 10_000; key > 9_900; key--) side.set(key, 0);
    side.set(5_000, 7);
    expect(side.size(5_000)).toBe(7);
  });

  test("the window follows the price by hundreds of thousands of ticks and back", () => {
    const side = new LadderSide();
    side.set(1_000, 5);
    side.set(900_000, 6);
    expect([side.bestKey, side.keyAt(1)]).toEqual([900_000, 1_000]);
    side.set(900_000, 0);
    expect([side.bestKey, side.size(1_000)]).toEqual([1_000, 5]);
  });
});

describe("what is known", () => {
  const twoSided: Change[] = [
    [SIDE.bid, 99, 1],
    [SIDE.ask, 101, 1],
  ];

  test("a book is valid from the end of its snapshot until a gap", () => {
    const book = new LadderBook();
    expect(book.isValid()).toBe(false);
    book.clear(1, false);
    for (const [side, price, size] of twoSided) book.level(side, price, size);
    expect(book.isValid()).toBe(false);
    book.touched(1, true);
    expect(book.isValid()).toBe(true);
    expect(book.midHalfTicks()).toBe(200);
    book.gap();
    expect(book.isValid()).toBe(false);
    expect(book.bestBid()).toBe(99);
  });

  test.each([
    ["one-sided", [[SIDE.bid, 99, 1]]],
    ["locked", [...twoSided, [SIDE.bid, 101, 1]]],
    ["crossed", [...twoSided, [SIDE.bid, 105, 1]]],
  ] as [string, Change[]][])("a %s book is not valid and has no mid", (_, changes) => {
    expect(opened(changes).isValid()).toBe(false);
    expect(opened(changes).midHalfTicks()).toBeNull();
  });

  test("its time is that of its newest message", () => {
    const book = opened(twoSided);
    book.touched(10, true);
    book.touched(7, true);
    expect(book.updatedAt()).toBe(10);
  });
});
