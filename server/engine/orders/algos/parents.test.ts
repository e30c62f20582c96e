import { describe, expect, test } from "vitest";
import { ABC, testSettings } from "@/server/testing/engine-run";
import { ParentRun, type ParentWish, parentDraft } from "@/server/testing/parent-run";

const refusal = (wish: ParentWish, desk = new ParentRun()) =>
  desk.command(100, { kind: "startParent", parent: parentDraft(wish) }).reason;

describe("before it starts", () => {
  test.each<[string, ParentWish, object]>([
    ["too short", { durationMicros: 9_000_000 }, { rule: "parent", limit: "10 s", value: "9 s", distance: "1 s" }],
    ["too long", { durationMicros: 86_401_000_000 }, { rule: "parent", limit: "86400 s", distance: "1 s" }],
    ["one slice", { slices: 1 }, { rule: "parent", limit: "2 to 500", value: "1" }],
    [
      "more slices than orders may be sent",
      { slices: 21 },
      { rule: "parent", limit: "20", value: "21", distance: "1" },
    ],
    [
      "slices too small",
      { size: "0.36" },
      { rule: "parent", limit: "0.11 ABC", value: "0.09 ABC", distance: "0.02 ABC" },
    ],
    [
      "a curve of 47",
      { kind: "vwap", volumeCurvePpm: Array(47).fill(1) },
      { rule: "parent", limit: "48", value: "47" },
    ],
    ["no share", { kind: "adaptive" }, { rule: "parent", limit: "1000 to 1000000", value: "none" }],
    ["an iceberg without limit", { kind: "iceberg", displayLots: parentDraft().sizeLots }, { rule: "parent" }],
    [
      "an iceberg that shows nothing",
      { kind: "iceberg", limit: "99" },
      { rule: "parent", limit: "1 to 1000", value: "none" },
    ],
    ["more than can be paid", { size: "200" }, { rule: "cash" }],
    ["nothing to sell", { side: "sell" }, { rule: "holdings", limit: "0 ABC", value: "10 ABC" }],
    ["an unknown instrument", { instrumentId: "test:NONE" }, { rule: "unknown_instrument" }],
  ])("%s is refused with rule and numbers", (_name, wish, expected) => {
    expect(refusal(wish)).toMatchObject(expected);
  });

  test("ten parents may be under way", () => {
    const desk = new ParentRun(testSettings({ risk: { ...testSettings().risk, openOrdersMax: 100 } }));
    for (let i = 0; i < 10; i++) desk.start({ size: "1", limit: "90" });
    expect(refusal({ size: "1", limit: "90" }, desk)).toMatchObject({ rule: "parent", limit: "10", value: "11" });
  });
});

describe("its end", () => {
  test("what is left is taken at market when there is no limit", () => {
    const desk = new ParentRun();
    // Nothing trades, so adaptive never has anything due.
    desk.start({ kind: "adaptive", participationPpm: 100_000, size: "3" });
    desk.seconds(20);
    expect(desk.children()).toEqual([]);
    desk.seconds(2);
    expect(desk.children()).toMatchObject([{ type: "market", sizeLots: 300, state: "FILLED" }]);
    expect(desk.parent()).toMatchObject({ state: "DONE", filledLots: 300 });
  });

  test("with a limit the rest is let go, and what it missed counts as opportunity", () => {
    const desk = new ParentRun();
    desk.start({ limit: "100.00" });
    desk.seconds(1, (m) =>
      m.book({
        bids: [["100.01", "5"]],
        asks: [
          ["100.01", "0"],
          ["100.02", "0"],
          ["100.03", "5"],
        ],
      }),
    );
    desk.seconds(20);
    expect(desk.parent()).toMatchObject({
      state: "EXPIRED",
      reason: { rule: "parent", limit: "10 ABC", value: "0 ABC", distance: "10 ABC" },
      // Mid from 100.00 to 100.02, 10 ABC not bought.
      shortfall: { opportunityAtoms: 20_000_000n, totalAtoms: 20_000_000n, tradingAtoms: 0n, totalBps: 2 },
    });
  });

  test("cancelled: CANCELLED when its last child is known to be out, with what filled meanwhile", () => {
    const desk = new ParentRun();
    desk.start({ isPassiveFirst: true });
    desk.seconds(1);
    desk.feed((m) => m.at(desk.millis + 950).trade("sell", "99.99", "501"));
    desk.command(desk.millis + 951, { kind: "cancelParent", parentId: "par-1" });
    expect(desk.parent()).toMatchObject({ state: "ACTIVE", text: "takes its slices back" });
    desk.seconds(1);
    expect(desk.parent()).toMatchObject({ state: "CANCELLED", filledLots: 100, reason: { rule: "cancelled_by_user" } });
    expect(desk.children()).toMatchObject([{ state: "CANCELLED", filledLots: 100, reason: { rule: "parent_done" } }]);
    expect(desk.command(desk.millis + 990, { kind: "cancelParent", parentId: "par-1" }).reason?.rule).toBe("parent");
  });

  test.each(["kill", "flatten", "halt", "cancelAll"] as const)("%s cancels it", (how) => {
    const desk = new ParentRun();
    desk.start({ isPassiveFirst: true });
    desk.seconds(1);
    if (how === "halt") desk.command(desk.millis + 950, { kind: "setTradingState", state: "HALTED" });
    else if (how === "cancelAll") desk.command(desk.millis + 950, { kind: "cancelAll", instrumentId: ABC.id });
    else desk.command(desk.millis + 950, { kind: how });
    desk.seconds(3);
    expect(desk.parent().state).toBe("CANCELLED");
    expect(desk.children()).toHaveLength(1);
  });

  test("a pause leaves it alone; REDUCING ends a buying one with the reason of the first slice that may not go", () => {
    const desk = new ParentRun();
    desk.start();
    desk.seconds(1);
    desk.command(desk.millis + 950, { kind: "pause" });
    desk.seconds(6);
    expect(desk.parent()).toMatchObject({ state: "ACTIVE", filledLots: 500 });
    desk.command(desk.millis + 950, { kind: "setTradingState", state: "REDUCING" });
    desk.seconds(5);
    expect(desk.parent()).toMatchObject({ state: "EXPIRED", filledLots: 500, reason: { rule: "trading_state" } });
  });
});

