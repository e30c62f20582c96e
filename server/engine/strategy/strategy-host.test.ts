import { describe, expect, test } from "vitest";
import { Engine } from "@/server/engine/kernel/engine";
import { EngineInvariantError } from "@/server/engine/kernel/invariant-error";
import { ABC, draft, EngineRun, testSettings, XYZ } from "@/server/testing/engine-run";
import { market, T0 } from "@/server/testing/market-builder";
import { parentDraft } from "@/server/testing/parent-run";
import { ScriptedStrategy } from "@/server/testing/scripted-strategy";
import type { StrategyContext } from "./strategy";

const BOOK = { bids: [["99.99", "50"]], asks: [["100.01", "50"]] } as const;
const FAR = { bids: [["90.00", "1"]] } as const;

const settingsFor = (names: readonly string[]) =>
  testSettings({
    instruments: [ABC, XYZ],
    seed: 77,
    strategies: names.map((name) => ({ name, enabled: true, params: {} })),
  });

function opened(...strategies: ScriptedStrategy[]) {
  const settings = settingsFor(strategies.map(({ name }) => name));
  return new EngineRun(settings, strategies).feed((m) => m.on(0).at(0).snapshot(BOOK).on(1).snapshot(BOOK));
}

/** Lets the strategy act on a row one ms later. */
function act(run: EngineRun, strategy: ScriptedStrategy, deed: (ctx: StrategyContext) => unknown) {
  strategy.onNextRow = deed;
  const millis = (run.engine.now() - T0) / 1_000 + 1;
  run.feed((m) => m.on(0).at(millis).book(FAR));
}

test("a strategy is called for every row and timer, after the book took the row in", () => {
  const strategy = new ScriptedStrategy();
  const run = opened(strategy);
  let seen = 0;
  act(run, strategy, (ctx) => {
    seen = ctx.book(0).sizeAt(0, 9_000);
  });
  run.timer(1_000).timer(2_000);
  expect([seen, strategy.rows, strategy.timers]).toEqual([100, 7, 2]);
});

test("a strategy that is off is not called", () => {
  const strategy = new ScriptedStrategy();
  const settings = testSettings({ strategies: [{ name: "scripted", enabled: false, params: {} }] });
  new EngineRun(settings, [strategy]).feed((m) => m.at(0).snapshot(BOOK)).timer(1_000);
  expect([strategy.rows, strategy.timers]).toEqual([0, 0]);
});

const parsed = (text: string) => JSON.parse(text) as ReturnType<Engine["checkpoint"]>;

describe("a strategy beyond the settings", () => {
  const settings = settingsFor(["own"]);
  const make = () => [new ScriptedStrategy("own"), new ScriptedStrategy("spare")];
  const begin = (engine: Engine) => engine.applyBlock(market(ABC, XYZ).at(0).snapshot(BOOK).take());
  const switched = (enabled: boolean) => ({ kind: "setStrategy", strategy: "spare", enabled }) as const;

  test("is offered switched off, and changes neither checkpoint nor digest", () => {
    const [without, offered] = [
      Engine.create(settings, () => [new ScriptedStrategy("own")]),
      Engine.create(settings, make),
    ];
    for (const engine of [without, offered]) begin(engine);
    expect(offered.view().strategies.map(({ name, enabled }) => `${name} ${enabled}`)).toEqual([
      "own true",
      "spare false",
    ]);
    expect(offered.digest()).toBe(without.digest());
    expect(offered.checkpoint()).toEqual(without.checkpoint());
    const plain = JSON.stringify(without.checkpoint());
    expect(Engine.restore(settings, make, parsed(plain)).digest()).toBe(without.digest());
  });

  test("is of the desk from the time on when it is switched on, also after a restart and when it is off again", () => {
    const spare = new ScriptedStrategy("spare");
    const run = new EngineRun(settings, [new ScriptedStrategy("own"), spare]);
    run.feed((m) => m.at(0).snapshot(BOOK));
    expect(run.command(1, switched(false)).reason?.text).toContain("no strategy spare");
    expect(run.command(2, switched(true)).accepted).toBe(true);
    run.timer(1_000);
    expect(spare.timers).toBe(1);
    run.command(1_100, switched(false));
    const plain = JSON.stringify(run.engine.checkpoint());
    const restored = Engine.restore(settings, make, parsed(plain));
    expect(restored.digest()).toBe(run.engine.digest());
    expect(restored.view().strategies.map(({ name }) => name)).toEqual(["own", "spare"]);
    expect(() => Engine.restore(settings, () => [new ScriptedStrategy("own")], parsed(plain))).toThrow("own,spare");
  });
});

