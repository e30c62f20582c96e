import { describe, expect, test } from "vitest";
import type { OrderDraft } from "@/server/domain/order";
import { at, holding, quietMarket, submit, trigger, wish } from "@/server/testing/conditional-run";
import type { EngineRun } from "@/server/testing/engine-run";

const TARGET = wish({ side: "sell", type: "limit", price: "101.00", size: "4" });
const STOP = wish({ side: "sell", type: "stop", size: "4", terms: trigger("99.50") });

/** @returns the ids of both */
function pair(run: EngineRun, millis: number, orders: readonly [OrderDraft, OrderDraft] = [TARGET, STOP]) {
  const { orderId, reason } = run.command(millis, { kind: "submitOco", orders });
  expect(reason).toBeNull();
  const first = run.order(orderId ?? "");
  const second = run.of("order").find(({ order }) => order.linkId === first.linkId && order.id !== first.id);
  return [first.id, second?.order.id ?? ""] as const;
}

describe("one cancels the other", () => {
  test("both stand at the venue and set the holdings aside once", () => {
    const run = holding();
    const [target, stop] = pair(run, 100);
    run.feed((m) => m.at(200).trade("buy", "100.10", "1").at(300).trade("buy", "100.10", "1"));
    expect(run.order(target)).toMatchObject({ state: "ACCEPTED", role: "target", linkId: "link-1" });
    expect(run.order(stop)).toMatchObject({ state: "ACCEPTED", role: "stop", linkId: "link-1" });
    const more = wish({ side: "sell", type: "limit", price: "102", size: "1" });
    expect(run.command(310, { kind: "submit", order: more }).reason).toMatchObject({
      rule: "holdings",
      limit: "0 ABC",
    });
  });

  test("the trigger of the stop cancels the target at that moment", () => {
    const run = holding();
    const [target, stop] = pair(run, 100);
    run.feed((m) =>
      m.at(200).trade("sell", "99.50", "1").at(300).trade("sell", "99.40", "1").at(400).trade("sell", "99.40", "1"),
    );
    expect(run.order(stop)).toMatchObject({ state: "FILLED", filledLots: 400 });
    expect(run.order(target)).toMatchObject({ state: "CANCELLED", filledLots: 0, reason: { rule: "linked_order" } });
  });

  test("any fill of the target cancels the stop, a print before the stop is reached", () => {
    const run = holding();
    run.feed((m) =>
      m.at(80).book({
        asks: [
          ["100.10", "0"],
          ["100.20", "0"],
          ["101.00", "0"],
          ["103.00", "9"],
        ],
      }),
    );
    const [target, stop] = pair(run, 100);
    // The same message brings the fill and then the fall: the fill comes first.
    run.feed((m) =>
      m.at(200).trade("buy", "101.00", "1").trade("sell", "99.50", "9").at(400).trade("sell", "99.40", "1"),
    );
    expect(run.order(target)).toMatchObject({ state: "PARTIALLY_FILLED", filledLots: 100 });
    expect(run.order(stop)).toMatchObject({ state: "CANCELLED", triggeredAt: null, reason: { rule: "linked_order" } });
  });

  test("the stop comes first when the message brings the fall first", () => {
    const run = holding();
    run.feed((m) =>
      m.at(80).book({
        asks: [
          ["100.10", "0"],
          ["100.20", "0"],
          ["101.00", "0"],
          ["103.00", "9"],
        ],
      }),
    );
    const [target, stop] = pair(run, 100);
    run.feed((m) =>
      m.at(200).trade("sell", "99.50", "1").trade("buy", "101.00", "9").at(400).trade("sell", "99.40", "1"),
    );
    expect(run.order(target)).toMatchObject({ state: "CANCELLED", filledLots: 0 });
    expect(run.order(stop)).toMatchObject({ state: "FILLED" });
  });

  test("taking one of them back takes both back", () => {
    const run = holding();
    const [target, stop] = pair(run, 100);
    run.feed((m) => m.at(200).trade("buy", "100.10", "1"));
    run.command(210, { kind: "cancel", orderId: stop });
    run.feed((m) => m.at(300).trade("buy", "100.10", "1").at(400).trade("buy", "100.10", "1"));
    expect(run.order(stop)).toMatchObject({ state: "CANCELLED", reason: { rule: "cancelled_by_user" } });
    expect(run.order(target)).toMatchObject({ state: "CANCELLED", reason: { rule: "linked_order" } });
  });

  test("the venue takes both or none: a stop reached on the way refuses the target too", () => {
    const run = holding();
    const [target, stop] = pair(run, 100);
    run.feed((m) =>
      m.at(105).trade("sell", "99.40", "1").at(200).trade("sell", "99.40", "1").at(300).trade("sell", "99.40", "1"),
    );
    expect(run.order(stop)).toMatchObject({ state: "REJECTED", reason: { rule: "trigger_price" } });
    expect(run.order(target)).toMatchObject({ state: "REJECTED", reason: { rule: "linked_order" } });
  });

  test("a target that takes at once cancels the stop that came with it", () => {
    const run = holding();
    const [target, stop] = pair(run, 100);
    run.feed((m) =>
      m.at(105).book({
        bids: [["101.50", "9"]],
        asks: [
          ["100.10", "0"],
          ["100.20", "0"],
          ["101.00", "0"],
          ["102.00", "9"],
        ],
      }),
    );
    run.feed((m) => m.at(300).trade("buy", "101.50", "1").at(400).trade("buy", "101.50", "1"));
    expect(run.order(target)).toMatchObject({ state: "FILLED" });
    expect(run.order(stop)).toMatchObject({ state: "CANCELLED", reason: { rule: "linked_order" } });
  });

  test("buys set cash aside once, the larger of the two", () => {
    const run = quietMarket();
    const dip = wish({ side: "buy", type: "limit", price: "99.00", size: "60" });
    const rise = wish({ side: "buy", type: "stop_limit", price: "102.00", size: "60", terms: trigger("101.00") });
    pair(run, 100, [dip, rise]);
    // 60 at 102.00 with 0.1 % and roundings are 6,126.12 and a bit of 10,000.
    const more = wish({ side: "buy", type: "limit", price: "99.00", size: "39.2" });
    expect(run.command(110, { kind: "submit", order: more }).reason).toMatchObject({
      rule: "cash",
      limit: "3,873.87994 USDT",
    });
  });

  const wrong: [string, readonly [OrderDraft, OrderDraft]][] = [
    ["two targets", [TARGET, TARGET]],
    ["two sides", [TARGET, wish({ side: "buy", type: "stop", size: "4", terms: trigger("101") })]],
    ["a target below the market", [{ ...TARGET, limitTicks: at("99.00") }, STOP]],
    ["a stop above it", [TARGET, { ...STOP, terms: trigger("100.50") }]],
    ["an order that does not stay", [{ ...TARGET, timeInForce: "IOC" }, STOP]],
  ];
  test.each(wrong)("is refused for %s, and nothing is sent", (_name, orders) => {
    const run = holding();
    const known = run.of("order").length;
    expect(run.command(100, { kind: "submitOco", orders }).reason).toMatchObject({ rule: "link" });
    expect(run.of("order")).toHaveLength(known);
  });

  test("is refused whole when the desk refuses one of them", () => {
    const run = holding();
    const { orderId, reason } = run.command(100, {
      kind: "submitOco",
      orders: [TARGET, { ...STOP, sizeLots: 500 as never }],
    });
    expect(reason).toMatchObject({ rule: "holdings" });
    expect(run.order(orderId ?? "")).toMatchObject({ state: "REJECTED", reason: { rule: "linked_order" } });
    expect(submit(run, 110, TARGET)).toBe("ord-4");
  });
});
