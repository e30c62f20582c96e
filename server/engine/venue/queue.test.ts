import { describe, expect, test } from "vitest";
import type { QueueModelSettings } from "@/server/domain/desk-settings";
import { SIDE } from "@/server/domain/market-block";
import { EngineRun, testSettings } from "@/server/testing/engine-run";
import type { MarketBuilder } from "@/server/testing/market-builder";

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

/** A desk with a buy of `size` resting at 99.99 behind the 5 displayed, accepted at 11 ms. */
function resting(kind: QueueModelSettings["kind"] = "riskAverse", size = "2") {
  const queueModel = kind === "power" ? { kind, exponent: 3 } : { kind };
  const run = new EngineRun(testSettings({ queueModel }));
  run.feed((m) => m.at(0).snapshot(BOOK));
  const id = run.submit(1, { side: "buy", size, price: "99.99" });
  // A row of another level carries the clock past the acknowledgement.
  run.feed((m) => m.at(20).book({ bids: [["99.97", "1"]] }));
  return { run, id };
}

/** Feeds rows and lets everything become known. */
function fills(run: EngineRun, write: (m: MarketBuilder) => unknown) {
  run.feed(write).timer(5_000);
  return run.fills().map(({ sizeLots, priceTicks, rule, liquidity }) => ({ sizeLots, priceTicks, rule, liquidity }));
}

const trace = (run: EngineRun) =>
  run.of("trace").map(({ point: { cause, aheadLots, deltaLots } }) => [cause, aheadLots, deltaLots]);

describe("acceptance", () => {
  test("all that is displayed at our price stands before us", () => {
    const { run, id } = resting();
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", aheadAtAcceptLots: 500, aheadLots: 500, behindLots: 0 });
    expect(trace(run)).toEqual([["accepted", 500, 0]]);
  });
});

describe("a trade at our price against our side", () => {
  test("drains the queue first and fills us with what is left over", () => {
    const { run, id } = resting();
    expect(fills(run, (m) => m.at(30).trade("sell", "99.99", "4").at(40).trade("sell", "99.99", "1.5"))).toEqual([
      { sizeLots: 50, priceTicks: 9_999, rule: "queue_reached", liquidity: "maker" },
    ]);
    expect(run.order(id)).toMatchObject({ state: "PARTIALLY_FILLED", filledLots: 50 });
    expect(trace(run)).toEqual([
      ["accepted", 500, 0],
      ["trade", 100, 400],
      ["trade", 0, 100],
    ]);
  });

  test("fills at most its own size", () => {
    const { run } = resting("riskAverse", "50");
    const got = fills(run, (m) => m.at(30).trade("sell", "99.99", "12"));
    expect(got.map(({ sizeLots }) => sizeLots)).toEqual([700]);
  });

  test("on the other side it does nothing to us", () => {
    const { run } = resting();
    expect(fills(run, (m) => m.at(30).trade("buy", "99.99", "50"))).toEqual([]);
    expect(trace(run)).toEqual([["accepted", 500, 0]]);
  });

  test("stamped before we arrived it neither fills nor advances", () => {
    const { run } = resting();
    expect(fills(run, (m) => m.at(11).trade("sell", "99.99", "50"))).toEqual([]);
    expect(trace(run)).toEqual([["accepted", 500, 0]]);
  });

  test.each(["riskAverse", "touch"] as const)(
    "stamped before we arrived it fills nobody beyond our price either (%s)",
    (kind) => {
      const { run } = resting(kind);
      expect(fills(run, (m) => m.at(11).trade("sell", "99.98", "50").trade("sell", "99.99", "50"))).toEqual([]);
    },
  );

  test("that failed a sanity check is kept out", () => {
    const { run } = resting();
    expect(fills(run, (m) => m.at(30).suspectTrade("sell", "99.99", "50").suspectTrade("sell", "90.00", "50"))).toEqual(
      [],
    );
  });
});

describe("a trade and the book row that shows it", () => {
  test("advance us once when the trade comes first", () => {
    const { run } = resting("log");
    fills(run, (m) =>
      m
        .at(30)
        .trade("sell", "99.99", "3")
        .at(40)
        .book({ bids: [["99.99", "2"]] }),
    );
    expect(trace(run).at(-1)).toEqual(["trade", 200, 300]);
  });

  test("advance us once when the row comes first, and as a trade after all", () => {
    // 5 ahead, 5 behind by 25 ms; 4 go: as a cancel at p = 0.5 that is 2 from before us.
    const { run } = resting("log");
    const got = fills(run, (m) =>
      m
        .at(25)
        .book({ bids: [["99.99", "10"]] })
        .at(40)
        .book({ bids: [["99.99", "6"]] })
        .at(35)
        .trade("sell", "99.99", "4"),
    );
    expect(trace(run)).toEqual([
      ["accepted", 500, 0],
      ["cancel", 300, 200],
      ["trade", 100, 200],
    ]);
    expect(got).toEqual([]);
  });

  test("a late trade still fills who was first when it happened", () => {
    const { run } = resting("log");
    const got = fills(run, (m) =>
      m
        .at(25)
        .trade("sell", "99.99", "5")
        .at(26)
        .book({ bids: [["99.99", "0"]] })
        .at(40)
        .book({ bids: [["99.99", "3"]] })
        .at(50)
        .book({ bids: [["99.99", "2"]] })
        .at(45)
        .trade("sell", "99.99", "1"),
    );
    expect(got).toEqual([{ sizeLots: 100, priceTicks: 9_999, rule: "queue_reached", liquidity: "maker" }]);
  });

  test("a trade older than two rows of the level is not counted again", () => {
    const { run } = resting("riskAverse");
    fills(run, (m) =>
      m
        .at(30)
        .book({ bids: [["99.99", "4"]] })
        .at(40)
        .book({ bids: [["99.99", "3"]] })
        .at(28)
        .trade("sell", "99.99", "2"),
    );
    expect(trace(run).map(([, ahead]) => ahead)).toEqual([500, 400, 300]);
  });
});

