import { describe, expect, test } from "vitest";
import type { DeskSettings } from "@/server/domain/desk-settings";
import { isAppError } from "@/server/domain/errors";
import { KIND, MarketBlockBuilder } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { ABC, EngineRun, fixedLatency, testSettings, XYZ } from "@/server/testing/engine-run";
import { T0 } from "@/server/testing/market-builder";
import { ScriptedStrategy } from "@/server/testing/scripted-strategy";
import { Engine } from "./engine";

const BOOK = { bids: [["99.99", "50"]], asks: [["100.01", "50"]] } as const;

const refusalOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (isAppError(error) && error.code === "invalid") return error.message;
    throw error;
  }
  return "nothing was refused";
};

describe("settings that no run could be believed in are refused", () => {
  test.each<[string, Partial<DeskSettings>, string]>([
    ["no instrument", { instruments: [] }, "at least one instrument"],
    ["an instrument twice", { instruments: [ABC, ABC] }, "stands twice"],
    ["a negative balance", { openingBalanceAtoms: -1n as never }, "opening balance must be positive"],
    ["a fraction for a seed", { seed: 0.5 }, "seed must be a whole number of at least 0, was 0.5"],
    [
      "an empty latency range",
      { entryLatency: { ...fixedLatency(5), maxMicros: 4 } },
      "entry latency's range is empty",
    ],
    ["a spike share beyond 1", { responseLatency: { ...fixedLatency(5), spikeShare: 2 } }, "0 to 1, was 2"],
    ["a spike that shortens", { responseLatency: { ...fixedLatency(5), spikeFactorMin: 0.5 } }, "must rise within"],
    ["a wild exponent", { queueModel: { kind: "power", exponent: 99 } }, "0.1 to 10, was 99"],
    ["a fraction for a limit", { risk: { ...testSettings().risk, openOrdersMax: 1.5 } }, "openOrdersMax must be"],
    [
      "a strategy that is not there",
      { strategies: [{ name: "ghost", enabled: true, params: {} }] },
      "no strategy ghost",
    ],
  ])("%s", (...[, change, message]) => {
    expect(refusalOf(() => Engine.create(testSettings(change), () => []))).toContain(message);
  });

  test("a strategy without settings before one that has them", () => {
    const strategies = [{ name: "own", enabled: true, params: {} }];
    const made = () => [new ScriptedStrategy(), new ScriptedStrategy("own")];
    expect(refusalOf(() => Engine.create(testSettings({ strategies }), made))).toContain("scripted is not in");
  });
});

describe("a checkpoint is refused in words", () => {
  const taken = () => new EngineRun().feed((m) => m.at(0).snapshot(BOOK)).engine.checkpoint();
  const opening = (checkpoint: unknown, settings = testSettings()) =>
    refusalOf(() => Engine.restore(settings, () => [], checkpoint as never));

  test("when it is none", () => {
    for (const nonsense of [null, 5, "text", {}, { kind: "other" }]) {
      expect(opening(nonsense)).toBe("The checkpoint cannot be opened: it is no checkpoint of this engine");
    }
  });

  test("when it is of another version", () => {
    expect(opening({ ...taken(), version: 0 })).toContain("it has version 0, this engine writes version");
  });

  test("when it belongs to other settings", () => {
    expect(opening(taken(), testSettings({ seed: 2 }))).toContain("it belongs to other settings");
  });

  test("when a single digit of it changed", () => {
    const text = JSON.stringify(taken());
    const damaged = text.replace('"1000000000000"', '"1000000000001"');
    expect(damaged).not.toBe(text);
    expect(opening(JSON.parse(damaged))).toContain("it is damaged");
    expect(opening({ ...taken(), appliedEvents: 99 })).toContain("it is damaged");
  });

  test("when the strategies are others", () => {
    const settings = testSettings({ strategies: [{ name: "one", enabled: true, params: {} }] });
    const checkpoint = Engine.create(settings, () => [new ScriptedStrategy("one")]).checkpoint();
    expect(refusalOf(() => Engine.restore(settings, () => [], checkpoint))).toContain("there is no strategy one");
  });
});

