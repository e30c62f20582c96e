import { describe, expect, test } from "vitest";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { draft, EngineRun, testSettings } from "@/server/testing/engine-run";
import { ScriptedStrategy } from "@/server/testing/scripted-strategy";

const BOOK = { bids: [["99.99", "50"]], asks: [["100.01", "50"]] } as const;

function opened(risk: Partial<RiskSettings> = {}) {
  const settings = testSettings({ risk: { ...testSettings().risk, ...risk } });
  return new EngineRun(settings).feed((m) => m.at(0).snapshot(BOOK));
}

/** A desk that holds 10 ABC. */
function holding(risk: Partial<RiskSettings> = {}) {
  const run = opened(risk);
  run.submit(1, { side: "buy", size: "10" });
  return run.timer(400);
}

type Wish = Parameters<EngineRun["submit"]>[1];
const refusal = (run: EngineRun, wish: Wish, millis = 500) => run.order(run.submit(millis, wish)).reason;

describe("each rule names its limit, the value and the distance", () => {
  test("an instrument that the desk does not trade leaves no order", () => {
    const run = opened();
    const order = { instrumentId: "test:NOPE", side: "buy", type: "market", timeInForce: "GTC" } as const;
    const rest = { postOnly: false, limitTicks: null, sizeLots: 1 as never };
    expect(run.command(1, { kind: "submit", order: { ...order, ...rest } })).toMatchObject({
      accepted: false,
      orderId: null,
      reason: { rule: "unknown_instrument", value: "test:NOPE" },
    });
    expect(run.of("order")).toEqual([]);
  });

  test("lot size", () => {
    const run = opened();
    for (const [sizeLots, distance] of [
      [0, "1"],
      [1.5, "-0.5"],
      [-3, "4"],
    ] as const) {
      const order = { ...LIMIT, limitTicks: 9_999 as never, sizeLots: sizeLots as never };
      expect(run.command(1, { kind: "submit", order }).reason).toMatchObject({
        rule: "lot_size",
        limit: "1",
        distance,
      });
    }
  });

  test.each([
    ["no price", null],
    ["zero", 0],
    ["a fraction", 99.5],
    ["below zero", -5],
  ])("tick size: %s", (_, limitTicks) => {
    const order = { ...LIMIT, limitTicks: limitTicks as never, sizeLots: 100 as never };
    expect(opened().command(1, { kind: "submit", order }).reason).toMatchObject({ rule: "tick_size" });
  });

  test("a market order has no price", () => {
    const order = { ...LIMIT, type: "market", limitTicks: 5 as never, sizeLots: 100 as never } as const;
    expect(opened().command(1, { kind: "submit", order }).reason).toMatchObject({ rule: "tick_size" });
  });

  test("post-only must be able to rest", () => {
    const wish = { side: "buy", size: "1", price: "99.99", tif: "IOC", postOnly: true } as const;
    expect(refusal(opened(), wish)).toMatchObject({ rule: "post_only_would_cross", value: "limit IOC" });
  });

  test("minimum notional", () => {
    expect(refusal(opened(), { side: "buy", size: "0.1", price: "99.99" })).toMatchObject({
      rule: "min_notional",
      limit: "10.00 USDT",
      value: "9.999 USDT",
      distance: "0.001 USDT",
    });
    expect(refusal(opened(), { side: "buy", size: "0.1", price: "100.00" })).toBeNull();
  });

  test("minimum notional does not hold back the last of a position", () => {
    const run = holding();
    run.submit(500, { side: "sell", size: "9.95" });
    run.timer(1_000);
    expect(refusal(run, { side: "sell", size: "0.04" }, 1_001)).toMatchObject({ rule: "min_notional" });
    expect(refusal(run, { side: "sell", size: "0.05" }, 1_002)).toBeNull();
  });

  test("position cap: a share of equity, with what is held and what is being bought", () => {
    const run = holding({ positionCapPpm: 250_000 });
    // Held 10 × 100.00 = 1,000. Working 990 with 0.99 fee and 1,000 lots' roundings of an atom. Equity: 10,000
    // less 0.10 of half spread and 1.0001 of fee, 25 % of it. The order: 5.2 × 99.00 = 514.80.
    run.submit(500, { side: "buy", size: "10", price: "99.00" });
    expect(refusal(run, { side: "buy", size: "5.2", price: "99.00" })).toMatchObject({
      rule: "position_cap",
      limit: "2,499.724975 USDT",
      value: "2,504.80 USDT",
    });
    expect(refusal(run, { side: "buy", size: "5", price: "99.00" })).toBeNull();
  });

  test("open orders", () => {
    const run = opened({ openOrdersMax: 2 });
    for (const price of ["98.00", "97.00"]) expect(refusal(run, { side: "buy", size: "1", price })).toBeNull();
    expect(refusal(run, { side: "buy", size: "1", price: "96.00" })).toMatchObject({
      rule: "open_orders",
      limit: "2",
      value: "3",
      distance: "1",
    });
  });

  test("orders per minute, over a window that slides", () => {
    const run = opened({ ordersPerMinuteMax: 2 });
    const wish = { side: "buy", size: "1", price: "98.00" } as const;
    expect(refusal(run, wish, 1_000)).toBeNull();
    expect(refusal(run, wish, 31_000)).toBeNull();
    run.feed((m) => m.at(31_001).book({ bids: [["90.00", "1"]] }));
    expect(refusal(run, wish, 60_999)).toMatchObject({ rule: "order_rate", limit: "2", value: "3", distance: "1" });
    run.feed((m) => m.at(61_000).book({ bids: [["90.00", "1"]] }));
    expect(refusal(run, wish, 61_000)).toBeNull();
  });

  test("cash: what other buys have set aside is not there twice", () => {
    const run = opened();
    expect(refusal(run, { side: "buy", size: "60", price: "99.00" })).toBeNull();
    // 60 × 99 = 5,940, with 0.1 % 5,945.94, and 6,000 lots' roundings of an atom; 41 × 99 = 4,059 alike.
    const reason = refusal(run, { side: "buy", size: "41", price: "99.00" });
    expect(reason).toMatchObject({
      rule: "cash",
      limit: "4,054.05994 USDT",
      value: "4,063.059041 USDT",
      distance: "8.999101 USDT",
    });
    expect(refusal(run, { side: "buy", size: "40", price: "99.00" })).toBeNull();
  });

  test("cash comes back when a buy is cancelled", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "60", price: "99.00" });
    run.command(500, { kind: "cancel", orderId: id });
    expect(refusal(run, { side: "buy", size: "60", price: "99.00" }, 501)).toMatchObject({ rule: "cash" });
    run.timer(1_000);
    expect(refusal(run, { side: "buy", size: "60", price: "99.00" }, 1_001)).toBeNull();
  });

  test("cash: an amend that is on its way is paid for", () => {
    const run = opened();
    const id = run.submit(1, { side: "buy", size: "10", price: "99.00" });
    run.timer(400);
    expect(run.command(500, { kind: "amend", orderId: id, limitTicks: null, sizeLots: 6_000 as never }).accepted).toBe(
      true,
    );
    expect(refusal(run, { side: "buy", size: "41", price: "99.00" }, 501)).toMatchObject({ rule: "cash" });
    expect(refusal(run, { side: "buy", size: "40", price: "99.00" }, 502)).toBeNull();
  });

  test("cash: a market buy frees its reserve fill by fill", () => {
    const strategy = new ScriptedStrategy();
    const settings = testSettings({ strategies: [{ name: "scripted", enabled: true, params: {} }] });
    const run = new EngineRun(settings, [strategy]).feed((m) =>
      m.at(0).snapshot({
        ...BOOK,
        asks: [
          ["100.01", "30"],
          ["100.02", "50"],
        ],
      }),
    );
    strategy.onNextRow = (ctx) => ctx.submit(draft({ side: "buy", size: "60" }), "in two fills");
    // After the first fill 3,003.30 is spent; the reserve of 6,129 has come down by as much, 3,870 stays free.
    strategy.onNextFill = (ctx) => ctx.submit(draft({ side: "buy", size: "38", price: "99.00" }), "on top");
    run.feed((m) => m.at(1).book({ bids: [["90.00", "1"]] })).timer(1_000);
    expect(strategy.fills).toBe(2);
    expect(run.order("ord-2")).toMatchObject({ state: "SUBMITTED", reason: null });
  });

  test("holdings: what is being sold already is not there twice", () => {
    const run = holding();
    expect(refusal(run, { side: "sell", size: "6", price: "101.00" })).toBeNull();
    expect(refusal(run, { side: "sell", size: "5", price: "101.00" })).toMatchObject({
      rule: "holdings",
      limit: "4 ABC",
      value: "5 ABC",
      distance: "1 ABC",
    });
  });

  test("self cross counts orders that are still on their way", () => {
    const run = holding();
    run.submit(500, { side: "sell", size: "1", price: "100.50" });
    expect(refusal(run, { side: "buy", size: "1", price: "100.60" })).toMatchObject({
      rule: "self_cross",
      limit: "100.50",
      value: "100.60",
      distance: "0.10",
    });
  });

  test("self cross counts where an amend may take an order", () => {
    const run = holding();
    const sell = run.submit(500, { side: "sell", size: "1", price: "100.50" });
    run.timer(900);
    run.command(901, { kind: "amend", orderId: sell, limitTicks: 10_020 as never, sizeLots: null });
    expect(refusal(run, { side: "buy", size: "1", price: "100.30" }, 902)).toMatchObject({ rule: "self_cross" });
  });
});