describe("a change of depth at our price", () => {
  // 5 ahead and 5 behind, then 4 of the 10 go: DOMAIN.md 4 with p = 1, and p = 1/2 where back = ahead.
  test.each([
    ["riskAverse", 500],
    ["log", 300],
    ["power", 300],
    ["touch", 500],
  ] as const)("%s leaves %i lots ahead", (kind, ahead) => {
    const { run } = resting(kind);
    run.feed((m) =>
      m
        .at(30)
        .book({ bids: [["99.99", "10"]] })
        .at(40)
        .book({ bids: [["99.99", "6"]] }),
    );
    expect(run.engine.view().working[0]).toMatchObject({ aheadLots: ahead, behindLots: 600 - ahead });
  });

  test("the level gone with nothing passing leaves us first and unfilled", () => {
    const { run } = resting();
    expect(fills(run, (m) => m.at(30).book({ bids: [["99.99", "0"]] }))).toEqual([]);
    expect(trace(run).at(-1)).toEqual(["level_gone", 0, 500]);
  });

  test("stamped before we arrived it corrects what stands before us", () => {
    const { run } = resting();
    run.feed((m) => m.at(10).book({ bids: [["99.99", "8"]] }));
    expect(run.engine.view().working[0]).toMatchObject({ aheadLots: 800, behindLots: 0 });
    expect(trace(run).at(-1)).toEqual(["accepted", 800, 0]);
  });
});

describe("the market beyond our price", () => {
  test("a trade beyond fills us at our price, with no more than its size", () => {
    const { run, id } = resting();
    expect(fills(run, (m) => m.at(30).trade("sell", "99.98", "0.5"))).toEqual([
      { sizeLots: 50, priceTicks: 9_999, rule: "traded_through", liquidity: "maker" },
    ]);
    expect(trace(run).at(-1)).toEqual(["through", 0, 500]);
    expect(run.order(id).state).toBe("PARTIALLY_FILLED");
  });

  test("the other side passing our price fills the rest at our price", () => {
    const { run, id } = resting("riskAverse", "20");
    const got = fills(run, (m) =>
      m.at(30).book({
        bids: [
          ["99.99", "0"],
          ["99.98", "0"],
        ],
        asks: [["99.98", "1"]],
      }),
    );
    expect(got).toEqual([{ sizeLots: 2_000, priceTicks: 9_999, rule: "level_passed", liquidity: "maker" }]);
    expect(run.order(id).state).toBe("FILLED");
  });

  test("the other side exactly at our price gives us what it displays, once", () => {
    const { run } = resting("riskAverse", "20");
    const got = fills(run, (m) =>
      m
        .at(30)
        .book({ bids: [["99.99", "0"]], asks: [["99.99", "3"]] })
        .at(40)
        .book({ bids: [["99.90", "1"]] })
        .at(50)
        .book({ asks: [["99.99", "1"]] }),
    );
    expect(got.map(({ sizeLots, rule }) => [sizeLots, rule])).toEqual([
      [300, "level_passed"],
      [100, "level_passed"],
    ]);
  });

  test("a crossed book fills nobody", () => {
    const { run } = resting();
    expect(fills(run, (m) => m.at(30).book({ asks: [["99.98", "1"]] }))).toEqual([]);
  });
});

describe("touch", () => {
  test("any print at our price fills the whole order, whatever its size or side", () => {
    const { run } = resting("touch", "20");
    expect(fills(run, (m) => m.at(30).trade("buy", "99.99", "0.01"))).toEqual([
      { sizeLots: 2_000, priceTicks: 9_999, rule: "touch", liquidity: "maker" },
    ]);
  });
});

