import { describe, expect, test } from "vitest";
import { ABC, EngineRun, fixedLatency, testSettings, XYZ } from "@/server/testing/engine-run";
import { atMillis } from "@/server/testing/market-builder";

const BOOK = { bids: [["99.99", "5"]], asks: [["100.01", "4"]] } as const;
/** A row that touches no order, to let time pass at the venue. */
const FAR = { bids: [["90.00", "1"]] } as const;

const opened = (settings = testSettings()) => new EngineRun(settings).feed((m) => m.at(0).snapshot(BOOK));

describe("an order arrives an entry latency after its decision", () => {
  test("before the first event of its instrument that is stamped later", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "1", price: "99.99" });
    expect(run.order(id).arrivesAt).toBe(atMillis(11));
    run.feed((m) => m.at(11).book({ bids: [["99.99", "6"]] }));
    run.feed((m) => m.at(11.001).book({ bids: [["99.99", "7"]] }));
    run.feed((m) => m.at(17).book(FAR));
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", aheadAtAcceptLots: 600, acceptedAt: atMillis(11) });
  });

  test("or, in a quiet instrument, once the watermark has passed its arrival", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "1", price: "99.99" });
    run.timer(260);
    expect(run.order(id).state).toBe("SUBMITTED");
    run.timer(261);
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", acceptedAt: atMillis(11), acknowledgedAt: atMillis(261) });
  });

  test("whatever another instrument does meanwhile", () => {
    const run = new EngineRun(testSettings({ instruments: [ABC, XYZ] }));
    run.feed((m) => m.on(0).at(0).snapshot(BOOK).on(1).snapshot(BOOK));
    const id = run.submit(1, { side: "buy", size: "1", price: "99.99" });
    run.feed((m) => m.on(1).at(100).book(FAR));
    expect(run.order(id).state).toBe("SUBMITTED");
    run.feed((m) => m.on(0).at(101).book(FAR));
    run.feed((m) => m.on(0).at(117).book(FAR));
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", acceptedAt: atMillis(11) });
  });

  test("not in the past when our clock is behind the venue's", () => {
    const run = new EngineRun();
    run.feed((m) => m.feedLatency(-1_250).at(0).snapshot(BOOK));
    const id = run.submit(-1_200, { side: "buy", size: "1", price: "99.99" });
    expect(run.order(id)).toMatchObject({ decidedAt: atMillis(0), arrivesAt: atMillis(10) });
  });

  test("a clock that failed its check does not carry time away", () => {
    const run = opened();
    run.feed((m) => m.at(1_000_000_000).feedLatency(-999_999_980).suspectTrade("sell", "99.99", "1"));
    expect(run.engine.now()).toBe(atMillis(20));
    const id = run.submit(21, { side: "buy", size: "1", price: "99.99" });
    run.feed((m) => m.suspectTrade("sell", "99.99", "1"));
    run.feed((m) =>
      m
        .at(30)
        .feedLatency(0)
        .book({ bids: [["99.99", "6"]] }),
    );
    run.feed((m) => m.at(50).book(FAR).at(60).book(FAR));
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", acceptedAt: atMillis(31), aheadAtAcceptLots: 600 });
    expect(run.engine.now()).toBe(atMillis(60));
  });
});

describe("the desk knows a response latency later", () => {
  test("of fills: order, ledger and position change only then", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "1" });
    run.feed((m) => m.at(12).book(FAR));
    expect(run.fills()).toEqual([]);
    expect(run.engine.view().positions[0]?.sizeLots).toBe(0);
    run.feed((m) => m.at(15.999).book(FAR));
    expect(run.order(id).state).toBe("SUBMITTED");
    run.feed((m) => m.at(16).book(FAR));
    expect(run.fills()).toMatchObject([{ at: atMillis(11), knownAt: atMillis(16), midHalfTicks: 20_000 }]);
    expect(run.engine.view().positions[0]?.sizeLots).toBe(100);
  });

  test("so a cancel can come too late, and says so", () => {
    const run = opened(testSettings({ responseLatency: fixedLatency(40) }));
    const id = run.submit(1, { side: "buy", size: "1" });
    run.command(20, { kind: "cancel", orderId: id });
    run.timer(500);
    expect(run.order(id)).toMatchObject({ state: "FILLED", filledLots: 100 });
    expect(run.of("orderEvent").map(({ event }) => event.text.split(":")[0])).toEqual([
      "sent",
      "cancel requested",
      "reached the venue",
      "filled 1 ABC at 100.01",
    ]);
  });

  test("and a cancel that is on its way does not stop a trade that comes first", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "1", price: "99.99" });
    run.feed((m) => m.at(50).book(FAR));
    run.command(51, { kind: "cancel", orderId: id });
    run.feed((m) => m.at(60).trade("sell", "99.99", "5.5").at(62).trade("sell", "99.99", "9").at(70).book(FAR));
    run.timer(500);
    expect(run.order(id)).toMatchObject({ state: "CANCELLED", filledLots: 50, reason: { rule: "cancelled_by_user" } });
  });
});

