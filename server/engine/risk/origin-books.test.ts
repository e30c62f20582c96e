// Guarantee: the books of an instrument add up to its position at all times, whoever trades, and are flat when it is;
// what the origins made adds up to what the desk made, to an atom a closing.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { atoms } from "@/server/domain/atoms";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { notionalAtoms } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import { SIDE } from "@/server/domain/market-block";
import type { Fill, OrderOrigin, Side } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { EngineClock } from "@/server/engine/kernel/clock";
import { ABC } from "@/server/testing/engine-run";
import { INVERSE, LINEAR } from "@/server/testing/perpetuals";
import { OriginBooks } from "./origin-books";

type Trade = Readonly<{ origin: OrderOrigin; side: Side; size: number; price: number; feeAtoms?: bigint }>;

function setup(spec: InstrumentSpec = ABC) {
  const market = new InstrumentMarket(0, spec);
  const books = new OriginBooks({ clock: new EngineClock(1), markets: [market] });
  const trade = ({ origin, side, size, price, feeAtoms = 0n }: Trade) =>
    books.onFill(
      market,
      {
        side,
        sizeLots: lots(size),
        priceTicks: ticks(price),
        notionalAtoms: notionalAtoms(spec, price, size),
        feeAtoms: atoms(feeAtoms),
      } as Fill,
      origin,
    );
  /** The mid, in ticks. */
  const quote = (at: number) => {
    market.book.clear(0, false);
    market.book.level(SIDE.bid, at - 1, 1);
    market.book.level(SIDE.ask, at + 1, 1);
    market.book.touched(0, true);
  };
  return { market, books, trade, quote };
}

const A = "strategy:a";
const B = "strategy:b";
const unit = (of: number) => BigInt(of) * ABC.atomsPerTickLot;

describe("whose a position is", () => {
  test("each has what he bought, and whoever sells closes his own first", () => {
    const { books, trade } = setup();
    trade({ origin: A, side: "buy", size: 60, price: 100 });
    trade({ origin: B, side: "buy", size: 30, price: 100 });
    trade({ origin: A, side: "sell", size: 50, price: 110 });
    expect([books.lotsOf(A, 0), books.lotsOf(B, 0)]).toEqual([10, 30]);
  });

  test("a sale by hand takes from all by their shares; what goes beyond one's own from the others", () => {
    const { books, trade } = setup();
    trade({ origin: A, side: "buy", size: 60, price: 100 });
    trade({ origin: B, side: "buy", size: 30, price: 100 });
    trade({ origin: "manual", side: "sell", size: 30, price: 100 });
    expect([books.lotsOf(A, 0), books.lotsOf(B, 0)]).toEqual([40, 20]);
    trade({ origin: B, side: "sell", size: 30, price: 100 });
    expect([books.lotsOf(A, 0), books.lotsOf(B, 0)]).toEqual([30, 0]);
  });

  test("a closing by the risk rules leaves nothing in anybody's book", () => {
    const { books, trade } = setup();
    trade({ origin: A, side: "buy", size: 7, price: 100 });
    trade({ origin: "manual", side: "buy", size: 4, price: 100 });
    trade({ origin: "risk", side: "sell", size: 11, price: 90 });
    expect(books.save().books[0]).toEqual([]);
    expect([books.dayAtoms(A), books.dayAtoms("manual"), books.dayAtoms("risk")]).toEqual([-unit(70), -unit(40), 0n]);
  });

  test("what goes through zero closes for the others and opens for its own", () => {
    const { books, trade } = setup(LINEAR);
    trade({ origin: A, side: "buy", size: 10, price: 100 });
    trade({ origin: B, side: "sell", size: 25, price: 100 });
    expect([books.lotsOf(A, 0), books.lotsOf(B, 0)]).toEqual([0, -15]);
  });
});

