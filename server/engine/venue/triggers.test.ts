import { describe, expect, test } from "vitest";
import { at, holding, quietMarket, submit, trigger, wish } from "@/server/testing/conditional-run";
import { atMillis } from "@/server/testing/market-builder";

describe("a stop", () => {
  test("waits at the venue, and triggers at its price and not a tick before", () => {
    const run = holding();
    const id = submit(run, 100, wish({ side: "sell", type: "stop", size: "4", terms: trigger("99.50") }));
    run.feed((m) => m.at(120).trade("sell", "99.51", "1").at(130).trade("sell", "99.51", "1"));
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", triggeredAt: null, stopTicks: at("99.50") });
    run.feed((m) => m.at(200).trade("sell", "99.50", "1").at(260).trade("sell", "99.40", "1"));
    expect(run.order(id)).toMatchObject({ state: "FILLED", triggeredAt: atMillis(200), acceptedAt: atMillis(110) });
  });

  test("is known to be triggered a response later, never before", () => {
    const run = holding();
    const id = submit(run, 100, wish({ side: "sell", type: "stop", size: "4", terms: trigger("99.50") }));
    run.feed((m) => m.at(200).trade("sell", "99.50", "1").at(204).trade("sell", "99.50", "1"));
    expect(run.order(id).triggeredAt).toBeNull();
    run.timer(205);
    expect(run.order(id).triggeredAt).toBe(atMillis(200));
  });

  test("gaps: fills at what the market gives, not at its stop", () => {
    const run = holding();
    const id = submit(run, 100, wish({ side: "sell", type: "stop", size: "4", terms: trigger("99.50") }));
    run.feed((m) =>
      m
        .at(200)
        .book({
          bids: [
            ["99.90", "0"],
            ["99.80", "0"],
            ["99.00", "0"],
            ["98.00", "3"],
            ["97.50", "9"],
          ],
        })
        .at(201)
        .trade("sell", "98.00", "1")
        .at(300)
        .book({ bids: [["98.00", "2"]] }),
    );
    // The print took one of the three at 98.00: two are left there, the rest goes at 97.50.
    expect(run.fills(id).map(({ priceTicks, sizeLots }) => [priceTicks, sizeLots])).toEqual([
      [at("98.00"), 200],
      [at("97.50"), 200],
    ]);
  });

  test("takes no bid that the print has shown to be gone", () => {
    const run = holding();
    const id = submit(run, 100, wish({ side: "sell", type: "stop", size: "4", terms: trigger("99.85") }));
    // An aggressor swept 99.90 and hit 99.80; the book that shows it comes later.
    run.feed((m) =>
      m
        .at(200)
        .trade("sell", "99.90", "5")
        .trade("sell", "99.80", "2")
        .at(300)
        .book({
          bids: [
            ["99.90", "0"],
            ["99.80", "3"],
          ],
        }),
    );
    expect(run.fills(id).map(({ priceTicks, sizeLots }) => [priceTicks, sizeLots])).toEqual([
      [at("99.80"), 300],
      [at("99.00"), 100],
    ]);
  });

  test("does not look at doubtful prints, nor at those of before its arrival", () => {
    const run = holding();
    const id = submit(run, 100, wish({ side: "sell", type: "stop", size: "4", terms: trigger("99.50") }));
    run.feed((m) =>
      m
        .at(105)
        .trade("sell", "99.60", "1")
        .at(200)
        .suspectTrade("sell", "10.00", "1")
        .at(300)
        .trade("buy", "100.10", "1"),
    );
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", triggeredAt: null });
  });

  test("that is reached on arrival is refused as the venue would, with the numbers", () => {
    const run = holding();
    const id = submit(run, 100, wish({ side: "sell", type: "stop", size: "4", terms: trigger("100.00") }));
    run.feed((m) => m.at(200).trade("buy", "100.10", "1"));
    expect(run.order(id)).toMatchObject({
      state: "REJECTED",
      reason: { rule: "trigger_price", limit: "100.00", value: "100.00", distance: "0.00" },
    });
  });

  test("to buy triggers when the price rises to it; a take-profit the other way round", () => {
    const run = holding();
    const buy = submit(run, 100, wish({ side: "buy", type: "stop", size: "1", terms: trigger("101.00") }));
    const target = submit(run, 100, wish({ side: "sell", type: "take_profit", size: "1", terms: trigger("101.00") }));
    const dip = submit(run, 100, wish({ side: "buy", type: "take_profit", size: "1", terms: trigger("99.00") }));
    run.feed((m) =>
      m
        .at(200)
        .trade("buy", "101.00", "1")
        .at(300)
        .book({ asks: [["101.10", "5"]] })
        .at(400)
        .trade("buy", "101.20", "1"),
    );
    expect(run.order(buy).triggeredAt).toBe(atMillis(200));
    expect(run.order(target).triggeredAt).toBe(atMillis(200));
    expect(run.order(dip).triggeredAt).toBeNull();
    run.feed((m) => m.at(500).trade("sell", "99.00", "1").at(600).trade("sell", "99.00", "1"));
    expect(run.order(dip).triggeredAt).toBe(atMillis(500));
  });

  test("with a limit rests there once triggered, at the back of the queue", () => {
    const run = holding();
    const order = wish({ side: "sell", type: "stop_limit", size: "2", price: "99.90", terms: trigger("99.50") });
    const id = submit(run, 100, order);
    run.feed((m) =>
      m.at(190).book({
        bids: [
          ["99.90", "0"],
          ["99.80", "0"],
          ["99.40", "5"],
        ],
        asks: [["99.90", "3"]],
      }),
    );
    run.feed((m) =>
      m
        .at(200)
        .trade("sell", "99.50", "1")
        .at(300)
        .book({ bids: [["99.30", "5"]] }),
    );
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", triggeredAt: atMillis(200), aheadLots: 300 });
    run.feed((m) => m.at(400).trade("buy", "99.90", "5").at(500).trade("sell", "99.40", "1"));
    expect(run.fills(id)).toMatchObject([{ liquidity: "maker", sizeLots: 200, priceTicks: at("99.90") }]);
  });

  test("can be taken back while it waits; a cancel that comes after the trigger comes too late", () => {
    const run = holding();
    const a = submit(run, 100, wish({ side: "sell", type: "stop", size: "1", terms: trigger("99.50") }));
    const b = submit(run, 100, wish({ side: "sell", type: "stop", size: "1", terms: trigger("99.00") }));
    run.feed((m) => m.at(150).trade("buy", "100.00", "1"));
    run.command(192, { kind: "cancel", orderId: a });
    run.command(192, { kind: "cancel", orderId: b });
    run.feed((m) =>
      m.at(200).trade("sell", "99.50", "1").at(300).trade("sell", "99.40", "1").at(400).trade("sell", "98.00", "1"),
    );
    expect(run.order(a)).toMatchObject({ state: "FILLED" });
    expect(run.order(b)).toMatchObject({ state: "CANCELLED", reason: { rule: "cancelled_by_user" } });
  });

  test("waits for the book when it triggers while that is unknown", () => {
    const run = holding();
    const id = submit(run, 100, wish({ side: "sell", type: "stop", size: "2", terms: trigger("99.50") }));
    run.feed((m) => m.at(200).gap().at(250).trade("sell", "99.50", "1").at(700).trade("sell", "99.40", "1"));
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", triggeredAt: atMillis(250) });
    run.feed((m) =>
      m
        .at(800)
        .snapshot({ bids: [["99.30", "5"]], asks: [["99.50", "5"]] })
        .at(1_100)
        .trade("sell", "99.30", "1"),
    );
    expect(run.fills(id)).toMatchObject([{ priceTicks: at("99.30"), at: atMillis(800), liquidity: "taker" }]);
  });

  test("may change its size, and its limit, while it waits; a market one has no limit to change", () => {
    const run = holding();
    const id = submit(run, 100, wish({ side: "sell", type: "stop", size: "2", terms: trigger("99.50") }));
    run.feed((m) => m.at(150).trade("buy", "100.00", "1"));
    expect(
      run.command(160, { kind: "amend", orderId: id, limitTicks: at("99.00"), sizeLots: null }).reason,
    ).toMatchObject({ rule: "tick_size" });
    run.command(170, { kind: "amend", orderId: id, limitTicks: null, sizeLots: 300 as never });
    run.feed((m) => m.at(250).trade("buy", "100.00", "1"));
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", sizeLots: 300 });
  });
});

