import { describe, expect, test } from "vitest";
import { EngineRun, testSettings, testSpec } from "@/server/testing/engine-run";

const BOOK = {
  bids: [
    ["99.99", "5"],
    ["99.98", "3"],
  ],
  asks: [
    ["100.01", "4"],
    ["100.02", "6"],
  ],
} as const;

function opened(settings = testSettings()) {
  return new EngineRun(settings).feed((m) => m.at(0).snapshot(BOOK));
}

const takes = (run: EngineRun, id: string) =>
  run.fills(id).map(({ priceTicks, sizeLots, rule, liquidity }) => [priceTicks, sizeLots, rule, liquidity]);

describe("walking the book", () => {
  test("takes level by level, pays each level's price, and never more than is displayed", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "7" });
    run.timer(1_000);
    expect(takes(run, id)).toEqual([
      [10_001, 400, "walked_book", "taker"],
      [10_002, 300, "walked_book", "taker"],
    ]);
    // 4 × 100.01 + 3 × 100.02 = 700.10 USDT; 0.1 % of each fill.
    expect(run.order(id)).toMatchObject({ state: "FILLED", filledAtoms: 70_010_000_000n, feeAtoms: 70_010_000n });
  });

  test("acts on the book of the arrival, not of the decision", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "2" });
    run.feed((m) =>
      m
        .at(11)
        .book({ asks: [["100.01", "0"]] })
        .at(12)
        .book({ asks: [["100.01", "9"]] }),
    );
    run.timer(1_000);
    expect(takes(run, id)).toEqual([[10_002, 200, "walked_book", "taker"]]);
    expect(run.order(id).decisionBook?.asks[0]).toEqual([10_001, 400]);
    expect(run.order(id).arrivalBook?.asks[0]).toEqual([10_002, 600]);
  });

  test("what is left of a market order past the last known level is cancelled, not invented", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "20" });
    run.timer(1_000);
    expect(run.order(id)).toMatchObject({ state: "CANCELLED", filledLots: 1_000, reason: { rule: "no_liquidity" } });
  });

  test("stops when the cash set aside for it is spent", () => {
    const run = opened();
    // 99 ABC for about 9,901 USDT and their fee of 9.9 take nearly all of the 10,000.
    run.feed((m) => m.at(0).book({ asks: [["100.01", "200"]] }));
    const id = run.submit(1, { side: "buy", size: "99" });
    run.feed((m) =>
      m.at(5).book({
        asks: [
          ["100.01", "10"],
          ["120.00", "200"],
        ],
      }),
    );
    run.timer(1_000);
    const order = run.order(id);
    expect(order).toMatchObject({ state: "CANCELLED", reason: { rule: "cash" } });
    const spent = order.filledAtoms + order.feeAtoms;
    expect(spent).toBeLessThanOrEqual(1_000_000_000_000n);
    // One more lot at the last price would not have fitted.
    expect(spent + 12_012_000_000n / 100n).toBeGreaterThan(1_000_000_000_000n);
    expect(run.engine.view().equity.cashAtoms).toBe(1_000_000_000_000n - spent);
  });
});

describe("consumption memory", () => {
  test("what we took stays taken until the level's next update", () => {
    const run = opened();
    const first = run.submit(1, { side: "buy", size: "3" });
    const second = run.submit(2, { side: "buy", size: "3" });
    run.timer(500);
    expect(takes(run, first)).toEqual([[10_001, 300, "walked_book", "taker"]]);
    expect(takes(run, second).map(([price, lots]) => [price, lots])).toEqual([
      [10_001, 100],
      [10_002, 200],
    ]);
    run.feed((m) => m.at(600).book({ asks: [["100.01", "5"]] }));
    const third = run.submit(601, { side: "buy", size: "5" });
    run.timer(1_500);
    expect(takes(run, third)).toEqual([[10_001, 500, "walked_book", "taker"]]);
  });

  test("another level's update gives nothing back", () => {
    const run = opened();
    run.submit(1, { side: "buy", size: "4" });
    run.feed((m) => m.at(100).book({ asks: [["100.03", "5"]] }));
    const id = run.submit(101, { side: "buy", size: "1" });
    run.timer(1_000);
    expect(takes(run, id).map(([price]) => price)).toEqual([10_002]);
  });

  test("an order that rests where it emptied the other side is not filled by the very lots it took", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "6", price: "100.01" });
    run.feed((m) => m.at(100).book({ bids: [["99.90", "1"]] }));
    run.timer(1_000);
    expect(takes(run, id)).toEqual([[10_001, 400, "walked_book", "taker"]]);
    expect(run.order(id)).toMatchObject({ state: "PARTIALLY_FILLED", aheadLots: 0 });
  });
});

