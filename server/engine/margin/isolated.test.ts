import { describe, expect, test } from "vitest";
import { PerpRun, plain } from "@/server/testing/perp-run";
import { LINEAR } from "@/server/testing/perpetuals";

const MARGIN = `margin:${LINEAR.id}` as const;
/** 99.99 to 100.00, 50 a side; the mark is said only where a test says it. */
const opened = () => new PerpRun().feed((m) => m.at(0).snapshot({ bids: [["99.99", "50"]], asks: [["100.00", "50"]] }));
const longTen = () => {
  const run = opened();
  run.submit(1, { side: "buy", size: "10", spec: LINEAR });
  return run.timer(500);
};

describe("an isolated position, 10 times leverage", () => {
  test("is opened with a tenth of its notional set aside, and the fee from the cash", () => {
    const run = longTen();
    // 10 × 100 = 1,000: 100 of margin, 0.05 % fee; the mid of 99.995 takes 0.05 off.
    expect(run.balances("cash", MARGIN, "fees", "realised")).toEqual(["9899.5", "100", "0.5", "0"]);
    const { equity } = run.engine.view();
    expect([equity.equityAtoms, equity.marginAtoms, equity.unrealisedAtoms].map(plain)).toEqual([
      "9999.45",
      "100",
      "-0.05",
    ]);
  });

  test("is valued at the mark price once there is one, to a millionth of a tick", () => {
    const run = longTen().feed((m) => m.at(600).mark("101.50000001"));
    expect(plain(run.position().unrealisedAtoms ?? 0n)).toBe("15.0000001");
    expect(run.position().margin).toMatchObject({ mode: "isolated", leverage: 10, liquidationTicks: 9_046 });
  });

  test("gives back its share of the margin as it is closed, less the loss", () => {
    const run = longTen();
    run.submit(600, { side: "sell", size: "4", spec: LINEAR });
    run.timer(1_100);
    // 4 × −0.01 = −0.04; of 100 − 0.04 six tenths of 100 stay. Fee 0.05 % of 399.96.
    expect(run.balances("cash", MARGIN, "realised", "fees")).toEqual(["9939.26002", "60", "0.04", "0.69998"]);
    expect(run.position()).toMatchObject({ sizeLots: 6_000, costAtoms: 60_000_000_000n });
  });

  test("is called when thin, once, and again only after it was well", () => {
    const run = longTen();
    // At 90.60: 100 − 94 = 6, below 1.5 × 0.5 % of 906 = 6.795; at 95.00 it is well again.
    for (const [at, mark] of [
      [600, "90.60"],
      [700, "90.59"],
      [800, "95.00"],
      [900, "90.60"],
    ] as const) {
      run.feed((m) => m.at(at).mark(mark));
    }
    run.timer(1_500);
    expect(run.riskKinds()).toEqual(["margin_call", "margin_call"]);
  });
});