describe("a cancel", () => {
  test("is sent once however often it is asked for, and does not overtake its order", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "1", price: "99.99" });
    expect(run.command(2, { kind: "cancel", orderId: id }).accepted).toBe(true);
    expect(run.command(3, { kind: "cancel", orderId: id }).accepted).toBe(true);
    run.timer(1_000);
    expect(run.order(id)).toMatchObject({ state: "CANCELLED", acceptedAt: atMillis(11), closedAt: atMillis(1_000) });
    expect(run.of("orderEvent").filter(({ event }) => event.text.startsWith("cancel requested"))).toHaveLength(1);
  });

  test("that draws a shorter latency waits for its order to arrive", () => {
    const wide = { minMicros: 1_000, maxMicros: 200_000, spikeShare: 0, spikeFactorMin: 1, spikeFactorMax: 1 };
    for (let seed = 0; seed < 30; seed++) {
      const run = opened(testSettings({ seed, entryLatency: wide }));
      const id = run.submit(1, { side: "buy", size: "1", price: "99.99" });
      run.command(2, { kind: "cancel", orderId: id });
      run.timer(1_000);
      expect(run.order(id)).toMatchObject({ state: "CANCELLED", acceptedAt: run.order(id).arrivesAt });
    }
  });

  test("of a final or unknown order is refused", () => {
    const run = opened();
    expect(run.command(1, { kind: "cancel", orderId: "ord-9" })).toMatchObject({
      accepted: false,
      reason: { rule: "unknown_order" },
    });
  });

  test("reaches an order that still waits for its book to be known again", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "1", price: "99.99" });
    run.feed((m) => m.at(5).gap());
    run.command(30, { kind: "cancel", orderId: id });
    run.timer(1_000);
    expect(run.order(id)).toMatchObject({ state: "CANCELLED", acceptedAt: null });
  });
});

test("an order that arrives during a gap is executed on the next snapshot, at its time", () => {
  const run = opened();
  const id = run.submit(1, { side: "buy", size: "1", price: "99.99" });
  run.feed((m) => m.at(5).gap());
  run.timer(1_000);
  expect(run.order(id).state).toBe("SUBMITTED");
  run.feed((m) => m.at(1_500).snapshot(BOOK).at(1_600).book(FAR).at(1_700).book(FAR));
  expect(run.order(id)).toMatchObject({ state: "ACCEPTED", acceptedAt: atMillis(1_500), aheadAtAcceptLots: 500 });
});

test("an order that was on its way at a restart meets the first book known after it, not the last before", () => {
  const run = opened();
  const id = run.submit(1, { side: "buy", size: "1" });
  run.restart(60_000);
  run.timer(61_000);
  expect(run.order(id).state).toBe("SUBMITTED");
  const later = { bids: [["104.99", "5"]], asks: [["105.01", "4"]] } as const;
  run.feed((m) => m.at(61_100).snapshot(later).at(61_200).book(FAR).at(61_300).book(FAR));
  expect(run.fills(id)).toMatchObject([{ priceTicks: 10_501, at: atMillis(61_100) }]);
});

