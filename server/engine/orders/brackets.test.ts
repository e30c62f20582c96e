import { describe, expect, test } from "vitest";
import type { Bracket, Order } from "@/server/domain/order";
import { at, quietMarket, submit, wish } from "@/server/testing/conditional-run";
import { draft, EngineRun, testExecution, testSettings } from "@/server/testing/engine-run";
import { LINEAR } from "@/server/testing/perpetuals";

const STOP_AND_TARGET: Bracket = {
  stop: { ticks: at("98.00"), limitTicks: null },
  trail: null,
  target: { ticks: at("103.00") },
};
const entry = (size: string, bracket = STOP_AND_TARGET) =>
  wish({ side: "buy", type: "limit", price: "99.95", size, terms: { bracket } });

/** The exits as last said, oldest first. */
function exits(run: EngineRun, role: "stop" | "target"): Order[] {
  const ids = new Set(run.of("order").map(({ order }) => order.id));
  return [...ids].map((id) => run.order(id)).filter((order) => order.role === role);
}

/** An entry of 6 at 99.95, where nobody is ahead, of which 2 have filled at 200 ms. */
function partlyFilled(): { run: EngineRun; id: string } {
  const run = quietMarket();
  const id = submit(run, 100, entry("6"));
  run.feed((m) => m.at(200).trade("sell", "99.95", "2").at(204).trade("buy", "100.10", "1"));
  return { run, id };
}