test("it sees what the desk knows: orders as reported, fills a response latency later", () => {
  const strategy = new ScriptedStrategy();
  const run = opened(strategy);
  const states = () => strategy.orders.map(({ state }) => state);
  let id = "";
  act(run, strategy, (ctx) => {
    id = ctx.submit(draft({ side: "buy", size: "1", price: "100.01" }), "because");
    expect(ctx.working(0).map((order) => order.id)).toEqual([id]);
    expect(ctx.working(1)).toEqual([]);
  });
  // Decided at 1 ms: arrives at 11, executed before the row of 12, known at 16.
  run.feed((m) => m.at(12).book(FAR).at(15).book(FAR));
  expect([states(), strategy.fills]).toEqual([[], 0]);
  run.feed((m) => m.at(16).book(FAR));
  expect([states(), strategy.fills]).toEqual([["FILLED"], 1]);
  act(run, strategy, (ctx) => expect([ctx.positionLots(0), ctx.working(0).length]).toEqual([100, 0]));
  expect(run.order(id)).toMatchObject({ origin: "strategy:scripted", note: "because" });
});

test("strategies see only their own orders, and hear only of them", () => {
  const [one, two] = [new ScriptedStrategy("one"), new ScriptedStrategy("two")];
  const run = opened(one, two);
  act(run, one, (ctx) => ctx.submit(draft({ side: "buy", size: "1", price: "99.00" }), "mine"));
  act(run, two, (ctx) => expect(ctx.working(0)).toEqual([]));
  run.submit(12, { side: "buy", size: "1", price: "99.00" });
  run.timer(1_000);
  expect([one.orders.length, two.orders.length]).toEqual([1, 0]);
});

test("a refusal is told at the next event, so that answering each one does not go on for ever", () => {
  const strategy = new ScriptedStrategy();
  const run = opened(strategy);
  const again = (ctx: StrategyContext) => ctx.submit(draft({ side: "sell", size: "1" }), "nothing is held");
  strategy.onEveryOrder = again;
  act(run, strategy, again);
  expect(strategy.orders).toEqual([]);
  run.timer(1_000);
  expect(strategy.orders).toMatchObject([{ state: "REJECTED", reason: { rule: "holdings" } }]);
  run.timer(2_000);
  expect(strategy.orders).toHaveLength(2);
});

test("cancels carry its words", () => {
  const strategy = new ScriptedStrategy();
  const run = opened(strategy);
  let id = "";
  act(run, strategy, (ctx) => {
    id = ctx.submit(draft({ side: "buy", size: "1", price: "99.00" }), "wants in");
  });
  run.timer(500);
  act(run, strategy, (ctx) => ctx.cancel(id, "changed its mind"));
  run.timer(1_000);
  expect(run.order(id)).toMatchObject({
    state: "CANCELLED",
    reason: { rule: "cancelled_by_strategy", text: "changed its mind" },
  });
  // A cancel of what is gone already is a race, not a fault.
  act(run, strategy, (ctx) => ctx.cancel(id, "again"));
});

test("it may enter only while trading is ACTIVE and the data is fresh", () => {
  const strategy = new ScriptedStrategy();
  const run = opened(strategy);
  const isOpen = (millis: number): unknown => {
    let answer: unknown;
    strategy.onNextRow = (ctx) => {
      answer = [ctx.isOpen(0), ctx.isOpen(1)];
    };
    run.feed((m) => m.on(1).at(millis).book(FAR));
    return answer;
  };
  expect(isOpen(10)).toEqual([true, true]);
  run.feed((m) => m.on(0).at(20).gap());
  expect(strategy.gaps).toEqual([0]);
  expect(isOpen(30)).toEqual([false, true]);
  run.command(40, { kind: "setTradingState", state: "REDUCING" });
  expect(isOpen(50)).toEqual([false, false]);
});

test("a signal is recorded with its time and author, and shown", () => {
  const strategy = new ScriptedStrategy();
  const run = opened(strategy);
  const signal = { instrumentId: ABC.id, strength: 0.4, action: "hold", text: "Waits", inputs: { ofi: 1.5 } } as const;
  act(run, strategy, (ctx) => ctx.signal(signal));
  expect(run.of("signal").map(({ signal: said }) => said)).toMatchObject([{ ...signal, seq: 1, strategy: "scripted" }]);
  expect(run.engine.view().strategies[0]?.lastSignal).toMatchObject({ text: "Waits" });
});