test("a checkpoint without books is small and says that the books are unknown", () => {
  const run = new EngineRun().feed((m) =>
    m.at(0).snapshot({
      bids: Array.from({ length: 900 }, (_, i) => [`${(99 - i / 100).toFixed(2)}`, "5"] as const),
      asks: BOOK.asks,
    }),
  );
  const [withBooks, without] = [run.engine.checkpoint(), run.engine.checkpoint({ books: false })];
  expect(JSON.stringify(without).length).toBeLessThan(JSON.stringify(withBooks).length / 3);
  const resumed = Engine.restore(testSettings(), () => [], without);
  expect(resumed.book(0).isValid()).toBe(false);
  expect(
    Engine.restore(testSettings(), () => [], withBooks)
      .book(0)
      .isValid(),
  ).toBe(true);
});

test("orders resumed without books go to the back of their queue, restart or not", () => {
  const run = new EngineRun().feed((m) => m.at(0).snapshot(BOOK));
  run.submit(1, { side: "buy", size: "1", price: "99.99" });
  run.feed((m) => m.at(50).trade("sell", "99.99", "49"));
  const checkpoint = run.engine.checkpoint({ books: false });
  run.engine = Engine.restore(testSettings(), () => [], checkpoint);
  run.feed((m) => m.at(100).trade("sell", "99.99", "40").at(200).snapshot(BOOK));
  run.timer(1_000);
  expect(run.fills()).toEqual([]);
  expect(run.engine.view().working).toMatchObject([{ aheadLots: 5_000 }]);
});

test("rows that cannot be are impossible states, with their event index", () => {
  const row = { exchangeAt: micros(T0), receivedAt: micros(T0), seq: 1, priceTicks: 1, sizeLots: 1, side: 0, flags: 0 };
  const apply = (change: { instrument: number; kind: number }) => {
    const builder = new MarketBlockBuilder();
    builder.push({ ...row, ...change });
    Engine.create(testSettings({ seed: 9 }), () => []).applyBlock(builder.take());
  };
  expect(() => apply({ instrument: 3, kind: KIND.trade })).toThrow("there is no instrument 3 (event 1, seed 9)");
  expect(() => apply({ instrument: 0, kind: 77 })).toThrow("unknown kind 77 (event 1, seed 9)");
});

test("blocks may be cut anywhere", () => {
  const settings = testSettings({ instruments: [ABC, XYZ] });
  const build = () => {
    const run = new EngineRun(settings);
    run.market.on(0).at(0).snapshot(BOOK).on(1).snapshot(BOOK).on(0).at(10).trade("buy", "100.01", "3");
    return { engine: run.engine, block: run.market.take() };
  };
  const [whole, cut] = [build(), build()];
  whole.engine.applyBlock(whole.block);
  for (let i = 0; i < cut.block.length; i++) cut.engine.applyBlock(cut.block, i, i + 1);
  expect(cut.engine.digest()).toBe(whole.engine.digest());
  expect(cut.engine.appliedEvents).toBe(whole.block.length);
});

test("a view shows a working order's place in the queue once the desk knows of it", () => {
  const run = new EngineRun().feed((m) => m.at(0).snapshot(BOOK));
  run.submit(1, { side: "buy", size: "1", price: "99.99" });
  run.feed((m) => m.at(12).book({ bids: [["90.00", "1"]] }));
  expect(run.engine.view().working).toMatchObject([{ state: "SUBMITTED", aheadLots: null, trace: [] }]);
  run.feed((m) => m.at(20).trade("sell", "99.99", "20"));
  expect(run.engine.view().working).toMatchObject([
    { state: "ACCEPTED", aheadLots: 3_000, behindLots: 0, trace: [{ cause: "accepted" }, { cause: "trade" }] },
  ]);
});
