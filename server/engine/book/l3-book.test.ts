import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SIDE } from "@/server/domain/market-block";
import { L3Book, ORDERS_MAX } from "./l3-book";

const bid = (seq: number, sizeLots: number, priceTicks = 100) => ({ seq, side: SIDE.bid, priceTicks, sizeLots });

describe("a place in the queue", () => {
  test("is kept by an order that becomes smaller and lost by one that grows or moves", () => {
    const book = new L3Book();
    for (const row of [bid(1, 5), bid(2, 3), bid(3, 4)]) book.apply(row, false);
    const ours = book.nextPlace;
    expect(book.lotsBefore(SIDE.bid, 100, ours)).toBe(12);
    expect(book.apply(bid(1, 2), false)).toMatchObject({ place: 1, goneLots: 3 });
    expect(book.lotsBefore(SIDE.bid, 100, ours)).toBe(9);
    expect(book.apply(bid(2, 6), false)).toMatchObject({ place: 2, goneLots: 3 });
    expect(book.lotsBefore(SIDE.bid, 100, ours)).toBe(6);
    expect(book.apply(bid(3, 4, 101), false)).toMatchObject({ place: 3, goneLots: 4, priceTicks: 100 });
    expect(book.lotsBefore(SIDE.bid, 100, ours)).toBe(2);
    expect(book.lotsBefore(SIDE.bid, 101, book.nextPlace)).toBe(4);
  });

  test("of an order that nobody knew is place 0", () => {
    const book = new L3Book();
    expect(book.apply(bid(9, 0), false)).toMatchObject({ place: 0, goneLots: 0 });
    expect(book.count).toBe(0);
  });

  test("is kept through a snapshot that shows the order again", () => {
    const book = new L3Book();
    for (const row of [bid(1, 5), bid(2, 3)]) book.apply(row, false);
    const ours = book.nextPlace;
    book.apply(bid(3, 7), false);
    book.clear();
    for (const row of [bid(2, 3), bid(3, 7), bid(4, 1)]) book.apply(row, true);
    expect(book.lotsBefore(SIDE.bid, 100, ours)).toBe(3);
  });

  test("is unknown from a gap to the next snapshot", () => {
    const book = new L3Book();
    book.apply(bid(1, 5), false);
    book.lose();
    expect(book.isWhole).toBe(false);
    book.clear();
    expect(book.isWhole).toBe(true);
    book.apply(bid(1, 5), true);
    expect(book.lotsBefore(SIDE.bid, 100, 2)).toBe(0);
  });
});

test("memory is bounded: one order too many makes the book give up until the next snapshot", () => {
  const book = new L3Book();
  for (let id = 1; id <= ORDERS_MAX + 1; id++) book.apply(bid(id, 1, id % 50), false);
  expect([book.count, book.isWhole]).toEqual([ORDERS_MAX, false]);
});

// Guarantee: however orders come and go, lots before a place are those of a plain list in order of arrival,
// and a book restored from what it saved answers alike.
test("agrees with a plain list", () => {
  const step = fc.record({
    seq: fc.integer({ min: 1, max: 8 }),
    price: fc.integer({ min: 1, max: 3 }),
    lots: fc.nat(9),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat(60), (steps, at) => {
      let book = new L3Book();
      let list: { seq: number; price: number; lots: number }[] = [];
      let before: typeof list = [];
      let ours = 1;
      steps.forEach(({ seq, price, lots }, i) => {
        if (i === at) {
          ours = book.nextPlace;
          before = [...list];
          const restored = new L3Book();
          restored.load(book.save(false));
          expect(restored.save(false)).toEqual(book.save(false));
          book = restored;
        }
        const known = list.find((order) => order.seq === seq);
        book.apply({ seq, side: SIDE.ask, priceTicks: price, sizeLots: lots }, false);
        if (known && lots > 0 && lots <= known.lots && known.price === price) known.lots = lots;
        else {
          list = list.filter((order) => order !== known);
          before = before.filter((order) => order !== known);
          if (lots > 0) list.push({ seq, price, lots });
        }
      });
      if (at >= steps.length) return;
      for (const price of [1, 2, 3]) {
        const sum = before.filter((order) => order.price === price).reduce((all, { lots }) => all + lots, 0);
        expect(book.lotsBefore(SIDE.ask, price, ours)).toBe(sum);
      }
    }),
  );
});