describe("stale data", () => {
  test("before the first snapshot and during a gap", () => {
    const run = new EngineRun();
    expect(refusal(run, { side: "buy", size: "1", price: "99.00" }, 1)).toMatchObject({ rule: "stale_data" });
    run.feed((m) => m.at(10).snapshot(BOOK));
    expect(refusal(run, { side: "buy", size: "1", price: "99.00" }, 11)).toBeNull();
    run.feed((m) => m.at(20).gap());
    expect(refusal(run, { side: "buy", size: "1", price: "99.00" }, 21)).toMatchObject({ rule: "stale_data" });
  });

  test("when nothing was heard for 60 s", () => {
    const run = opened();
    expect(refusal(run, { side: "buy", size: "1", price: "99.00" }, 59_999)).toBeNull();
    expect(refusal(run, { side: "buy", size: "1", price: "99.00" }, 60_000)).toMatchObject({
      rule: "stale_data",
      limit: "60 s",
      value: "60 s",
      distance: "0 s",
    });
  });

  test("when the book is older than 5 s while trades print, and only then", () => {
    const run = opened();
    expect(refusal(run, { side: "buy", size: "1", price: "99.00" }, 6_000)).toBeNull();
    run.feed((m) => m.at(6_500).trade("buy", "100.01", "1"));
    expect(refusal(run, { side: "buy", size: "1", price: "99.00" }, 6_600)).toMatchObject({
      rule: "stale_data",
      limit: "5 s",
    });
    run.feed((m) => m.at(6_700).book({ bids: [["90.00", "1"]] }));
    expect(refusal(run, { side: "buy", size: "1", price: "99.00" }, 6_701)).toBeNull();
  });

  test("on a one-sided book", () => {
    const run = opened().feed((m) => m.at(1).book({ asks: [["100.01", "0"]] }));
    expect(refusal(run, { side: "buy", size: "1", price: "99.00" }, 2)).toMatchObject({ rule: "stale_data" });
  });
});