describe("liquidation", () => {
  const falling = () =>
    longTen().feed((m) =>
      m.at(600).book({
        bids: [
          ["99.99", "0"],
          ["90.40", "4"],
          ["90.00", "20"],
        ],
      }),
    );

  test("comes at the mark where margin is maintenance, not before", () => {
    // At 90.46: 100 − 95.4 = 4.6 against 0.5 % of 904.6 = 4.523. At 90.45: 4.5 against 4.5225.
    const run = falling().feed((m) => m.at(700).mark("90.46"));
    run.timer(1_100);
    expect(run.position().sizeLots).toBe(10_000);
    run.feed((m) => m.at(1_200).mark("90.45"));
    run.timer(1_300);
    expect(run.position().sizeLots).toBe(0);
  });

  test("walks the book at that moment, takes its fee out of what is left, and the fund bears the rest", () => {
    const run = falling().feed((m) => m.at(700).mark("90.45"));
    run.timer(1_100);
    const order = run.of("order").findLast(({ order: { role } }) => role === "liquidation")?.order;
    expect(order).toMatchObject({ origin: "liquidation", side: "sell", state: "FILLED", terms: { reduceOnly: true } });
    const fills = run.fills(order?.id);
    expect(fills.map(({ priceTicks, sizeLots }) => [priceTicks, sizeLots])).toEqual([
      [9_040, 4_000],
      [9_000, 6_000],
    ]);
    // At the venue at the moment of the mark; known a response latency of 5 ms later.
    expect(fills.map(({ at, knownAt }) => knownAt - at)).toEqual([5_000, 5_000]);
    // 4 × −9.60 = −38.40 and 1.25 % of 361.60 = 4.52 leave 57.08; 6 × −10 = −60 is 2.92 more than that.
    expect(fills.map(({ feeAtoms }) => plain(feeAtoms))).toEqual(["4.52", "0"]);
    expect(run.balances("cash", MARGIN, "insurance", "realised", "fees")).toEqual([
      "9899.5",
      "0",
      "-2.92",
      "98.4",
      "5.02",
    ]);
    expect(run.riskKinds()).toEqual(["liquidation"]);
  });

  test("cancels what works in the instrument first", () => {
    const run = falling();
    const resting = run.submit(610, { side: "buy", size: "1", price: "80.00", spec: LINEAR });
    run.timer(900);
    expect(run.order(resting).state).toBe("ACCEPTED");
    run.feed((m) => m.at(1_000).mark("90.45"));
    run.timer(1_300);
    expect(run.order(resting)).toMatchObject({ state: "CANCELLED", reason: { rule: "liquidation" } });
  });

  test("goes on with the next update of the book when there are not enough buyers", () => {
    const run = longTen().feed((m) =>
      m
        .at(600)
        .book({
          bids: [
            ["99.99", "0"],
            ["90.40", "3"],
          ],
        })
        .at(700)
        .mark("90.45")
        .at(800)
        .trade("buy", "100.00", "1"),
    );
    run.timer(900);
    // Three were there and are taken: the same level does not sell them again.
    expect(run.position().sizeLots).toBe(7_000);
    run.feed((m) => m.at(1_000).book({ bids: [["90.30", "40"]] }));
    run.timer(1_500);
    expect(run.position().sizeLots).toBe(0);
    expect(
      run.of("order").filter(({ order: { role, state } }) => role === "liquidation" && state === "CANCELLED"),
    ).toHaveLength(1);
  });

  test("waits while the book is unknown", () => {
    const run = longTen().feed((m) => m.at(600).gap().at(700).mark("80.00"));
    run.timer(1_100);
    expect(run.position().sizeLots).toBe(10_000);
    run.feed((m) => m.at(1_200).snapshot({ bids: [["80.00", "50"]], asks: [["80.01", "50"]] }));
    run.timer(1_700);
    expect(run.position().sizeLots).toBe(0);
    // 10 × −20 is 100 more than the margin.
    expect(run.balances("cash", MARGIN, "insurance")).toEqual(["9899.5", "0", "-100"]);
  });

  test("without a mark price the mid decides", () => {
    const run = longTen().feed((m) =>
      m.at(600).book({
        bids: [
          ["99.99", "0"],
          ["90.00", "50"],
        ],
        asks: [
          ["100.00", "0"],
          ["90.92", "50"],
        ],
      }),
    );
    run.timer(1_100);
    expect(run.position().sizeLots).toBe(10_000);
    // The mid goes from 90.46 to 90.45.
    run.feed((m) =>
      m.at(1_200).book({
        asks: [
          ["90.92", "0"],
          ["90.90", "50"],
        ],
      }),
    );
    run.timer(1_700);
    expect(run.position().sizeLots).toBe(0);
  });

  test("the round trip has what was bought, sold and charged", () => {
    const run = falling().feed((m) => m.at(700).mark("90.45"));
    run.timer(1_100);
    const [trip] = run.of("roundTrip").map(({ trip: one }) => one);
    // 901.60 − 1,000 − 5.02; what the fund bore is no profit of the trip.
    expect(plain(trip?.pnlAtoms ?? 0n)).toBe("-103.42");
  });
});