describe("before it is sent", () => {
  const cases = [
    ["a trigger is needed", wish({ side: "sell", type: "stop", size: "1" }), "trigger_price"],
    [
      "a limit order has none",
      wish({ side: "sell", type: "limit", price: "101", size: "1", terms: trigger("99") }),
      "trigger_price",
    ],
    [
      "spot has no mark",
      wish({ side: "sell", type: "stop", size: "1", terms: { trigger: { ticks: at("99"), by: "mark" } } }),
      "trigger_price",
    ],
    ["a trail needs a distance", wish({ side: "sell", type: "trailing_stop", size: "1" }), "trail"],
    [
      "of at most 50 %",
      wish({
        side: "sell",
        type: "trailing_stop",
        size: "1",
        terms: { trail: { distance: { ppm: 500_001 }, activationTicks: null, by: "last" } },
      }),
      "trail",
    ],
    [
      "a stop limit needs its limit",
      wish({ side: "sell", type: "stop_limit", size: "1", terms: trigger("99") }),
      "tick_size",
    ],
    ["holdings are set aside", wish({ side: "sell", type: "stop", size: "5", terms: trigger("99") }), "holdings"],
    // 200 at 101 with the fee is more than the 9,600 left.
    ["cash is, at the trigger", wish({ side: "buy", type: "stop", size: "200", terms: trigger("101") }), "cash"],
  ] as const;
  test.each(cases)("%s", (_name, order, rule) => {
    expect(holding().command(100, { kind: "submit", order }).reason).toMatchObject({ rule });
  });

  test("a stop-market buy sets its cash aside with the market margin, and may not spend more", () => {
    const run = quietMarket();
    submit(run, 100, wish({ side: "buy", type: "stop", size: "50", terms: trigger("101") }));
    // 50 × 101 = 5,050 and 0.1 % = 5,055.05, two per cent more of it: 5,156 and a bit are gone.
    const rest = wish({ side: "buy", type: "limit", price: "100", size: "48.5" });
    expect(run.command(101, { kind: "submit", order: rest }).reason).toMatchObject({ rule: "cash" });
    expect(run.command(102, { kind: "submit", order: { ...rest, sizeLots: 4_830 as never } }).reason).toBeNull();
  });
});