describe("amend", () => {
  function resting() {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "3", price: "99.99" });
    run.feed((m) => m.at(20).trade("sell", "99.99", "2").at(30).book(FAR));
    return { run, id };
  }
  const settle = (run: EngineRun) => run.feed((m) => m.at(70).book(FAR)).feed((m) => m.at(90).book(FAR));

  test("to a smaller size keeps the place", () => {
    const { run, id } = resting();
    run.command(31, { kind: "amend", orderId: id, limitTicks: null, sizeLots: 200 as never });
    settle(run);
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", sizeLots: 200, aheadLots: 300 });
  });

  test.each([
    ["a larger size", { limitTicks: null, sizeLots: 400 }, 500],
    ["another price", { limitTicks: 9_998, sizeLots: null }, 0],
  ])("to %s loses it", (_, change, ahead) => {
    const { run, id } = resting();
    run.command(31, { kind: "amend", orderId: id, ...(change as { limitTicks: never; sizeLots: never }) });
    settle(run);
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", aheadLots: ahead });
    expect(run.of("trace").at(-1)?.point).toMatchObject({ cause: "amended", aheadLots: ahead });
  });

  test("into the other side takes, as a new order would", () => {
    const { run, id } = resting();
    run.command(31, { kind: "amend", orderId: id, limitTicks: 10_001 as never, sizeLots: null });
    settle(run);
    expect(run.fills(id)).toMatchObject([{ priceTicks: 10_001, sizeLots: 300, liquidity: "taker" }]);
    expect(run.order(id).state).toBe("FILLED");
  });

  test("of a post-only order into the other side is refused and leaves it as it was", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "3", price: "99.99", postOnly: true });
    run.feed((m) => m.at(30).book(FAR));
    run.command(31, { kind: "amend", orderId: id, limitTicks: 10_001 as never, sizeLots: null });
    settle(run);
    expect(run.engine.view().working).toMatchObject([{ id, state: "ACCEPTED", limitTicks: 9_999, aheadLots: 500 }]);
    expect(run.of("orderEvent").at(-1)?.event).toMatchObject({ reason: { rule: "post_only_would_cross" } });
  });

  test("below what had filled when it arrived closes the order, and says so", () => {
    const { run, id } = resting();
    run.command(31, { kind: "amend", orderId: id, limitTicks: null, sizeLots: 100 as never });
    run.feed((m) => m.at(40).trade("sell", "99.99", "5"));
    settle(run);
    expect(run.order(id)).toMatchObject({ state: "CANCELLED", filledLots: 200, reason: { rule: "replaced" } });
  });

  test.each([
    ["the cash", { limitTicks: null, sizeLots: 20_000 }, "cash"],
    ["whole lots", { limitTicks: null, sizeLots: 1.5 }, "lot_size"],
    ["a positive price", { limitTicks: 0, sizeLots: null }, "tick_size"],
    ["the minimum", { limitTicks: null, sizeLots: 5 }, "min_notional"],
    ["a change", { limitTicks: null, sizeLots: null }, "unknown_order"],
  ])("beyond %s is refused at once", (_, change, rule) => {
    const { run, id } = resting();
    const amend = { kind: "amend", orderId: id, ...(change as { limitTicks: never; sizeLots: never }) } as const;
    expect(run.command(31, amend)).toMatchObject({ accepted: false, reason: { rule } });
  });
});

describe("markouts", () => {
  test("compare the mid after each horizon with the fill, by the book before any later event", () => {
    const run = opened();
    run.submit(1, { side: "buy", size: "1" });
    run.feed((m) => {
      m.at(100).book({ bids: [["100.00", "5"]] });
      m.at(111).book({
        bids: [["100.01", "0"]],
        asks: [
          ["100.01", "0"],
          ["100.05", "5"],
        ],
      });
      m.at(112).book({ asks: [["100.99", "5"]] });
      m.at(1_500).book({ bids: [["99.90", "1"]] });
    });
    // Filled at 11 ms at 100.01. Due at 111 ms: mid (100.00 + 100.05) / 2; at 1,011 ms the same.
    expect(run.of("markout").map(({ markout }) => [markout.horizonMicros, markout.at, markout.midHalfTicks])).toEqual([
      [100_000, atMillis(111), 20_005],
      [1_000_000, atMillis(1_011), 20_005],
    ]);
    // (100.025 − 100.01) / 100.01 in bps.
    expect(run.of("markout")[0]?.markout.bps).toBeCloseTo(1.49985, 5);
  });

  test("wait for the desk to know of the fill", () => {
    const run = opened(testSettings({ responseLatency: fixedLatency(300) }));
    run.submit(1, { side: "buy", size: "1" });
    run.feed((m) =>
      m
        .at(200)
        .book({ bids: [["100.00", "5"]] })
        .at(250)
        .book(FAR),
    );
    expect(run.of("markout")).toEqual([]);
    run.timer(400);
    expect(run.of("markout").map(({ markout }) => [markout.fillId, markout.at, markout.midHalfTicks])).toEqual([
      ["fill-1", atMillis(111), 20_000],
    ]);
  });

  test("of a sale are positive when the price falls", () => {
    const run = opened();
    run.submit(1, { side: "buy", size: "1" });
    run.timer(300);
    run.submit(301, { side: "sell", size: "1" });
    run.feed((m) =>
      m
        .at(330)
        .book({
          bids: [
            ["99.99", "0"],
            ["99.00", "1"],
          ],
        })
        .at(500)
        .book(FAR),
    );
    const sale = run
      .of("markout")
      .find(({ markout }) => markout.orderId === "ord-2" && markout.horizonMicros === 100_000);
    expect(sale?.markout.bps).toBeGreaterThan(0);
  });

  test("are left out where the book was unknown", () => {
    const run = opened();
    run.submit(1, { side: "buy", size: "1" });
    run.feed((m) => m.at(50).gap().at(500).snapshot(BOOK));
    run.timer(2_000);
    expect(run.of("markout").map(({ markout }) => markout.horizonMicros)).toEqual([1_000_000]);
  });
});
