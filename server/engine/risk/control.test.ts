import { describe, expect, test } from "vitest";
import { BreakerRun } from "@/server/testing/breaker-run";
import { ABC, draft, EngineRun, testExecution, testSettings, XYZ } from "@/server/testing/engine-run";
import { atMillis } from "@/server/testing/market-builder";
import { ScriptedStrategy } from "@/server/testing/scripted-strategy";

const BOOK = { bids: [["99.99", "50"]], asks: [["100.01", "50"]] } as const;

const withStrategy = (strategy: ScriptedStrategy, enabled = true) =>
  new EngineRun(testSettings({ strategies: [{ name: strategy.name, enabled, params: {} }] }), [strategy]);

const riskKinds = (run: EngineRun) => run.of("risk").map(({ event }) => event.kind);

/** Ten held, a buy and a sell of a strategy working, and a buy by hand. */
function busy() {
  const strategy = new ScriptedStrategy();
  const run = withStrategy(strategy).feed((m) => m.at(0).snapshot(BOOK));
  run.submit(1, { side: "buy", size: "10" });
  run.timer(400);
  strategy.onNextRow = (ctx) => {
    ctx.submit(draft({ side: "buy", size: "1", price: "98.00" }), "entry");
    ctx.submit(draft({ side: "sell", size: "2", price: "102.00" }), "exit");
  };
  run.feed((m) => m.at(410).book({ bids: [["90.00", "1"]] }));
  const byHand = run.submit(420, { side: "buy", size: "1", price: "97.00" });
  run.timer(800);
  return { run, strategy, byHand, entry: "ord-2", exit: "ord-3" };
}

describe("pause", () => {
  test("stops strategies and cancels their entries; exits and orders by hand stay", () => {
    const { run, strategy, byHand, entry, exit } = busy();
    run.command(900, { kind: "pause" });
    run.timer(1_400);
    expect(run.order(entry)).toMatchObject({ state: "CANCELLED", reason: { rule: "cancelled_by_user" } });
    expect([run.order(exit).state, run.order(byHand).state]).toEqual(["ACCEPTED", "ACCEPTED"]);
    const rows = strategy.rows;
    run.feed((m) => m.at(1_500).book({ bids: [["90.00", "2"]] }));
    expect(strategy.rows).toBe(rows);
    expect(run.engine.view().strategiesPaused).toBe(true);
    expect(run.submit(1_501, { side: "buy", size: "1", price: "96.00" })).toBe("ord-5");
    expect(run.order("ord-5").state).toBe("SUBMITTED");
  });

  test("a strategy still learns what became of its orders, but may send none", () => {
    const { run, strategy, exit } = busy();
    run.command(900, { kind: "pause" });
    strategy.onNextFill = (ctx) => ctx.submit(draft({ side: "buy", size: "1", price: "98.00" }), "again");
    run.feed((m) =>
      m
        .at(1_000)
        .trade("buy", "102.01", "9")
        .at(1_010)
        .book({ bids: [["90.00", "3"]] }),
    );
    run.timer(1_100);
    expect(run.order(exit).state).toBe("FILLED");
    expect(strategy.fills).toBe(1);
    expect(run.order("ord-5")).toMatchObject({ state: "REJECTED", reason: { rule: "trading_state", value: "PAUSED" } });
  });

  test("resume lets them go on, with their windows void", () => {
    const { run, strategy } = busy();
    run.command(900, { kind: "pause" });
    run.command(1_000, { kind: "resume" });
    expect(strategy.gaps).toEqual([null]);
    const rows = strategy.rows;
    run.feed((m) => m.at(1_100).book({ bids: [["90.00", "2"]] }));
    expect(strategy.rows).toBe(rows + 1);
    expect(riskKinds(run)).toEqual(["strategies_paused", "strategies_resumed"]);
  });
});

describe("setStrategy", () => {
  test("switches one strategy off, with its entries, and on again", () => {
    const { run, strategy, entry, exit } = busy();
    run.command(900, { kind: "setStrategy", strategy: "scripted", enabled: false });
    run.timer(1_400);
    expect([run.order(entry).state, run.order(exit).state]).toEqual(["CANCELLED", "ACCEPTED"]);
    const rows = strategy.rows;
    run.feed((m) => m.at(1_500).book({ bids: [["90.00", "2"]] }));
    expect(strategy.rows).toBe(rows);
    run.command(1_600, { kind: "setStrategy", strategy: "scripted", enabled: true });
    expect(strategy.gaps).toEqual([null]);
    expect(run.engine.view().strategies).toMatchObject([{ name: "scripted", enabled: true, summary: "waits" }]);
  });

  test("names a strategy that the desk does not have", () => {
    const { run } = busy();
    const outcome = run.command(900, { kind: "setStrategy", strategy: "nope", enabled: true });
    expect(outcome).toMatchObject({ accepted: false, reason: { value: "nope" } });
  });
});