describe("time in force", () => {
  test("GTC takes up to its limit and rests with what is left", () => {
    const run = opened();
    const id = run.submit(1, { side: "sell", size: "1", price: "99.99" });
    expect(run.order(id)).toMatchObject({ state: "REJECTED", reason: { rule: "holdings" } });
    const buy = run.submit(2, { side: "buy", size: "9", price: "100.01" });
    run.timer(1_000);
    expect(run.order(buy)).toMatchObject({ state: "PARTIALLY_FILLED", filledLots: 400 });
  });

  test("IOC expires with its remainder", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "9", price: "100.01", tif: "IOC" });
    run.timer(1_000);
    expect(run.order(id)).toMatchObject({
      state: "EXPIRED",
      filledLots: 400,
      reason: { rule: "ioc_remainder", distance: "5 ABC" },
    });
  });

  test("FOK fills all at once or nothing", () => {
    const run = opened();
    const none = run.submit(1, { side: "buy", size: "9", price: "100.01", tif: "FOK" });
    const all = run.submit(2, { side: "buy", size: "9", price: "100.02", tif: "FOK" });
    run.timer(1_000);
    expect(run.order(none)).toMatchObject({
      state: "EXPIRED",
      filledLots: 0,
      reason: { rule: "fok_not_fillable", limit: "9 ABC", value: "4 ABC", distance: "5 ABC" },
    });
    expect(run.order(all)).toMatchObject({ state: "FILLED", filledLots: 900 });
  });

  test("post-only that would take is rejected with its distance", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "1", price: "100.02", postOnly: true });
    run.timer(1_000);
    expect(run.order(id)).toMatchObject({
      state: "REJECTED",
      filledLots: 0,
      reason: { rule: "post_only_would_cross", limit: "100.01", value: "100.02", distance: "0.01" },
    });
  });

  test("post-only that only touches the other side would take too", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "1", price: "100.01", postOnly: true });
    run.timer(1_000);
    expect(run.order(id).reason).toMatchObject({ rule: "post_only_would_cross", distance: "0.00" });
  });
});

describe("our own orders", () => {
  function holding() {
    const run = opened();
    run.submit(1, { side: "buy", size: "4" });
    run.timer(1_000);
    return run;
  }

  test("on two sides are refused before they could meet", () => {
    const run = holding();
    run.submit(1_001, { side: "sell", size: "1", price: "100.05" });
    const buy = run.submit(1_002, { side: "buy", size: "1", price: "100.05" });
    expect(run.order(buy)).toMatchObject({
      state: "REJECTED",
      reason: { rule: "self_cross", limit: "100.05", value: "100.05", distance: "0.00" },
    });
    const lower = run.submit(1_003, { side: "buy", size: "1", price: "100.04" });
    expect(run.order(lower).state).toBe("SUBMITTED");
  });

  test("stop a walk of ours that reaches them at the venue", () => {
    const run = holding();
    run.submit(1_001, { side: "sell", size: "1", price: "100.05" });
    // At the decision the walk ends far below 100.05; on arrival the book has moved up.
    const buy = run.submit(1_002, { side: "buy", size: "1" });
    run.feed((m) =>
      m.at(1_011.5).book({
        asks: [
          ["100.01", "0"],
          ["100.02", "0"],
          ["100.06", "9"],
        ],
      }),
    );
    run.timer(2_000);
    expect(run.order(buy)).toMatchObject({ state: "CANCELLED", filledLots: 0, reason: { rule: "self_cross" } });
  });
});

test("fees are those of the side of the fill, rounded up to the next atom", () => {
  const spec = testSpec({ makerFeePpm: 200, takerFeePpm: 333 });
  const run = opened(testSettings({ instruments: [spec] }));
  const taker = run.submit(1, { side: "buy", size: "0.11" });
  const maker = run.submit(2, { side: "buy", size: "0.11", price: "99.99" });
  run.feed((m) => m.at(100).trade("sell", "99.98", "1"));
  run.timer(1_000);
  // 0.11 × 100.01 = 11.0011 USDT, 333 ppm = 0.0036633663; 0.11 × 99.99 = 10.9989, 200 ppm = 0.00219978.
  expect(run.order(taker).feeAtoms).toBe(366_337n);
  expect(run.order(maker).feeAtoms).toBe(219_978n);
});
