import { describe, expect, test } from "vitest";
import { lots } from "@/server/domain/lots";
import { ticks } from "@/server/domain/ticks";
import { aheadShareOf, toLadder } from "./ladder-rows";
import { marketView, order } from "./testing";

describe("toLadder", () => {
  test("cumulates from the touch and scales both sides by the larger", () => {
    const ladder = toLadder(marketView(), [], 20);
    expect(ladder.bids.map((row) => row.cumulativeLots)).toEqual([100, 300, 600]);
    expect(ladder.asks.map((row) => row.cumulativeLots)).toEqual([150, 400, 750]);
    expect(ladder.asks.at(-1)?.depth).toBe(1);
    expect(ladder.bids.at(-1)?.depth).toBe(0.8);
  });

  test("the spread is two ticks and 2 bp of a mid of 10,001 ticks", () => {
    const ladder = toLadder(marketView(), [], 20);
    expect(ladder.spreadTicks).toBe(2);
    expect(ladder.spreadBps).toBeCloseTo((2 / 10_001) * 1e4, 9);
  });

  test("a one-sided book has no spread", () => {
    expect(toLadder(marketView({ asks: [] }), [], 20)).toMatchObject({ spreadTicks: null, spreadBps: null });
  });

  test("an own price between the levels gets a row without displayed size", () => {
    const ladder = toLadder(
      marketView(),
      [order({ limitTicks: ticks(9_998) }), order({ id: "ord-2", limitTicks: ticks(10_001) })],
      20,
    );
    expect(ladder.bids.map((row) => [row.ticks, row.lots, row.own?.lots ?? 0])).toEqual([
      [10_001, 0, 50],
      [10_000, 100, 0],
      [9_999, 200, 0],
      [9_998, 0, 50],
      [9_997, 300, 0],
    ]);
  });

  test("orders at one price are one mark, with the queue of the one furthest back", () => {
    const two = [
      order({ aheadLots: 10, aheadAtAcceptLots: 100 }),
      order({ id: "ord-2", aheadLots: 90, aheadAtAcceptLots: 100, sizeLots: lots(70), filledLots: lots(20) }),
    ];
    const own = toLadder(marketView(), two, 20).bids[0]?.own;
    expect(own).toEqual({ orderIds: ["ord-1", "ord-2"], lots: 100, aheadLots: 90, aheadShare: 0.9 });
  });

  test("orders beyond the rows are counted, not lost", () => {
    const far = [order({ limitTicks: ticks(5_000) }), order({ id: "ord-2", side: "sell", limitTicks: ticks(20_000) })];
    expect(toLadder(marketView(), far, 3)).toMatchObject({ ownBelow: 1, ownAbove: 1 });
  });

  test("orders of another instrument are not in this ladder", () => {
    expect(toLadder(marketView(), [order({ instrumentId: "simulated:ETH/USDT" })], 20).bids[0]?.own).toBeNull();
  });
});

test("what is left of the queue: unknown before acceptance, nothing when we came first, never above one", () => {
  expect(aheadShareOf({ aheadLots: null, aheadAtAcceptLots: null })).toBeNull();
  expect(aheadShareOf({ aheadLots: 0, aheadAtAcceptLots: 0 })).toBe(0);
  expect(aheadShareOf({ aheadLots: 25, aheadAtAcceptLots: 100 })).toBe(0.25);
  expect(aheadShareOf({ aheadLots: 120, aheadAtAcceptLots: 100 })).toBe(1);
});