describe("refused slices", () => {
  test("three in a row end it with their reason", () => {
    const desk = new ParentRun();
    desk.start({ size: "60" });
    // The cash goes elsewhere.
    desk.submit(desk.millis, { side: "buy", size: "80", price: "99.00" });
    desk.seconds(10);
    expect(desk.parent()).toMatchObject({ state: "EXPIRED", filledLots: 1_500, reason: { rule: "cash" } });
    expect(desk.children().filter(({ state }) => state === "REJECTED")).toHaveLength(3);
  });

  test("what time may mend is tried again, less and less often", () => {
    const desk = new ParentRun(
      testSettings({ risk: { ...testSettings().risk, ordersPerMinuteMax: 20, openOrdersMax: 100 } }),
    );
    desk.start({ durationMicros: 120_000_000, slices: 4, limit: "101" });
    for (let i = 0; i < 19; i++) desk.submit(desk.millis, { side: "buy", size: "0.2", price: "100.01", tif: "IOC" });
    desk.seconds(55);
    expect(desk.children().filter(({ reason }) => reason?.rule === "order_rate")).toHaveLength(5);
    expect(desk.parent()).toMatchObject({ state: "ACTIVE", filledLots: 250 });
    desk.seconds(70);
    expect(desk.parent()).toMatchObject({ state: "DONE", filledLots: 1_000 });
  });

  test("without good data it waits and sends nothing", () => {
    const desk = new ParentRun();
    desk.start();
    desk.seconds(1);
    desk.feed((m) => m.at(desk.millis + 950).gap());
    for (let i = 3; i < 12; i++) desk.timer(i * 1_000);
    expect(desk.parent()).toMatchObject({ state: "ACTIVE", filledLots: 250, text: "waits for good data of ABC/USDT" });
    expect(desk.children()).toHaveLength(1);
  });
});

describe("iceberg", () => {
  test("shows one part at a time; the next goes when the desk knows that the last has filled", () => {
    const desk = new ParentRun();
    desk.start({ kind: "iceberg", size: "1", limit: "99.99", displayLots: parentDraft({ size: "0.4" }).sizeLots });
    desk.seconds(1, (m) => m.trade("sell", "99.99", "500.3"));
    expect(desk.children()).toMatchObject([{ sizeLots: 40, filledLots: 30, limitTicks: 9_999 }]);
    desk.seconds(1, (m) => m.trade("sell", "99.99", "0.1"));
    desk.seconds(1);
    expect(desk.children().map(({ sizeLots, state }) => [sizeLots, state])).toEqual([
      [40, "FILLED"],
      [40, "ACCEPTED"],
    ]);
    // At the back of the queue again: what is displayed is ahead of it.
    expect(desk.children()[1]?.aheadAtAcceptLots).toBe(50_000);
    desk.seconds(20);
    expect(desk.parent()).toMatchObject({ state: "EXPIRED", filledLots: 40, schedule: [] });
  });
});

test("a slice is not amended by hand, and may be cancelled by hand: the next one replaces it", () => {
  const desk = new ParentRun();
  desk.start({ isPassiveFirst: true });
  desk.seconds(1);
  const amend = { kind: "amend", orderId: "ord-1", limitTicks: null, sizeLots: parentDraft().sizeLots } as const;
  expect(desk.command(desk.millis + 950, amend).reason).toMatchObject({ rule: "parent" });
  desk.command(desk.millis + 951, { kind: "cancel", orderId: "ord-1" });
  desk.seconds(1);
  expect(desk.children().map(({ state }) => state)).toEqual(["CANCELLED", "ACCEPTED"]);
});

test("it is said when it starts, at most once a second while it runs, and when it ends", () => {
  const desk = new ParentRun();
  desk.start();
  desk.seconds(20);
  const said = desk.of("parent").map(({ parent }) => parent.state);
  expect(said.at(0)).toBe("ACTIVE");
  expect(said.at(-1)).toBe("DONE");
  expect(said.length).toBeLessThanOrEqual(10);
  desk.seconds(60);
  expect(desk.engine.view().parents).toEqual([]);
});