describe("kill", () => {
  test("halts at once, cancels everything, sells everything, and stays halted", () => {
    const { run, byHand, entry, exit } = busy();
    run.command(900, { kind: "kill" });
    expect(run.engine.view()).toMatchObject({ tradingState: "HALTED", strategiesPaused: true });
    expect(run.order(run.submit(901, { side: "sell", size: "1" })).reason).toMatchObject({ rule: "trading_state" });
    run.timer(1_400).timer(2_400).timer(3_400);
    for (const id of [byHand, entry, exit]) {
      expect(run.order(id)).toMatchObject({ state: "CANCELLED", reason: { rule: "cancelled_by_risk" } });
    }
    const view = run.engine.view();
    expect([view.working, view.positions[0]?.sizeLots, view.tradingState]).toEqual([[], 0, "HALTED"]);
    const closing = run.of("order").findLast(({ order }) => order.origin === "risk")?.order;
    expect(closing).toMatchObject({ state: "FILLED", type: "market", side: "sell", filledLots: 1_000 });
    expect(riskKinds(run)).toEqual(["strategies_paused", "trading_state", "kill", "kill"]);
  });

  test("waits for a book to sell on, says so once, and sells when it comes", () => {
    const { run } = busy();
    run.feed((m) => m.at(850).gap());
    run.command(900, { kind: "kill" });
    run.timer(1_400).timer(2_400).timer(3_400);
    expect(run.engine.view().positions[0]?.sizeLots).toBe(1_000);
    expect(run.of("risk").filter(({ event }) => event.text.startsWith("Waiting to sell"))).toHaveLength(1);
    run.feed((m) => m.at(3_500).snapshot(BOOK));
    run.timer(4_400).timer(5_400).timer(6_400);
    expect(run.engine.view().positions[0]?.sizeLots).toBe(0);
  });

  test("tries again while buyers come back", () => {
    const run = new EngineRun().feed((m) => m.at(0).snapshot(BOOK));
    run.submit(1, { side: "buy", size: "10" });
    run.timer(500);
    run.feed((m) => m.at(600).book({ bids: [["99.99", "4"]] }));
    run.command(601, { kind: "kill" });
    run.timer(1_000).timer(2_000).timer(3_000);
    expect(run.engine.view().positions[0]?.sizeLots).toBe(600);
    expect(run.of("risk").at(-1)?.event.text).toContain("nobody is left to buy");
    run.feed((m) => m.at(3_500).book({ bids: [["99.98", "20"]] }));
    run.timer(4_000).timer(5_000).timer(6_000);
    expect(run.engine.view().positions[0]?.sizeLots).toBe(0);
  });

  test("sends one closing order a second at most", () => {
    const run = new EngineRun().feed((m) => m.at(0).snapshot(BOOK));
    run.submit(1, { side: "buy", size: "10" });
    run.timer(500);
    run.feed((m) => m.at(600).book({ bids: [["99.99", "4"]] }));
    run.command(601, { kind: "kill" });
    for (let millis = 620; millis < 1_600; millis += 20) {
      run.feed((m) => m.at(millis).book({ bids: [["99.99", "4"]] })).timer(millis + 1);
    }
    const closing = () => run.of("order").filter(({ order }) => order.origin === "risk" && order.acceptedAt === null);
    expect(closing().map(({ order }) => order.sizeLots)).toEqual([1_000]);
    run.timer(1_601);
    expect(closing().map(({ order }) => order.sizeLots)).toEqual([1_000, 600]);
  });

  test("dust below the minimum is sold too", () => {
    const run = new EngineRun().feed((m) => m.at(0).snapshot(BOOK));
    run.submit(1, { side: "buy", size: "1" });
    run.timer(500);
    run.submit(501, { side: "sell", size: "0.95" });
    run.timer(1_000);
    run.command(1_001, { kind: "kill" });
    run.timer(2_000).timer(3_000);
    expect(run.engine.view().positions[0]?.sizeLots).toBe(0);
  });

  test("resume makes the desk ACTIVE again", () => {
    const { run } = busy();
    run.command(900, { kind: "kill" });
    run.timer(1_400).timer(2_400).timer(3_400);
    run.command(4_000, { kind: "resume" });
    expect(run.engine.view()).toMatchObject({ tradingState: "ACTIVE", strategiesPaused: false });
  });
});