describe("the day", () => {
  const DAY = 86_400_000_000;

  test("is marked, less fees and funding, from 00:00 UTC on", () => {
    const { books, trade, quote } = setup();
    books.onSecond(DAY - 1_000_000);
    trade({ origin: A, side: "buy", size: 10, price: 100, feeAtoms: 5n });
    quote(110);
    expect(books.dayAtoms(A)).toBe(unit(100) - 5n);
    books.onSecond(DAY);
    expect(books.dayAtoms(A)).toBe(0n);
    quote(107);
    books.onSecond(DAY + 1_000_000);
    expect(books.dayAtoms(A)).toBe(-unit(30));
    books.onFunding(0, 9n);
    expect(books.dayAtoms(A)).toBe(-unit(30) - 9n);
  });

  test("funding is shared out by who holds what", () => {
    const { books, trade } = setup(LINEAR);
    trade({ origin: A, side: "sell", size: 30, price: 100 });
    trade({ origin: B, side: "sell", size: 10, price: 100 });
    books.onFunding(0, -40n);
    expect([books.dayAtoms(A), books.dayAtoms(B)]).toEqual([30n, 10n]);
  });
});

test("a strategy's entry is remembered, a person's and a closing are not", () => {
  const { books, trade } = setup();
  trade({ origin: "manual", side: "buy", size: 1, price: 100 });
  expect(books.enteredAt(0)).toBeNull();
  trade({ origin: A, side: "sell", size: 1, price: 100 });
  expect(books.enteredAt(0)).toBeNull();
  trade({ origin: A, side: "buy", size: 1, price: 100 });
  expect(books.enteredAt(0)).not.toBeNull();
});

const anyTrade = fc.record({
  origin: fc.constantFrom<OrderOrigin>(A, B, "manual", "risk", "liquidation"),
  side: fc.constantFrom("buy" as const, "sell" as const),
  size: fc.integer({ min: 1, max: 1_000 }),
  price: fc.integer({ min: 50, max: 200 }),
});

test.each([
  ["spot", ABC],
  ["a linear perpetual", LINEAR],
  ["an inverse perpetual", INVERSE],
] as const)("books add up to the position after any trades, and survive being saved: %s", (_name, spec) => {
  fc.assert(
    fc.property(fc.array(anyTrade, { maxLength: 40 }), (wishes) => {
      const { books, trade } = setup(spec);
      let held = 0;
      for (const wish of wishes) {
        // Spot is never sold short.
        const size = spec.contract === null && wish.side === "sell" ? Math.min(wish.size, held) : wish.size;
        if (size === 0) continue;
        trade({ ...wish, size });
        held += wish.side === "buy" ? size : -size;
        const saved = books.save();
        expect(saved.books[0]?.reduce((sum, book) => sum + book.lots, 0)).toBe(held);
        expect(saved.books[0]?.every((book) => book.lots !== 0 && book.lots > 0 === held > 0)).toBe(true);
        books.load(structuredClone(saved));
        expect(books.save()).toEqual(saved);
      }
    }),
    { numRuns: 200 },
  );
});

test("what the origins made adds up to what spot trades made, to an atom", () => {
  fc.assert(
    fc.property(fc.array(anyTrade, { maxLength: 40 }), (wishes) => {
      const { books, trade, quote } = setup();
      let [held, cash] = [0, 0n];
      for (const wish of wishes) {
        const size = wish.side === "sell" ? Math.min(wish.size, held) : wish.size;
        if (size === 0) continue;
        trade({ ...wish, size });
        held += wish.side === "buy" ? size : -size;
        cash += notionalAtoms(ABC, wish.price, size) * (wish.side === "buy" ? -1n : 1n);
      }
      quote(100);
      const made = [A, B, "manual", "risk", "liquidation"] as const;
      const sum = made.reduce((total, origin) => total + books.dayAtoms(origin), 0n);
      expect(sum).toBe(cash + unit(100 * held));
    }),
    { numRuns: 200 },
  );
});