describe("a fault of a strategy", () => {
  test.each<[string, (ctx: StrategyContext) => unknown, string]>([
    ["asks for an unknown position", (ctx) => ctx.positionLots(-1), "asked for instrument -1"],
    [
      "orders what is not traded",
      (ctx) => ctx.submit(draft({ side: "buy", size: "1", spec: { ...ABC, id: "x" } }), ""),
      "which is not traded here",
    ],
    ["asks for an unknown book", (ctx) => ctx.book(9), "asked for instrument 9"],
    ["cancels another's order", (ctx) => ctx.cancel("ord-1", ""), "which is not its own"],
  ])("that %s ends the run with event index and seed", (...[, deed, message]) => {
    const strategy = new ScriptedStrategy();
    const run = opened(strategy);
    run.submit(5, { side: "buy", size: "1", price: "99.00" });
    let error: unknown;
    try {
      act(run, strategy, deed);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(EngineInvariantError);
    expect(error).toMatchObject({ eventIndex: 8, seed: 77, message: expect.stringContaining(message) as string });
  });

  test("that trades while it is only looked at", () => {
    const strategy = new ScriptedStrategy();
    const run = opened(strategy);
    strategy.onSummary = (ctx) => ctx.submit(draft({ side: "buy", size: "1" }), "sneaky");
    expect(() => run.engine.view()).toThrow("only asked for its summary");
  });
});

test("a strategy runs an algo: its slices are its own orders, and a pause takes it back", () => {
  const strategy = new ScriptedStrategy();
  const run = opened(strategy);
  let answer: ReturnType<StrategyContext["startParent"]> | null = null;
  act(run, strategy, (ctx) => (answer = ctx.startParent(parentDraft({ size: "1", isPassiveFirst: true }))));
  expect(answer).toEqual({ parentId: "par-1", reason: null });
  run.feed((m) => m.on(0).at(100).book(FAR));
  expect(strategy.orders).toMatchObject([
    { id: "ord-1", role: "slice", parentId: "par-1", origin: "strategy:scripted" },
  ]);
  act(run, strategy, (ctx) => (answer = ctx.startParent(parentDraft({ size: "1", slices: 1 }))));
  expect(answer).toMatchObject({ parentId: null, reason: { rule: "parent" } });
  run.command(200, { kind: "pause" });
  run.feed((m) => m.on(0).at(300).book(FAR)).timer(1_000);
  expect(run.engine.view().parents).toMatchObject([{ state: "CANCELLED", reason: { rule: "cancelled_by_risk" } }]);
  run.command(1_001, { kind: "resume" });
  act(run, strategy, (ctx) => ctx.startParent(parentDraft({ size: "1", isPassiveFirst: true })));
  act(run, strategy, (ctx) => ctx.cancelParent("par-2", "seen enough"));
  run.feed((m) => m.on(0).at(1_200).book(FAR)).timer(2_000);
  expect(run.engine.view().parents[0]).toMatchObject({
    id: "par-2",
    state: "CANCELLED",
    reason: { text: "seen enough" },
  });
});

describe("a strategy that throws", () => {
  const failing = () => {
    const strategy = new ScriptedStrategy();
    const run = opened(strategy);
    act(run, strategy, (ctx) => {
      ctx.submit(draft({ side: "buy", size: "1", price: "98.00" }), "entry");
      throw new Error("oops");
    });
    return { run, strategy };
  };

  test("switches itself off in words, its entries are taken back, and the desk goes on", () => {
    const { run, strategy } = failing();
    const { rows } = strategy;
    expect(run.of("risk").at(-1)?.event).toMatchObject({
      kind: "strategy_failed",
      cause: "strategy:scripted",
      text: "Strategy scripted failed in onMarket: oops; it is switched off and its entries are taken back",
    });
    run.timer(1_000).timer(2_000);
    expect(run.order("ord-1")).toMatchObject({ state: "CANCELLED", reason: { text: "scripted failed" } });
    run.feed((m) => m.at(2_500).book({ bids: [["90.00", "2"]] }));
    expect(strategy.rows).toBe(rows);
    expect(run.engine.view().strategies).toMatchObject([
      { enabled: false, summary: "failed in onMarket: oops; off until it is switched on" },
    ]);
    expect(run.order(run.submit(2_501, { side: "buy", size: "1", price: "97.00" })).state).toBe("SUBMITTED");
  });

  test("is not called again, not even about its orders, until it is switched on", () => {
    const { run, strategy } = failing();
    const told = strategy.orders.length;
    run.timer(1_000).timer(2_000);
    expect([strategy.orders.length, strategy.gaps]).toEqual([told, []]);
    run.command(2_100, { kind: "setStrategy", strategy: "scripted", enabled: true });
    expect(strategy.gaps).toEqual([null]);
    const { rows } = strategy;
    run.feed((m) => m.at(2_500).book({ bids: [["90.00", "2"]] }));
    expect(strategy.rows).toBe(rows + 1);
  });

  test("stays off after a restore, and can be killed", () => {
    const { run } = failing();
    run.engine = Engine.restore(settingsFor(["scripted"]), () => [new ScriptedStrategy()], run.engine.checkpoint());
    expect(run.engine.view().strategies).toMatchObject([{ enabled: false }]);
    expect(run.command(3_000, { kind: "kill" }).accepted).toBe(true);
    expect(run.engine.view().tradingState).toBe("HALTED");
  });

  test("cannot be looked at when its summary throws, and nothing else happens", () => {
    const strategy = new ScriptedStrategy();
    const run = opened(strategy);
    strategy.onSummary = () => {
      throw new Error("no words");
    };
    const digest = run.engine.digest();
    expect(run.engine.view().strategies).toMatchObject([
      { enabled: true, summary: "cannot say what it waits for: no words" },
    ]);
    expect(run.engine.digest()).toBe(digest);
  });
});
