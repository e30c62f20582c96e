import { describe, expect, test } from "vitest";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { Engine } from "@/server/engine/kernel/engine";
import { draft, EngineRun, testExecution, testSettings } from "@/server/testing/engine-run";
import { OUTER_MODELS } from "@/server/testing/random-desk";

const BOOK = { bids: [["99.99", "500"]], asks: [["100.01", "500"]] } as const;
const FIRST: RiskSettings = { ...testSettings().risk, dailyLossPpm: 10_000, grossCapPpm: 1_000_000 };

const opened = (change = {}) =>
  new EngineRun(testSettings({ risk: FIRST, ...change })).feed((m) => m.at(0).snapshot(BOOK));

type Told = readonly [millis: number, change: Partial<RiskSettings>, baseVersion?: number];

const set = (run: EngineRun, ...[millis, change, baseVersion = 1]: Told) =>
  run.command(millis, {
    kind: "setRisk",
    settings: { ...run.engine.riskView().settings, ...change },
    baseVersion,
    why: "a test",
  }).reason;

/** Loses 1.5 % of the day's equity: the daily loss breaker is open. */
function losing() {
  const run = opened();
  run.submit(1, { side: "buy", size: "30" });
  run.timer(1_000);
  run.feed((m) => m.at(1_100).snapshot({ bids: [["94.99", "500"]], asks: [["95.01", "500"]] }));
  return run.timer(2_000);
}

describe("a change", () => {
  test("makes the next version, with who, why and a diff, and is in force at once", () => {
    const run = opened();
    expect(set(run, 1, { grossCapPpm: 100_000 })).toBeNull();
    expect(run.of("riskSettings").at(-1)?.change).toMatchObject({
      version: 2,
      commandId: "cmd-1",
      why: "a test",
      diff: [{ path: "grossCapPpm", from: "1000000", to: "100000" }],
    });
    expect(run.of("risk").at(-1)?.event).toMatchObject({
      kind: "risk_settings",
      cause: "cmd-1",
      from: "1",
      to: "2",
      text: "Risk settings changed: grossCapPpm 1000000 → 100000",
    });
    expect(run.command(2, { kind: "submit", order: draft({ side: "buy", size: "11" }) }).reason?.rule).toBe(
      "gross_cap",
    );
  });

  test("to another version than the one in force, without sense, or without a difference is refused", () => {
    const run = opened();
    expect(set(run, 1, { grossCapPpm: 100_000 }, 2)).toMatchObject({ rule: "risk_settings", limit: "1", value: "2" });
    expect(set(run, 2, { drawdownClosePpm: 1 })?.text).toContain("drawdownClosePpm must be above");
    expect(set(run, 3, {})?.text).toBe("nothing would change");
    expect(run.engine.riskView().version).toBe(1);
  });
});

describe("while a breaker is open", () => {
  test("nothing may be loosened, and the refusal names the breaker and what was loosened", () => {
    const run = losing();
    expect(set(run, 2_001, { openOrdersMax: 9, positionCapPpm: FIRST.positionCapPpm + 1 })?.text).toBe(
      "while the breaker daily_loss is open nothing may be loosened: positionCapPpm",
    );
    const rearm = { ...FIRST.rearm, daily_loss: { kind: "after", micros: 1 } } as const;
    expect(set(run, 2_002, { rearm })?.text).toContain("rearm.daily_loss");
    expect(run.engine.riskView().version).toBe(1);
  });

  test("several that are open are named as several", () => {
    const run = losing();
    expect(set(run, 2_001, { drawdownReducePpm: 1_000, heartbeatMicros: FIRST.heartbeatMicros })).toBeNull();
    run.timer(3_000);
    expect(set(run, 3_001, { positionCapPpm: FIRST.positionCapPpm + 1 }, 2)?.text).toBe(
      "while the breakers daily_loss, drawdown_reduce are open nothing may be loosened: positionCapPpm",
    );
  });

  test("what only tightens goes through", () => {
    expect(set(losing(), 2_001, { openOrdersMax: 9, dailyLossPpm: 9_000 })).toBeNull();
  });
});

test("a checkpoint keeps version and settings", () => {
  const run = opened();
  set(run, 1, { grossCapPpm: 100_000 });
  const restored = Engine.restore(testSettings({ risk: FIRST }), () => [], run.engine.checkpoint());
  expect(restored.riskView()).toEqual(run.engine.riskView());
});

test("every lane of a band lives by what the base lane has taken, and by nothing that it refused", () => {
  const execution = testExecution({ bands: OUTER_MODELS });
  const run = opened({ execution });
  set(run, 1, { grossCapPpm: 100_000 }, 7);
  set(run, 2, { grossCapPpm: 200_000 });
  const { risk, outer } = run.engine.checkpoint().state as never as Record<"risk" | "outer", never>;
  const lanes = [{ risk }, ...(outer as { risk: unknown }[])] as {
    risk: { terms: { version: number; settings: RiskSettings } };
  }[];
  expect(lanes.map(({ risk: { terms } }) => [terms.version, terms.settings.grossCapPpm])).toEqual(
    Array.from({ length: 3 }, () => [2, 200_000]),
  );
});