describe("trading state", () => {
  test("REDUCING lets only sells through and takes working buys back", () => {
    const run = holding();
    const buy = run.submit(500, { side: "buy", size: "1", price: "99.00" });
    run.command(501, { kind: "setTradingState", state: "REDUCING" });
    expect(refusal(run, { side: "buy", size: "1", price: "99.00" }, 502)).toMatchObject({
      rule: "trading_state",
      limit: "ACTIVE",
      value: "REDUCING",
    });
    expect(refusal(run, { side: "sell", size: "1", price: "101.00" }, 503)).toBeNull();
    run.timer(1_000);
    expect(run.order(buy)).toMatchObject({ state: "CANCELLED", reason: { rule: "cancelled_by_risk" } });
  });

  test("HALTED lets nothing through and takes everything back", () => {
    const run = holding();
    const sell = run.submit(500, { side: "sell", size: "1", price: "101.00" });
    run.command(501, { kind: "setTradingState", state: "HALTED" });
    for (const side of ["buy", "sell"] as const) {
      expect(refusal(run, { side, size: "1" }, 502)).toMatchObject({ rule: "trading_state", value: "HALTED" });
    }
    run.timer(1_000);
    expect(run.order(sell).state).toBe("CANCELLED");
    expect(run.engine.view().positions[0]?.sizeLots).toBe(1_000);
  });
});

test("the first rule in order speaks: state, data, lot, tick, minimum, cap, open orders, rate, cash, holdings, self", () => {
  const run = new EngineRun();
  run.command(1, { kind: "setTradingState", state: "HALTED" });
  const order = { ...LIMIT, limitTicks: -1 as never, sizeLots: 0 as never };
  const rule = () => run.command(2, { kind: "submit", order }).reason?.rule;
  expect(rule()).toBe("trading_state");
  run.command(3, { kind: "resume" });
  expect(rule()).toBe("stale_data");
  run.feed((m) => m.at(10).snapshot(BOOK));
  expect(rule()).toBe("lot_size");
});

const LIMIT = {
  instrumentId: "test:ABC/USDT",
  side: "buy",
  type: "limit",
  timeInForce: "GTC",
  postOnly: false,
} as const;