describe("flatten", () => {
  test("closes everything in every instrument, holds strategies back meanwhile, and lets them go on", () => {
    const strategy = new ScriptedStrategy();
    const settings = testSettings({
      instruments: [ABC, XYZ],
      strategies: [{ name: "scripted", enabled: true, params: {} }],
    });
    const run = new EngineRun(settings, [strategy]).feed((m) => m.on(0).at(0).snapshot(BOOK).on(1).snapshot(BOOK));
    run.submit(1, { side: "buy", size: "3" });
    run.submit(2, { side: "buy", size: "3", spec: XYZ });
    run.timer(400);
    run.command(500, { kind: "flatten" });
    expect(run.engine.view()).toMatchObject({ tradingState: "ACTIVE", strategiesPaused: true });
    expect(run.order(run.submit(501, { side: "buy", size: "1" })).reason).toMatchObject({ value: "FLATTENING" });
    run.timer(1_000);
    expect(run.engine.view().positions.map(({ sizeLots }) => sizeLots)).toEqual([0, 0]);
    expect(run.engine.view().strategiesPaused).toBe(false);
    expect(strategy.gaps).toEqual([null]);
    expect(riskKinds(run)).toEqual(["flatten", "flatten"]);
  });

  test("of a flat desk is done at once", () => {
    const run = new EngineRun().feed((m) => m.at(0).snapshot(BOOK));
    expect(run.command(1, { kind: "flatten" }).accepted).toBe(true);
    expect(run.engine.view().strategiesPaused).toBe(false);
  });

  test("may be ended by resume", () => {
    const { run } = busy();
    run.feed((m) => m.at(850).gap());
    run.command(900, { kind: "flatten" });
    run.command(950, { kind: "resume" });
    run.feed((m) => m.at(1_000).snapshot(BOOK));
    run.timer(2_000).timer(3_000);
    expect(run.engine.view().positions[0]?.sizeLots).toBe(1_000);
  });
});

describe("commands", () => {
  test("count once by their id, however often they come", () => {
    const run = new EngineRun().feed((m) => m.at(0).snapshot(BOOK));
    const order = draft({ side: "buy", size: "1" });
    run.command(1, { kind: "submit", order }, "same");
    const before = run.effects.length;
    run.command(2, { kind: "submit", order }, "same");
    expect(run.effects.length).toBe(before);
    expect(run.engine.appliedEvents).toBe(5);
  });

  test("the last 10,000 ids are remembered, also through a checkpoint", () => {
    const run = new EngineRun();
    for (let i = 0; i <= 10_000; i++) run.engine.applyCommand({ id: `c-${i}`, body: { kind: "resume" } }, 1 as never);
    const outcomes = (id: string) => {
      run.engine.drainEffects();
      run.engine.applyCommand({ id, body: { kind: "resume" } }, 1 as never);
      return run.engine.drainEffects().filter(({ kind }) => kind === "command").length;
    };
    expect([outcomes("c-1"), outcomes("c-10000"), outcomes("c-0")]).toEqual([0, 0, 1]);
  });

  test("cancelAll takes back what works in one instrument, or everywhere", () => {
    const run = new EngineRun(testSettings({ instruments: [ABC, XYZ] }));
    run.feed((m) => m.on(0).at(0).snapshot(BOOK).on(1).snapshot(BOOK));
    const abc = run.submit(1, { side: "buy", size: "1", price: "98.00" });
    const xyz = run.submit(2, { side: "buy", size: "1", price: "98.00", spec: XYZ });
    run.command(3, { kind: "cancelAll", instrumentId: XYZ.id });
    run.timer(1_000);
    expect([run.order(abc).state, run.order(xyz).state]).toEqual(["ACCEPTED", "CANCELLED"]);
    run.command(1_001, { kind: "cancelAll", instrumentId: null });
    run.timer(2_000);
    expect(run.order(abc).state).toBe("CANCELLED");
  });
});

test("a cancel that was lost in an outage is asked for again, so that nothing fills in a halted desk", () => {
  const outages = [{ from: atMillis(5_000), to: atMillis(70_000) }];
  const run = new BreakerRun({}, { execution: testExecution({ outages }) });
  const buy = run.submit(run.millis + 1, { side: "buy", size: "1", price: "90.00" });
  run.seconds(6, "99.99", "100.01").command(run.millis + 1, { kind: "setTradingState", state: "HALTED" });
  // Four tries of ten seconds each are lost.
  run.seconds(75, "99.99", "100.01").price("80.00", "80.02").price("80.00", "80.02");
  expect(run.order(buy)).toMatchObject({ state: "CANCELLED", filledLots: 0, reason: { rule: "cancelled_by_risk" } });
});

test.each(["pause", "switch"])("and neither does an entry of a strategy after a %s", (how) => {
  const outages = [{ from: atMillis(5_000), to: atMillis(70_000) }];
  const strategy = new ScriptedStrategy();
  const strategies = [{ name: strategy.name, enabled: true, params: {} }];
  const run = new BreakerRun({}, { execution: testExecution({ outages }), strategies }, [strategy]);
  strategy.onNextRow = (ctx) => ctx.submit(draft({ side: "buy", size: "1", price: "90.00" }), "entry");
  run.feed((m) => m.at(run.millis + 1).book({ bids: [["50.00", "1"]] })).seconds(6, "99.99", "100.01");
  expect(run.order("ord-1").state).toBe("ACCEPTED");
  const stop = { kind: "setStrategy", strategy: strategy.name, enabled: false } as const;
  run.command(run.millis + 1, how === "pause" ? { kind: "pause" } : stop);
  run.seconds(75, "99.99", "100.01").price("80.00", "80.02").price("80.00", "80.02");
  expect(run.order("ord-1")).toMatchObject({ state: "CANCELLED", filledLots: 0 });
});
