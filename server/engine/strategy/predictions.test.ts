import { describe, expect, test } from "vitest";
import { Engine } from "@/server/engine/kernel/engine";
import { EngineInvariantError } from "@/server/engine/kernel/invariant-error";
import { ABC, draft, EngineRun, testExecution, testSettings, XYZ } from "@/server/testing/engine-run";
import { market, T0 } from "@/server/testing/market-builder";
import { predicted } from "@/server/testing/predictions";
import { ScriptedStrategy } from "@/server/testing/scripted-strategy";

const BOOK = { bids: [["99.99", "50"]], asks: [["100.01", "50"]] } as const;
const BANDS = { pessimistic: { kind: "riskAverse" }, optimistic: { kind: "touch" } } as const;
const settings = testSettings({
  instruments: [ABC, XYZ],
  strategies: [{ name: "scripted", enabled: true, params: {} }],
});

function opened() {
  const strategy = new ScriptedStrategy();
  const run = new EngineRun(settings, [strategy]).feed((m) => m.at(0).snapshot(BOOK));
  const predict = (...said: Parameters<typeof predicted>): EngineRun => {
    run.engine.applyPrediction(predicted(...said));
    return run.feed(() => {});
  };
  return { strategy, run, predict };
}

describe("a prediction", () => {
  test("is told to the strategies that run, and leaves the engine as an effect", () => {
    const { strategy, run, predict } = opened();
    predict(1_000);
    expect(strategy.predictions).toEqual([predicted(1_000)]);
    expect(run.of("prediction")).toEqual([{ kind: "prediction", prediction: predicted(1_000) }]);
    expect(run.engine.now()).toBe(predicted(1_000).at);
    run.command(4_000, { kind: "setStrategy", strategy: "scripted", enabled: false });
    predict(5_000);
    expect(strategy.predictions).toHaveLength(1);
    expect(run.of("prediction")).toHaveLength(2);
  });

  test("counts once: what is not newer than what the version said before changes nothing", () => {
    const { strategy, run, predict } = opened();
    predict(5_000);
    predict(5_000, { at: predicted(6_000).at });
    predict(4_000);
    expect(run.of("prediction")).toHaveLength(1);
    expect(strategy.predictions).toHaveLength(1);
    // Another version, or another instrument, says something of its own.
    predict(4_000, { version: 2 });
    predict(5_000, { instrumentId: XYZ.id });
    expect(run.of("prediction")).toHaveLength(3);
  });

  test("is what the context knows of a model until the next one", () => {
    const { strategy, predict } = opened();
    const seen: unknown[] = [];
    predict(1_000, { role: "shadow", version: 2 });
    predict(2_000);
    strategy.onNextPrediction = (ctx) =>
      seen.push(
        ctx.prediction("up", 0)?.version,
        ctx.prediction("down", 0),
        ctx.prediction("up", 1),
        ctx.predictions(0).map(({ version, role }) => `${version} ${role}`),
      );
    predict(3_000, { version: 3 });
    expect(seen).toEqual([3, null, null, ["1 champion", "2 shadow", "3 champion"]]);
  });

  test("of an instrument that is not traded here is an impossible state", () => {
    const { predict } = opened();
    expect(() => predict(1_000, { instrumentId: "test:NOPE" })).toThrow(EngineInvariantError);
  });

  test("of a grid below a minute is told to strategies each time, and kept at whole minutes and with an order", () => {
    const { strategy, run, predict } = opened();
    const said = (second: number, change = {}) =>
      predict(second * 1_000, { model: "seconds", gridMicros: 1_000_000, ...change });
    for (let second = 58; second <= 62; second++) said(second);
    said(62, { version: 2, role: "shadow" });
    const kept = () =>
      run.of("prediction").map(({ prediction: { askedAt, version } }) => [(askedAt - T0) / 1e6, version]);
    expect(strategy.predictions).toHaveLength(6);
    expect(kept()).toEqual([[60, 1]]);
    strategy.onNextPrediction = (ctx) => ctx.submit(draft({ side: "buy", size: "1" }), "it rises");
    said(63);
    expect(kept()).toEqual([
      [60, 1],
      [63, 1],
      [62, 2],
    ]);
    // What was kept once is not kept again with the next order.
    strategy.onNextPrediction = (ctx) => ctx.submit(draft({ side: "buy", size: "1" }), "it rises more");
    said(64);
    expect(kept().slice(3)).toEqual([[64, 1]]);
  });

  test("keeps the newest 32 versions of an instrument", () => {
    const { strategy, predict } = opened();
    for (let version = 1; version <= 34; version++) predict(1_000 + version, { version });
    let versions: readonly number[] = [];
    strategy.onNextPrediction = (ctx) => {
      versions = ctx.predictions(0).map(({ version }) => version);
    };
    predict(2_000, { version: 34 });
    expect(versions).toEqual(Array.from({ length: 32 }, (_, i) => i + 3));
  });
});

// Guarantee: predictions are events like any other: checkpoint and restore around them change nothing, in no lane.
test("a desk that is stopped and restored between predictions ends as one that never stopped", () => {
  const banded = { ...settings, execution: testExecution({ bands: BANDS }) };
  const maker = () => {
    const strategy = new ScriptedStrategy();
    strategy.onNextPrediction = (ctx) => ctx.submit(draft({ side: "buy", size: "1" }), "it rises");
    return [strategy];
  };
  const digestOf = (stopAt: number | null): string => {
    let engine = Engine.create(banded, maker);
    const rows = market(ABC, XYZ);
    const steps = [
      () => engine.applyBlock(rows.at(0).snapshot(BOOK).take()),
      () => engine.applyPrediction(predicted(1_000)),
      () => engine.applyPrediction(predicted(1_100, { role: "shadow", version: 2, upPpm: 300_000 })),
      () => engine.applyTimer(predicted(5_000).at),
      () => engine.applyPrediction(predicted(9_000, { upPpm: null, refusal: "5m.rsi_14 is missing" })),
      () => engine.applyPrediction(predicted(10_000, { model: "seconds", gridMicros: 1_000_000 })),
      () => engine.applyPrediction(predicted(11_000, { model: "seconds", gridMicros: 1_000_000 })),
    ];
    steps.forEach((step, i) => {
      step();
      engine.drainEffects();
      const plain = JSON.stringify(engine.checkpoint());
      if (i === stopAt) engine = Engine.restore(banded, quiet, JSON.parse(plain) as ReturnType<Engine["checkpoint"]>);
    });
    return engine.digest();
  };
  // What a scripted strategy is told to do next is no state of it.
  const quiet = () => [new ScriptedStrategy()];
  const unbroken = digestOf(null);
  for (const stopAt of [1, 2, 3, 5]) expect(digestOf(stopAt)).toBe(unbroken);
});
