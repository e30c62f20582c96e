import { describe, expect, test } from "vitest";
import { EngineClock } from "@/server/engine/kernel/clock";
import { EffectLog } from "@/server/engine/kernel/effect-log";
import { EngineRun, testSettings } from "@/server/testing/engine-run";
import { atMillis } from "@/server/testing/market-builder";
import { Ledger } from "./ledger";

const BOOK = { bids: [["99.99", "50"]], asks: [["100.01", "50"]] } as const;

const opened = () => new EngineRun().feed((m) => m.at(0).snapshot(BOOK));

/** Sets the touch, and waits until all is known. */
function quote(run: EngineRun, millis: number, { from, to }: { from: [string, string]; to: [string, string] }) {
  run.feed((m) =>
    m.at(millis).book({
      bids: [
        [from[0], "0"],
        [to[0], "50"],
      ],
      asks: [
        [from[1], "0"],
        [to[1], "50"],
      ],
    }),
  );
}

describe("ledger", () => {
  test("an entry that does not sum to zero, and cash below zero, are impossible states", () => {
    const clock = new EngineClock(42);
    const ledger = new Ledger({ clock: clock, effects: new EffectLog(), mayOwe: false });
    const at = atMillis(0);
    expect(() =>
      ledger.post({
        kind: "trade",
        at,
        cause: "fill-1",
        postings: [
          ["cash", 5n],
          ["capital", -4n],
        ],
      }),
    ).toThrow("ledger entry for fill-1 is out of balance by 1 atoms (event 0, seed 42)");
    expect(() =>
      ledger.post({
        kind: "trade",
        at,
        cause: "fill-2",
        postings: [
          ["cash", -5n],
          ["capital", 5n],
        ],
      }),
    ).toThrow("cash fell to -5 atoms by fill-2");
  });
});

describe("positions at average cost", () => {
  test("buys add to the cost, sales take out their share, the rest is realised", () => {
    const run = opened();
    run.submit(1, { side: "buy", size: "2" });
    run.timer(400);
    quote(run, 500, { from: ["99.99", "100.01"], to: ["102.99", "103.01"] });
    run.submit(501, { side: "buy", size: "1" });
    run.timer(900);
    // 2 × 100.01 + 103.01 = 303.03, 101.01 each; the mid is 103.00.
    expect(run.engine.view().positions).toMatchObject([
      { sizeLots: 300, costAtoms: 30_303_000_000n, realisedAtoms: 0n, unrealisedAtoms: 597_000_000n },
    ]);
    run.submit(901, { side: "sell", size: "1" });
    run.timer(1_300);
    // Sold at 102.99: 1.98 realised.
    expect(run.engine.view().positions).toMatchObject([
      { sizeLots: 200, costAtoms: 20_202_000_000n, realisedAtoms: 198_000_000n, unrealisedAtoms: 398_000_000n },
    ]);
    const { equity } = run.engine.view();
    // Fees: 0.1 % of 200.02, 103.01 and 102.99.
    expect(equity).toMatchObject({
      feesAtoms: 40_602_000n,
      realisedAtoms: 198_000_000n,
      inventoryAtoms: 20_202_000_000n,
    });
    expect(equity.equityAtoms).toBe(1_000_000_000_000n + 198_000_000n + 398_000_000n - 40_602_000n);
  });

  test("the last lot takes the rest of the cost, whatever was rounded before", () => {
    const run = opened();
    run.submit(1, { side: "buy", size: "0.07", price: "150.00" });
    expect(run.order("ord-1").reason).toBeNull();
    run.submit(2, { side: "buy", size: "0.23" });
    run.timer(400);
    for (const [i, size] of ["0.11", "0.13"].entries()) {
      run.submit(500 + i * 500, { side: "sell", size });
      run.timer(900 + i * 500);
    }
    run.submit(2_000, { side: "sell", size: "0.06" });
    run.timer(2_400);
    expect(run.engine.view().positions).toMatchObject([{ sizeLots: 0, costAtoms: 0n, openedAt: null }]);
    const realised = run.engine.view().equity.realisedAtoms;
    expect(run.of("roundTrip")[0]?.trip.pnlAtoms).toBe(realised - run.engine.view().equity.feesAtoms);
  });

  test("keep the last known mid while the book is unknown", () => {
    const run = opened();
    run.submit(1, { side: "buy", size: "2" });
    run.timer(400);
    run.feed((m) => m.at(500).gap());
    expect(run.engine.view().positions).toMatchObject([{ markHalfTicks: 20_000, unrealisedAtoms: -2_000_000n }]);
  });
});

test("a position keeps its mid while a snapshot is being taken in", () => {
  const run = opened();
  run.submit(1, { side: "buy", size: "2" });
  run.timer(400);
  quote(run, 500, { from: ["99.99", "100.01"], to: ["102.99", "103.01"] });
  run.market.at(600).snapshot(BOOK);
  run.engine.applyBlock(run.market.take(), 0, 2);
  expect(run.engine.view().positions).toMatchObject([{ markHalfTicks: 20_600 }]);
});

describe("round trips", () => {
  test("go from flat to flat, with all that belongs to them", () => {
    const run = opened();
    const first = run.submit(1, { side: "buy", size: "2" });
    run.timer(400);
    const second = run.submit(401, { side: "buy", size: "1" });
    run.timer(800);
    const third = run.submit(801, { side: "sell", size: "3" });
    run.timer(1_200);
    run.submit(1_201, { side: "buy", size: "1" });
    run.timer(1_600);
    const trips = run.of("roundTrip").map(({ trip }) => trip);
    // Bought 3 × 100.01, sold 3 × 99.99, fees 0.1 % of both.
    expect(trips).toMatchObject([
      {
        id: "trip-1",
        origin: "manual",
        maxSizeLots: 300,
        boughtLots: 300,
        boughtAtoms: 30_003_000_000n,
        soldAtoms: 29_997_000_000n,
        feesAtoms: 60_000_000n,
        pnlAtoms: -66_000_000n,
        orderIds: [first, second, third],
        fillIds: ["fill-1", "fill-2", "fill-3"],
        exitNote: null,
      },
    ]);
  });
});

describe("equity", () => {
  test("is sampled at whole seconds and at each fill; after a jump only the last second", () => {
    const run = opened();
    run.submit(1, { side: "buy", size: "2" });
    run.timer(2_500).timer(2_700).timer(10_300);
    const times = run.of("equity").map(({ sample }) => sample.at);
    expect(times).toEqual([atMillis(0), atMillis(2_000), atMillis(2_500), atMillis(10_000)]);
  });

  test("remembers what the UTC day opened with", () => {
    const run = opened();
    expect(run.engine.view().dayOpenEquityAtoms).toBe(1_000_000_000_000n);
    run.submit(1, { side: "buy", size: "2" });
    run.timer(1_000);
    const lost = run.engine.view().equity.equityAtoms;
    // `T0` is a midnight.
    run.timer(86_399_000);
    expect(run.engine.view().dayOpenEquityAtoms).toBe(1_000_000_000_000n);
    run.timer(86_400_000);
    expect(run.engine.view().dayOpenEquityAtoms).toBe(lost);
  });

  test("a desk opens with its balance, booked at its first event", () => {
    const run = new EngineRun(testSettings());
    run.timer(7_000);
    expect(run.of("ledger").map(({ entry }) => entry)).toMatchObject([
      { seq: 1, at: atMillis(7_000), kind: "opening", postings: [{ account: "cash" }, { account: "capital" }] },
    ]);
  });
});
