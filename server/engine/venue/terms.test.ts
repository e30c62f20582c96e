import { describe, expect, test } from "vitest";
import { lots } from "@/server/domain/lots";
import type { OrderTerms } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import { at, holding, quietMarket, submit, wish } from "@/server/testing/conditional-run";
import { draft, EngineRun, testSettings } from "@/server/testing/engine-run";
import { atMillis } from "@/server/testing/market-builder";
import { LINEAR } from "@/server/testing/perpetuals";

describe("good till date", () => {
  const until = (millis: number): OrderTerms => ({ expiresAt: atMillis(millis) });
  const bid = (terms: OrderTerms) => wish({ side: "buy", type: "limit", price: "99.95", size: "2", tif: "GTD", terms });

  test("ends at its time on a quiet market, which nobody trades on", () => {
    const run = quietMarket();
    const id = submit(run, 100, bid(until(1_000)));
    run.timer(1_240);
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED" });
    run.timer(1_260);
    expect(run.order(id)).toMatchObject({ state: "EXPIRED", closedAt: atMillis(1_260), reason: { rule: "expired" } });
  });

  test("a print at its very end still counts, a later one does not", () => {
    const run = quietMarket();
    const id = submit(run, 100, bid(until(1_000)));
    run.feed((m) =>
      m
        .at(1_000)
        .trade("sell", "99.95", "1")
        .at(1_001)
        .trade("sell", "99.95", "1")
        .at(1_100)
        .trade("buy", "100.10", "1"),
    );
    expect(run.order(id)).toMatchObject({ state: "EXPIRED", filledLots: 100 });
  });

  test("ends an order that still waits for its trigger", () => {
    const run = holding();
    const terms = { trigger: { ticks: at("99.00"), by: "last" }, ...until(500) } as const;
    const id = submit(run, 100, wish({ side: "sell", type: "stop", size: "1", tif: "GTD", terms }));
    run.feed((m) => m.at(600).trade("sell", "98.00", "1").at(700).trade("sell", "98.00", "1"));
    expect(run.order(id)).toMatchObject({ state: "EXPIRED", triggeredAt: null });
  });

  test("that is over on arrival is not even taken", () => {
    const run = quietMarket();
    const id = submit(run, 100, bid(until(105)));
    run.feed((m) => m.at(300).trade("sell", "99.95", "1").at(400).trade("sell", "99.95", "1"));
    expect(run.order(id)).toMatchObject({ state: "EXPIRED", filledLots: 0, reason: { rule: "expired" } });
  });

  const wrong = [
    ["a time that has passed", bid(until(99))],
    ["no time at all", bid({})],
    ["a time without being GTD", { ...bid(until(500)), timeInForce: "GTC" }],
    ["a market order", wish({ side: "buy", type: "market", size: "2", tif: "GTD", terms: until(500) })],
  ] as const;
  test.each(wrong)("is refused with %s", (_name, order) => {
    expect(quietMarket().command(100, { kind: "submit", order }).reason).toMatchObject({ rule: "expires_at" });
  });
});

