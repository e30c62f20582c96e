/** DOMAIN.md 5: 60 orders a minute, 10 concurrent. What counts as one. */
import { describe, expect, test } from "vitest";
import type { OrderDraft } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import { draft, EngineRun, testSettings } from "@/server/testing/engine-run";
import { ParentRun } from "@/server/testing/parent-run";

const BOOK = { bids: [["99.99", "500"]], asks: [["100.01", "500"]] } as const;
const limits = (change: { ordersPerMinuteMax?: number; openOrdersMax?: number }) =>
  testSettings({ risk: { ...testSettings().risk, ...change } });
const opened = (change: Parameters<typeof limits>[0]) =>
  new EngineRun(limits(change)).feed((m) => m.at(0).snapshot(BOOK));

const bid = { side: "buy", size: "1", price: "99.90" } as const;
/** Waits at the venue until the price comes to 101.00. */
const stop: OrderDraft = {
  ...draft({ side: "buy", size: "1" }),
  type: "stop",
  terms: { trigger: { ticks: ticks(10_100), by: "last" } },
};

describe("orders that work at once", () => {
  test("an order that waits for its trigger counts from its sending to its end", () => {
    const run = opened({ openOrdersMax: 2 });
    const waiting = run.command(1, { kind: "submit", order: stop }).orderId ?? "";
    run.submit(2, bid);
    run.timer(500);
    expect(run.order(waiting).state).toBe("ACCEPTED");
    const third = run.order(run.submit(501, bid));
    expect(third.reason).toMatchObject({ rule: "open_orders", limit: "2", value: "3", distance: "1" });
    run.command(502, { kind: "cancel", orderId: waiting });
    run.timer(1_000);
    expect(run.order(run.submit(1_001, bid)).state).toBe("SUBMITTED");
  });

  test("each leg of two linked orders counts, and they are refused together", () => {
    const run = opened({ openOrdersMax: 2 });
    run.submit(1, bid);
    const { reason } = run.command(2, { kind: "submitOco", orders: [draft(bid), stop] });
    // The first leg would be the second order, the other the third.
    expect(reason).toMatchObject({ rule: "open_orders", limit: "2", value: "3" });
    const legs = run
      .of("order")
      .slice(-2)
      .map(({ order }) => [order.state, order.reason?.rule, order.reason?.value]);
    expect(legs).toEqual([
      ["REJECTED", "linked_order", null],
      ["REJECTED", "open_orders", "3"],
    ]);
  });

  test("a parent order is none, each of its slices is one", () => {
    const run = new ParentRun(limits({ openOrdersMax: 1 }));
    run.start();
    // Between two slices, which fill at once, the place is free; with an order of ours in it the next slice is refused.
    run.seconds(1).submit(run.millis + 950, bid);
    run.seconds(10);
    const refused = run.children().filter(({ state }) => state === "REJECTED");
    expect(refused[0]?.reason).toMatchObject({ rule: "open_orders", limit: "1", value: "2" });
  });
});

describe("orders a minute", () => {
  test("new orders, amends and both legs of linked ones count; cancels do not; after 60 s the first is forgotten", () => {
    const run = opened({ ordersPerMinuteMax: 4 });
    const id = run.submit(1, bid);
    run.timer(500);
    run.command(501, { kind: "amend", orderId: id, limitTicks: null, sizeLots: 90 as never });
    run.command(502, { kind: "submitOco", orders: [draft(bid), stop] });
    run.command(503, { kind: "cancel", orderId: id });
    expect(run.order(run.submit(504, bid)).reason).toMatchObject({ rule: "order_rate", limit: "4", value: "5" });
    for (let at = 1_000; at <= 60_000; at += 1_000) run.feed((m) => m.at(at).book(BOOK));
    // The first was sent at 1 ms: at 60.001 s it is a minute ago.
    expect(run.order(run.submit(60_000.999, bid)).reason?.rule).toBe("order_rate");
    expect(run.order(run.submit(60_001, bid)).state).toBe("SUBMITTED");
  });

  test("each slice of a parent order is one", () => {
    const run = new ParentRun(limits({ ordersPerMinuteMax: 6 }));
    run.start({ slices: 2 });
    run.seconds(15);
    expect(run.children()).toHaveLength(2);
    const values = Array.from({ length: 5 }, () => run.order(run.submit(run.millis + 950, bid)).reason?.value ?? null);
    expect(values).toEqual([null, null, null, null, "7"]);
  });
});