describe("a bracket", () => {
  test("sends its exits when the desk learns of the fill, and not before", () => {
    const { run, id } = partlyFilled();
    expect(exits(run, "stop")).toEqual([]);
    run.timer(205);
    const [stop] = exits(run, "stop");
    const [target] = exits(run, "target");
    expect(stop).toMatchObject({ type: "stop", side: "sell", sizeLots: 200, parentId: id, state: "SUBMITTED" });
    expect(target).toMatchObject({ type: "limit", limitTicks: at("103.00"), sizeLots: 200, linkId: stop?.linkId });
    // Until they arrive the position stands unprotected.
    expect(stop?.arrivesAt).toBe(stop && stop.decidedAt + 10_000);
    run.feed((m) => m.at(300).trade("buy", "100.10", "1").at(400).trade("buy", "100.10", "1"));
    expect(exits(run, "stop")[0]).toMatchObject({ state: "ACCEPTED", terms: { reduceOnly: true } });
    expect(exits(run, "target")[0]).toMatchObject({ state: "ACCEPTED" });
  });

  test("grows its exits with the entry: together they are what has filled", () => {
    const { run } = partlyFilled();
    run.feed((m) =>
      m.at(300).trade("sell", "99.95", "3").at(400).trade("buy", "100.10", "1").at(500).trade("buy", "100.10", "1"),
    );
    expect(exits(run, "stop")).toMatchObject([{ sizeLots: 500, state: "ACCEPTED" }]);
    expect(exits(run, "target")).toMatchObject([{ sizeLots: 500, state: "ACCEPTED" }]);
  });

  test("keeps what has filled protected when the rest of the entry is taken back", () => {
    const { run, id } = partlyFilled();
    run.command(300, { kind: "cancel", orderId: id });
    run.feed((m) => m.at(400).trade("buy", "100.10", "1").at(500).trade("buy", "100.10", "1"));
    expect(run.order(id)).toMatchObject({ state: "CANCELLED", filledLots: 200 });
    expect(exits(run, "stop")).toMatchObject([{ sizeLots: 200, state: "ACCEPTED" }]);
  });

  test("a part of the target takes as much off the stop, at the venue at once", () => {
    const { run, id } = partlyFilled();
    run.feed((m) =>
      m.at(300).book({
        asks: [
          ["100.10", "0"],
          ["100.20", "0"],
          ["101.00", "0"],
          ["104.00", "5"],
        ],
      }),
    );
    run.feed((m) =>
      m.at(350).trade("buy", "103.00", "1").at(400).trade("buy", "102.00", "1").at(500).trade("buy", "102.00", "1"),
    );
    expect(exits(run, "target")).toMatchObject([{ filledLots: 100, sizeLots: 200, state: "PARTIALLY_FILLED" }]);
    expect(exits(run, "stop")).toMatchObject([{ sizeLots: 100, state: "ACCEPTED" }]);
    // An exit has come to act: the rest of the entry is taken back.
    expect(run.order(id)).toMatchObject({ state: "CANCELLED", reason: { rule: "bracket" } });
  });

  test("the stop's trigger ends the target, and closes what has filled", () => {
    const { run } = partlyFilled();
    run.feed((m) =>
      m
        .at(300)
        .trade("buy", "100.00", "1")
        .at(310)
        .book({
          bids: [
            ["99.90", "0"],
            ["99.80", "0"],
            ["99.00", "0"],
            ["97.90", "9"],
          ],
        }),
    );
    run.feed((m) =>
      m
        .at(320)
        .trade("sell", "97.95", "10")
        .at(500)
        .book({ bids: [["97.90", "7"]] })
        .at(600)
        .trade("sell", "97.90", "1"),
    );
    // The gap filled the rest of the entry at its limit before: that part is closed as soon as the desk knows.
    expect(exits(run, "stop")[0]).toMatchObject({ state: "FILLED", filledLots: 200 });
    expect(exits(run, "target")[0]).toMatchObject({ state: "CANCELLED", reason: { rule: "linked_order" } });
    for (const millis of [1_000, 2_000, 3_000])
      run.timer(millis).feed((m) => m.at(millis + 500).trade("sell", "97.90", "1"));
    expect(run.engine.view().positions[0]?.sizeLots).toBe(0);
  });

  test("whose stop has been passed on the way closes at market", () => {
    const run = quietMarket();
    submit(run, 100, entry("2"));
    run.feed((m) =>
      m
        .at(200)
        .trade("sell", "99.95", "2")
        .at(210)
        .trade("sell", "97.00", "1")
        .at(230)
        .trade("sell", "97.00", "1")
        .at(300)
        .trade("sell", "97.00", "1"),
    );
    expect(exits(run, "stop")[0]).toMatchObject({ state: "REJECTED", reason: { rule: "trigger_price" } });
    expect(exits(run, "target")[0]).toMatchObject({ state: "REJECTED", reason: { rule: "linked_order" } });
    run.feed((m) =>
      m
        .at(400)
        .book({ bids: [["97.00", "5"]] })
        .at(700)
        .trade("sell", "97.00", "1")
        .at(1_100)
        .trade("sell", "97.00", "1"),
    );
    expect(exits(run, "stop")[1]).toMatchObject({ type: "market", state: "FILLED", sizeLots: 200 });
    expect(run.engine.view().positions[0]?.sizeLots).toBe(0);
  });

  test("takes orders of our own back that stand in the way of closing", () => {
    const run = quietMarket();
    submit(run, 100, entry("2"));
    run.feed((m) =>
      m.at(200).trade("sell", "99.95", "2").at(300).trade("buy", "100.00", "1").at(400).trade("buy", "100.00", "1"),
    );
    const own = submit(run, 410, wish({ side: "buy", type: "limit", price: "97.00", size: "5" }));
    const gone = ["99.90", "99.80", "99.00"].map((price) => [price, "0"] as const);
    run.feed((m) =>
      m
        .at(500)
        .book({ bids: [...gone, ["97.00", "9"]] })
        .at(510)
        .trade("sell", "97.50", "1"),
    );
    for (const millis of [1_000, 2_000, 3_000])
      run.timer(millis).feed((m) => m.at(millis + 500).book({ bids: [["97.00", "9"]] }));
    run.timer(4_000);
    expect(exits(run, "stop")[0]).toMatchObject({ state: "CANCELLED", reason: { rule: "self_cross" } });
    expect(run.order(own)).toMatchObject({ state: "CANCELLED", reason: { rule: "bracket" } });
    expect(exits(run, "stop").at(-1)).toMatchObject({ type: "market", state: "FILLED", filledLots: 200 });
    expect(run.engine.view().positions[0]?.sizeLots).toBe(0);
  });

  test("does not send again what its owner took back", () => {
    const { run } = partlyFilled();
    run.feed((m) => m.at(300).trade("buy", "100.00", "1").at(400).trade("buy", "100.00", "1"));
    run.command(410, { kind: "cancel", orderId: exits(run, "target")[0]?.id ?? "" });
    run.feed((m) =>
      m.at(500).trade("sell", "99.95", "4").at(600).trade("buy", "100.10", "1").at(700).trade("buy", "100.10", "1"),
    );
    expect(exits(run, "target")).toMatchObject([{ state: "CANCELLED" }]);
    expect(exits(run, "stop")).toMatchObject([{ sizeLots: 600, state: "ACCEPTED" }]);
  });

  test("trails where a trailing stop was asked for", () => {
    const run = quietMarket();
    const trail = { distance: { ppm: 10_000 }, activationTicks: null, by: "last" } as const;
    submit(run, 100, entry("2", { stop: null, trail, target: null }));
    run.feed((m) =>
      m.at(200).trade("sell", "99.95", "2").at(300).trade("buy", "102.00", "1").at(600).trade("buy", "102.00", "1"),
    );
    // 1 % under 102.00, down to a tick.
    expect(exits(run, "stop")).toMatchObject([{ type: "trailing_stop", stopTicks: at("100.98"), linkId: null }]);
  });

  test("works while strategies are paused, and ends with a flattening", () => {
    const { run } = partlyFilled();
    run.command(210, { kind: "flatten" });
    run.feed((m) =>
      m.at(300).trade("buy", "100.00", "1").at(600).trade("buy", "100.00", "1").at(900).trade("buy", "100.00", "1"),
    );
    expect(run.engine.view()).toMatchObject({ working: [], positions: [{ sizeLots: 0 }] });
  });

  const quietOn = (run: EngineRun, from: number, to: number) => {
    for (let millis = from; millis <= to; millis += 1_000)
      run.feed((m) => m.at(millis).book({ bids: [["99.90", "9"]], asks: [["100.10", "9"]] })).timer(millis);
  };

  test("that a flattening ended does not come back for what is bought later", () => {
    const { run } = partlyFilled();
    // Its fill is known at 205 ms, in the middle of the flattening: no exit was ever sent.
    run.command(203, { kind: "flatten" });
    quietOn(run, 1_000, 4_000);
    expect(run.engine.view()).toMatchObject({ working: [], positions: [{ sizeLots: 0 }] });
    submit(run, 4_100, wish({ side: "buy", type: "market", size: "2" }));
    quietOn(run, 5_000, 7_000);
    expect(run.engine.view()).toMatchObject({ working: [], positions: [{ sizeLots: 200 }] });
  });

  test("ends when what it was for has been closed by others", () => {
    const run = quietMarket(testSettings({ execution: testExecution({ venueOrdersPer10s: 1 }) }));
    submit(run, 100, { ...entry("2"), type: "market", limitTicks: null });
    // A pair is two orders: the venue takes none of them, and the owner closes by hand in between.
    quietOn(run, 1_000, 10_000);
    submit(run, 10_300, wish({ side: "sell", type: "market", size: "2" }));
    quietOn(run, 11_000, 19_000);
    expect(run.engine.view().positions[0]?.sizeLots).toBe(0);
    submit(run, 20_100, wish({ side: "buy", type: "market", size: "2" }));
    const sent = exits(run, "stop").length;
    quietOn(run, 21_000, 24_000);
    expect(run.engine.view()).toMatchObject({ working: [], positions: [{ sizeLots: 200 }] });
    expect(exits(run, "stop")).toHaveLength(sent);
  });

  test("that the venue refuses is sent again sixty times, the pair counting once", () => {
    const run = quietMarket(testSettings({ execution: testExecution({ venueOrdersPer10s: 1 }) }));
    submit(run, 100, { ...entry("2"), type: "market", limitTicks: null });
    quietOn(run, 1_000, 140_000);
    expect(exits(run, "stop")).toHaveLength(61);
    expect(exits(run, "target")).toHaveLength(61);
  });

  test("guards a short with buys above and below it, on a perpetual", () => {
    const run = new EngineRun(testSettings({ instruments: [LINEAR] })).feed((m) =>
      m
        .at(0)
        .snapshot({ bids: [["99.90", "500"]], asks: [["100.10", "500"]] })
        .at(10)
        .trade("buy", "100.00", "1"),
    );
    const bracket = { stop: { ticks: at("102.00"), limitTicks: null }, trail: null, target: { ticks: at("98.00") } };
    submit(run, 100, { ...draft({ side: "sell", size: "3", spec: LINEAR }), terms: { bracket } });
    run.feed((m) =>
      m.at(200).trade("buy", "100.00", "1").at(300).trade("buy", "100.00", "1").at(400).trade("buy", "100.00", "1"),
    );
    expect(run.engine.view().positions[0]?.sizeLots).toBe(-3_000);
    expect(exits(run, "target")).toMatchObject([{ side: "buy", limitTicks: at("98.00"), state: "ACCEPTED" }]);
    run.feed((m) =>
      m
        .at(490)
        .book({ asks: [["102.10", "50"]] })
        .at(500)
        .trade("buy", "102.00", "1")
        .at(900)
        .trade("buy", "102.00", "1")
        .at(1_300)
        .trade("buy", "102.00", "1"),
    );
    expect(exits(run, "stop")).toMatchObject([{ side: "buy", state: "FILLED", filledLots: 3_000 }]);
    expect(run.engine.view().positions[0]?.sizeLots).toBe(0);
    expect(exits(run, "target")).toMatchObject([{ state: "CANCELLED", reason: { rule: "linked_order" } }]);
  });

  const wrong: [string, Bracket][] = [
    ["a stop above a long's entry", { ...STOP_AND_TARGET, stop: { ticks: at("99.95"), limitTicks: null } }],
    ["a target below it", { ...STOP_AND_TARGET, target: { ticks: at("99.00") } }],
    ["nothing at all", { stop: null, trail: null, target: null }],
    ["stop and trail", { ...STOP_AND_TARGET, trail: { distance: { ticks: 10 }, activationTicks: null, by: "last" } }],
  ];
  test.each(wrong)("is refused with %s", (_name, bracket) => {
    expect(quietMarket().command(100, { kind: "submit", order: entry("2", bracket) }).reason).toMatchObject({
      rule: "bracket",
    });
  });
});