describe("an iceberg", () => {
  const iceberg = (size: string, show: number) =>
    wish({ side: "buy", type: "limit", price: "99.90", size, terms: { displayLots: lots(show) } });
  const causes = (run: EngineRun, id: string) =>
    run.of("trace").flatMap(({ orderId, point }) => (orderId === id ? [[point.cause, point.aheadLots]] : []));

  test("loses its place with each refill", () => {
    const run = quietMarket();
    const id = submit(run, 100, iceberg("6", 200));
    // 5 stand before it, and then 3 come behind. 8 print: 5, and 2 of ours; 1 of the 3 behind.
    run.feed((m) =>
      m
        .at(200)
        .book({ bids: [["99.90", "8"]] })
        .at(300)
        .trade("sell", "99.90", "8")
        .at(310)
        .book({ bids: [["99.90", "1"]] }),
    );
    run.feed((m) => m.at(400).trade("buy", "100.10", "1"));
    expect(run.order(id)).toMatchObject({ state: "PARTIALLY_FILLED", filledLots: 200 });
    run.feed((m) =>
      m
        .at(450)
        .book({ bids: [["99.90", "4"]] })
        .at(500)
        .trade("sell", "99.90", "3")
        .at(600)
        .trade("buy", "100.10", "1"),
    );
    // One was before the refill, so two of the three reach us.
    expect(run.order(id)).toMatchObject({ filledLots: 400 });
    expect(causes(run, id).filter(([cause]) => cause === "refilled")).toEqual([
      ["refilled", 0],
      ["refilled", 100],
    ]);
  });

  test("is filled whole, hidden part too, when the market trades beyond its price", () => {
    const run = quietMarket();
    const id = submit(run, 100, iceberg("6", 200));
    run.feed((m) => m.at(300).trade("sell", "99.80", "20").at(400).trade("buy", "100.10", "1"));
    expect(run.order(id)).toMatchObject({ state: "FILLED", filledLots: 600 });
  });

  test("counts before our next order with what it shows only", () => {
    const run = quietMarket();
    submit(run, 100, iceberg("6", 200));
    const next = submit(run, 101, wish({ side: "buy", type: "limit", price: "99.90", size: "1" }));
    run.feed((m) => m.at(200).trade("buy", "100.10", "1").at(300).trade("buy", "100.10", "1"));
    expect(run.order(next)).toMatchObject({ aheadAtAcceptLots: 700 });
  });

  test.each([0, 600, 601])("of 6 shows at least a lot and less than all: not %i lots", (show) => {
    expect(quietMarket().command(100, { kind: "submit", order: iceberg("6", show) }).reason).toMatchObject({
      rule: "display_size",
    });
  });
});

describe("a sliding post-only order", () => {
  test("goes a tick before the other side, and says so", () => {
    const run = quietMarket();
    const order = {
      ...wish({ side: "buy", type: "limit", price: "100.30", size: "1", terms: { postOnlySlide: true } }),
      postOnly: true,
    };
    const id = submit(run, 100, order);
    run.feed((m) => m.at(200).trade("buy", "100.10", "1").at(300).trade("buy", "100.10", "1"));
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", limitTicks: at("100.09") });
    expect(run.of("orderEvent").some(({ event }) => event.orderId === id && event.text.includes("put at 100.09"))).toBe(
      true,
    );
    expect(run.fills(id)).toEqual([]);
  });
});

describe("a trailing stop", () => {
  const trailing = (trail: NonNullable<OrderTerms["trail"]>) =>
    wish({ side: "sell", type: "trailing_stop", size: "4", terms: { trail } });

  test("is asleep until its activation, then keeps its share, rounded down, and never goes back", () => {
    const run = holding();
    const id = submit(run, 100, trailing({ distance: { ppm: 10_000 }, activationTicks: at("102.00"), by: "last" }));
    run.feed((m) =>
      m.at(200).trade("buy", "101.99", "1").at(210).trade("sell", "99.00", "1").at(400).trade("buy", "100.00", "1"),
    );
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", triggeredAt: null, stopTicks: null });
    // 102.03 less 1 % is 101.0097: 101.00.
    run.feed((m) =>
      m.at(500).trade("buy", "102.03", "1").at(700).trade("sell", "101.01", "1").at(800).trade("sell", "101.01", "1"),
    );
    expect(run.order(id)).toMatchObject({ triggeredAt: null, stopTicks: at("101.00") });
    run.feed((m) => m.at(900).trade("sell", "101.00", "1").at(1_000).trade("sell", "100.00", "1"));
    expect(run.order(id)).toMatchObject({ triggeredAt: atMillis(900), stopTicks: at("101.00") });
  });

  test("tells of its moves at most each 100 ms, the last one in the end", () => {
    const run = holding();
    const id = submit(run, 100, trailing({ distance: { ticks: 50 }, activationTicks: null, by: "last" }));
    run.feed((m) => {
      for (let k = 1; k <= 20; k++) m.at(300 + k).trade("buy", `10${1 + Math.floor(k / 10)}.${String(k % 10)}0`, "1");
      return m.at(390).trade("buy", "103.00", "1");
    });
    run.timer(2_000);
    const stops = run
      .of("order")
      .flatMap(({ order }) => (order.id === id && order.stopTicks !== null ? [order.stopTicks] : []));
    expect(run.order(id).stopTicks).toBe(at("102.50"));
    // Where it began, its first move, and the last one.
    expect(new Set(stops).size).toBe(3);
  });

  test("to buy trails from below, rounded up", () => {
    const run = quietMarket();
    const trail = { distance: { ppm: 10_000 }, activationTicks: null, by: "last" } as const;
    const id = submit(run, 100, wish({ side: "buy", type: "trailing_stop", size: "1", terms: { trail } }));
    run.feed((m) =>
      m.at(200).trade("sell", "98.03", "1").at(600).trade("sell", "98.50", "1").at(700).trade("sell", "98.50", "1"),
    );
    // 98.03 and 1 % are 99.0103: 99.02.
    expect(run.order(id)).toMatchObject({ stopTicks: at("99.02"), triggeredAt: null });
  });
});