describe("our own orders at one price", () => {
  function two() {
    const { run, id: first } = resting();
    const second = run.submit(21, { side: "buy", size: "3", price: "99.99" });
    run.feed((m) => m.at(60).book({ bids: [["99.97", "2"]] }));
    return { run, first, second };
  }

  test("queue behind one another: what the first still wants counts as ahead of the second", () => {
    const { run, second } = two();
    expect(run.order(second)).toMatchObject({ aheadAtAcceptLots: 700 });
  });

  test("share one trade in order, and never more than its size", () => {
    const { run, first, second } = two();
    run.feed((m) => m.at(70).trade("sell", "99.99", "7.5")).timer(1_000);
    expect(run.fills(first).map(({ sizeLots }) => sizeLots)).toEqual([200]);
    expect(run.fills(second).map(({ sizeLots }) => sizeLots)).toEqual([50]);
    run.feed((m) => m.at(1_100).trade("sell", "99.99", "1")).timer(2_000);
    expect(run.fills(second).map(({ sizeLots }) => sizeLots)).toEqual([50, 100]);
  });

  test("the second moves up when the first is cancelled", () => {
    const { run, first, second } = two();
    run.command(70, { kind: "cancel", orderId: first });
    run.feed((m) => m.at(100).book({ bids: [["99.97", "3"]] }));
    expect(run.order(first).state).toBe("CANCELLED");
    expect(run.engine.view().working.find(({ id }) => id === second)).toMatchObject({ aheadLots: 500 });
    const last = run.of("trace").findLast(({ orderId }) => orderId === second)?.point;
    expect(last).toMatchObject({ cause: "cancel", aheadLots: 500, deltaLots: 200 });
  });

  test("a better price of ours is filled before a worse one", () => {
    const { run, id: worse } = resting();
    const better = run.submit(21, { side: "buy", size: "1", price: "100.00" });
    run.feed((m) => m.at(60).book({ bids: [["99.97", "2"]] }));
    run.feed((m) => m.at(70).trade("sell", "99.99", "6.5")).timer(1_000);
    expect(run.fills(better)).toMatchObject([{ sizeLots: 100, priceTicks: 10_000, rule: "traded_through" }]);
    expect(run.fills(worse)).toMatchObject([{ sizeLots: 50, priceTicks: 9_999 }]);
  });
});

describe("a lost book", () => {
  test("sends resting orders to the back of the queue at the next snapshot, and says so", () => {
    const { run, id } = resting();
    run.feed((m) => m.at(30).trade("sell", "99.99", "4").at(40).gap());
    // Trades at our price do not advance an order whose place is lost.
    expect(fills(run, (m) => m.at(50).trade("sell", "99.99", "9"))).toEqual([]);
    run.feed((m) => m.at(5_100).snapshot({ ...BOOK, bids: [["99.99", "7"]] }));
    expect(trace(run).slice(-2)).toEqual([
      ["trade", 100, 400],
      ["requeued", 700, 0],
    ]);
    expect(run.engine.view().working[0]).toMatchObject({ id, aheadLots: 700, behindLots: 0 });
    expect(run.of("risk").map(({ event }) => event.kind)).toEqual(["data_gap"]);
  });

  test("does not hide a trade beyond our price", () => {
    const { run } = resting();
    expect(fills(run, (m) => m.at(40).gap().at(50).trade("sell", "99.90", "9"))).toMatchObject([
      { sizeLots: 200, rule: "traded_through" },
    ]);
  });

  test("after a restart fills what the market has passed meanwhile, at our price", () => {
    const { run } = resting();
    run.restart(60_000);
    const snapshot = { bids: [["98.00", "1"]], asks: [["98.01", "1"]] } as const;
    expect(fills(run, (m) => m.at(60_100).snapshot(snapshot).at(66_000).trade("buy", "98.01", "1"))).toMatchObject([
      { sizeLots: 200, priceTicks: 9_999, rule: "level_passed" },
    ]);
  });

  test("a snapshot without a gap is one more change of depth", () => {
    const { run } = resting();
    run.feed((m) => m.at(30).snapshot({ ...BOOK, bids: [["99.99", "3"]] }));
    expect(trace(run).at(-1)).toEqual(["cancel", 300, 200]);
  });
});

test("trace points beyond 2,000 are summed by cause and given out when the order ends", () => {
  const run = new EngineRun().feed((m) => m.at(0).snapshot({ ...BOOK, bids: [["99.99", "1000"]] }));
  const big = run.submit(30, { side: "buy", size: "2", price: "99.99" });
  run.feed((m) => m.at(50).book({ bids: [["99.97", "2"]] }));
  run.feed((m) => {
    for (let i = 0; i < 2_500; i++) m.at(51 + i / 10).trade("sell", "99.99", "0.01");
  });
  const singly = run.of("trace").filter(({ orderId }) => orderId === big);
  expect(singly).toHaveLength(2_000);
  expect(run.engine.view().working[0]?.trace).toHaveLength(50);
  expect(run.engine.view().working[0]?.aheadLots).toBe(100_000 - 2_500);
  run.command(400, { kind: "cancel", orderId: big });
  run.timer(2_000);
  const points = run.of("trace").filter(({ orderId }) => orderId === big);
  expect(points.slice(2_000).map(({ point }) => [point.cause, point.deltaLots])).toEqual([["trade", 501]]);
});

test("the book that the desk reads is the one that was fed", () => {
  const { run } = resting();
  expect(run.engine.book(0).sizeAt(SIDE.bid, 9_999)).toBe(500);
  expect(() => run.engine.book(1)).toThrow(RangeError);
});
