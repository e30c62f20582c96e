import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { depthImbalance } from "./depth-imbalance";
import { emptyTouch, micropriceDeviationBps, micropriceTicks, spreadBps } from "./touch";

const touch = (...[bidTicks, bidLots, askTicks, askLots]: readonly [number, number, number, number]) => ({
  bidTicks,
  bidLots,
  askTicks,
  askLots,
});

const anyTouch = fc
  .record({
    bid: fc.integer({ min: 1_000, max: 10_000_000 }),
    spread: fc.integer({ min: 1, max: 500 }),
    bidLots: fc.integer({ min: 1, max: 1_000_000 }),
    askLots: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ bid, spread, bidLots, askLots }) => touch(bid, bidLots, bid + spread, askLots));

describe("the touch", () => {
  test("spread, microprice and imbalance of a book worked out by hand", () => {
    // Bid 99.00 x 30, ask 101.00 x 10 in ticks of 0.01: spread 2 of 100 is 200 bps; the microprice is
    // (101 x 30 + 99 x 10) / 40 = 100.50, which is 50 bps over the mid; (30 - 10) / 40 = 0.5.
    const book = touch(9_900, 30, 10_100, 10);
    expect(spreadBps(book)).toBe(200);
    expect(micropriceTicks(book)).toBe(10_050);
    expect(micropriceDeviationBps(book)).toBe(50);
    expect(depthImbalance(30, 10)).toBe(0.5);
  });

  test("the microprice lies within the spread and leans to the thinner side", () => {
    fc.assert(
      fc.property(anyTouch, (book) => {
        const microprice = micropriceTicks(book) ?? Number.NaN;
        expect(microprice).toBeGreaterThanOrEqual(book.bidTicks);
        expect(microprice).toBeLessThanOrEqual(book.askTicks);
        const mid = (book.bidTicks + book.askTicks) / 2;
        expect(Math.sign(microprice - mid)).toBe(Math.sign(book.bidLots - book.askLots));
      }),
    );
  });

  test("the imbalance is within -1 and 1 and turns its sign with the sides", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1 }), (bids, asks) => {
        const value = depthImbalance(bids, asks);
        expect(Math.abs(value ?? 2)).toBeLessThanOrEqual(1);
        expect(depthImbalance(asks, bids)).toBeCloseTo(-(value ?? 0), 12);
      }),
    );
  });

  test("an empty side has no spread and no microprice", () => {
    for (const book of [emptyTouch(), touch(9_900, 30, Number.NaN, 0), touch(Number.NaN, 0, 10_100, 10)]) {
      expect(spreadBps(book)).toBeNull();
      expect(micropriceTicks(book)).toBeNull();
      expect(micropriceDeviationBps(book)).toBeNull();
    }
    expect(depthImbalance(0, 0)).toBeNull();
  });
});