describe("reduce-only", () => {
  const perpetual = () =>
    new EngineRun(testSettings({ instruments: [LINEAR] })).feed((m) =>
      m
        .at(0)
        .snapshot({ bids: [["99.90", "500"]], asks: [["100.10", "500"]] })
        .at(10)
        .trade("buy", "100.00", "1"),
    );
  const order = (side: "buy" | "sell", size: string, price?: string) => ({
    ...draft({ side, size, spec: LINEAR, ...(price === undefined ? {} : { price }) }),
    terms: { reduceOnly: true },
  });
  const go = (run: EngineRun, ms: number) =>
    run.feed((m) =>
      m
        .at(ms)
        .trade("buy", "100.00", "1")
        .at(ms + 40)
        .trade("buy", "100.00", "1"),
    );

  test("is cut to the position as it is at the venue on arrival, and never turns it round", () => {
    const run = perpetual();
    run.command(100, { kind: "submit", order: draft({ side: "buy", size: "3", spec: LINEAR }) });
    go(run, 150);
    const id = submit(run, 200, order("sell", "5"));
    go(run, 300);
    expect(run.order(id)).toMatchObject({ state: "FILLED", sizeLots: 3_000, filledLots: 3_000 });
    expect(run.engine.view().positions[0]?.sizeLots).toBe(0);
  });

  test("shrinks at the venue with the position, and ends with it", () => {
    const run = perpetual();
    run.command(100, { kind: "submit", order: draft({ side: "buy", size: "3", spec: LINEAR }) });
    go(run, 150);
    const id = submit(run, 200, order("sell", "3", "101.00"));
    go(run, 300);
    run.command(400, { kind: "submit", order: draft({ side: "sell", size: "1", spec: LINEAR }) });
    go(run, 500);
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", sizeLots: 2_000 });
    run.command(600, { kind: "submit", order: draft({ side: "sell", size: "2", spec: LINEAR }) });
    go(run, 700);
    expect(run.order(id)).toMatchObject({ state: "CANCELLED", reason: { rule: "reduce_only" } });
  });

  test("is refused where there is nothing to reduce", () => {
    const run = perpetual();
    expect(run.command(100, { kind: "submit", order: order("sell", "1") }).reason).toMatchObject({
      rule: "reduce_only",
    });
    expect(
      quietMarket().command(100, {
        kind: "submit",
        order: wish({ side: "buy", type: "limit", price: "99", size: "1", terms: { reduceOnly: true } }),
      }).reason,
    ).toMatchObject({ rule: "reduce_only" });
  });

  test("a stop by the mark price triggers on it and not on prints", () => {
    const run = perpetual();
    run.command(100, { kind: "submit", order: draft({ side: "buy", size: "3", spec: LINEAR }) });
    go(run, 150);
    const terms = { reduceOnly: true, trigger: { ticks: ticks(9_950), by: "mark" } } as const;
    const id = submit(run, 200, { ...order("sell", "3"), type: "stop", terms });
    run.feed((m) => m.at(300).trade("sell", "99.00", "1").at(310).mark("99.51"));
    run.timer(400);
    expect(run.order(id)).toMatchObject({ state: "ACCEPTED", triggeredAt: null });
    run.feed((m) => m.at(450).mark("99.50").at(500).trade("sell", "99.90", "1").at(600).trade("sell", "99.90", "1"));
    expect(run.order(id)).toMatchObject({ state: "FILLED", triggeredAt: atMillis(450) });
  });
});
