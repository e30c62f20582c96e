import fc from "fast-check";
import { expect, test } from "vitest";
import type { CommandBody } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import { lots } from "@/server/domain/lots";
import { type Micros, micros } from "@/server/domain/micros";
import type { BandLane, EquitySample } from "@/server/domain/portfolio";
import { EngineRun, testExecution, testSettings } from "@/server/testing/engine-run";
import {
  anyScenario,
  marketOf,
  OUTER_MODELS,
  PATIENCE,
  play,
  type Scenario,
  settingsOf,
} from "@/server/testing/random-desk";
import { RestlessStrategy } from "@/server/testing/restless-strategy";
import { Engine } from "./engine";

type Commands = ReadonlyMap<number, CommandBody>;
type Played = Readonly<{ effects: readonly Effect[]; state: Readonly<Record<string, unknown>> }>;

/** Commands that mean the same in every lane, whatever it holds and has working. */
function isPlain(body: CommandBody): boolean {
  if (body.kind === "submit") return body.order.side === "buy";
  if (body.kind === "submitOco") return body.orders[0].side === "buy";
  if (body.kind === "startParent") return body.parent.side === "buy";
  return body.kind !== "cancel" && body.kind !== "amend" && body.kind !== "cancelParent";
}

/** Those of a random person at the desk; what they look at is the base lane. */
function commandsOf(scenario: Scenario): Commands {
  const commands = new Map<number, CommandBody>();
  play(scenario, { onCommand: (body, row) => isPlain(body) && commands.set(row, body) });
  return commands;
}

function run(scenario: Scenario, settings: DeskSettings, commands: Commands): Played {
  const block = marketOf(scenario);
  const engine = Engine.create(settings, () => [new RestlessStrategy(scenario.seed)]);
  let second = 0;
  for (let i = 0; i < block.length; i++) {
    const at = block.receivedAt[i] as Micros;
    if (Math.floor(at / 1_000_000) > second) {
      second = Math.floor(at / 1_000_000);
      engine.applyTimer(micros(second * 1_000_000));
    }
    engine.applyBlock(block, i, i + 1);
    const body = commands.get(i);
    if (body) engine.applyCommand({ id: `cmd-${i}`, body }, at);
  }
  return { effects: engine.drainEffects(), state: engine.checkpoint().state };
}

/** What decides of a lane: money, orders, what is on its way, strategies. Not the files that only a desk's own lane keeps. */
function essence(state: unknown): unknown {
  const { portfolio, orders, parents, exchange, gate, host, sentAt, nextSample } = state as Record<string, unknown>;
  const forTheEye = new Set(["trace", "eventSeq", "decisionBook", "arrivalBook", "book", "trips", "tripSeq"]);
  const text = JSON.stringify(
    { portfolio, orders, parents, exchange, gate, host, sentAt, nextSample },
    (key, value: unknown) => (forTheEye.has(key) ? undefined : value),
  );
  return JSON.parse(text);
}

/** One sample a whole second; a fill may fall on one and is said before. */
function secondsOf(effects: readonly Effect[]): EquitySample[] {
  const seconds = new Map<number, EquitySample>();
  for (const effect of effects) {
    if (effect.kind === "equity" && effect.sample.at % 1_000_000 === 0) seconds.set(effect.sample.at, effect.sample);
  }
  return [...seconds.values()];
}

/** By what a lane says at each second: equity, realised, fees. */
const curveOf = (samples: readonly Readonly<{ at: number; lane: Pick<BandLane, Money> }>[]) =>
  samples.map(({ at, lane: { equityAtoms, realisedAtoms, feesAtoms } }) => [at, equityAtoms, realisedAtoms, feesAtoms]);
type Money = "equityAtoms" | "realisedAtoms" | "feesAtoms";

test(
  "each lane is what an engine alone would have done under its model, to the atom and the request on its way",
  () => {
    let fills = 0;
    fc.assert(
      fc.property(anyScenario, (any) => {
        const scenario = { ...any, bands: true };
        const settings = settingsOf(scenario);
        const commands = commandsOf(scenario);
        const together = run(scenario, settings, commands);
        const outer = together.state["outer"] as readonly Readonly<Record<string, unknown>>[];
        const models = [OUTER_MODELS.pessimistic, OUTER_MODELS.optimistic, scenario.model];
        for (const [i, queueModel] of models.entries()) {
          const alone = run(
            scenario,
            { ...settings, queueModel, execution: { ...settings.execution, bands: null } },
            commands,
          );
          expect(essence(outer[i] ?? together.state)).toEqual(essence(alone.state));
          const name = (["pessimistic", "optimistic", "base"] as const)[i] ?? "base";
          const told = secondsOf(together.effects).map(({ at, bands }) => ({ at, lane: bands?.[name] as BandLane }));
          expect(curveOf(told)).toEqual(curveOf(secondsOf(alone.effects).map((lane) => ({ at: lane.at, lane }))));
          const last = together.effects.findLast((effect) => effect.kind === "equity" && effect.sample.bands !== null);
          fills += last?.kind === "equity" ? (last.sample.bands?.[name].fills ?? 0) : 0;
        }
      }),
      { numRuns: 12 },
    );
    expect(fills).toBeGreaterThan(100);
  },
  PATIENCE,
);

const BOOK = { bids: [["99.99", "50"]], asks: [["100.01", "50"]] } as const;
const banded = () => new EngineRun(testSettings({ execution: testExecution({ bands: OUTER_MODELS }) }));
const bandsOf = (run: EngineRun) => run.engine.view().equity.bands;

test("a print at our price fills the optimistic lane alone; the sample of the next second tells of all three", () => {
  const run = banded().feed((m) => m.at(0).snapshot(BOOK));
  run.submit(10, { side: "buy", size: "1", price: "99.99" });
  run.feed((m) => m.at(100).trade("sell", "99.99", "1").at(200).trade("sell", "99.99", "1"));
  expect(run.fills()).toEqual([]);
  expect(bandsOf(run)).toMatchObject({
    pessimistic: { model: "riskAverse", ordersClosed: 0, fills: 0 },
    base: { model: "log", ordersClosed: 0, fills: 0 },
    // 1 ABC at 99.99 is 9,999,000,000 atoms, and the fee 0.1 % of it.
    optimistic: {
      model: "touch",
      ordersClosed: 1,
      ordersFilled: 1,
      fills: 1,
      wantedAtoms: 9_999_000_000n,
      filledAtoms: 9_999_000_000n,
      feesAtoms: 9_999_000n,
    },
  });
  run.timer(1_000);
  const sample = run.of("equity").findLast(({ sample: { bands } }) => bands !== null)?.sample;
  expect(sample?.bands).toEqual(bandsOf(run));
  expect(sample?.bands?.base.equityAtoms).toBe(sample?.equityAtoms);
});

test("what a person sells closes the same share of each lane's position, and a cancel finds the same order in each", () => {
  const run = banded().feed((m) => m.at(0).snapshot(BOOK));
  run.submit(10, { side: "buy", size: "4", price: "100.01" });
  run.submit(11, { side: "buy", size: "3", price: "99.99" });
  // The optimistic lane has 7, the others 4.
  run.feed((m) => m.at(100).trade("sell", "99.99", "0.01").at(200).trade("sell", "99.99", "0.01"));
  run.submit(300, { side: "sell", size: "1", price: "100.05" });
  run.command(320, { kind: "cancel", orderId: "ord-2" });
  run.feed((m) => m.at(400).trade("buy", "100.05", "10").at(500).trade("buy", "100.05", "10"));
  run.timer(1_000);
  // 1 of 4 is 1.75 of 7, all filled; the unfilled buy of 3 at 99.99 was cancelled but where it had filled before.
  expect(bandsOf(run)).toMatchObject({
    pessimistic: { ordersClosed: 3, ordersFilled: 2, filledAtoms: (4n * 10_001n + 10_005n) * 1_000_000n },
    base: { ordersClosed: 3, ordersFilled: 2 },
    optimistic: {
      ordersClosed: 3,
      ordersFilled: 3,
      filledAtoms: (4n * 10_001n + 3n * 9_999n) * 1_000_000n + 175n * 10_005n * 10_000n,
    },
  });
  run.submit(1_100, { side: "sell", size: "3" });
  run.feed((m) => m.at(1_500).snapshot(BOOK)).timer(2_000);
  const { state } = run.engine.checkpoint();
  const held = [state, ...(state["outer"] as (typeof state)[])].map((lane) => lane["portfolio"]);
  for (const portfolio of held) expect(portfolio).toMatchObject({ holdings: [{ sizeLots: 0 }] });
});

const HUGE = {
  instrumentId: "test:ABC/USDT",
  side: "sell",
  type: "market",
  timeInForce: "IOC",
  postOnly: false,
  limitTicks: null,
} as const;

const heldIn = (run: EngineRun): unknown[] => {
  const { state } = run.engine.checkpoint();
  const lanes = [state, ...(state["outer"] as (typeof state)[])];
  return lanes.map((lane) => (lane["portfolio"] as { holdings: { sizeLots: number }[] }).holdings[0]?.sizeLots);
};

test("an amended size keeps the proportion of the orders, and what a lane has filled already ends its order", () => {
  const run = banded().feed((m) => m.at(0).snapshot(BOOK));
  run.submit(10, { side: "buy", size: "4", price: "100.01" });
  run.submit(11, { side: "buy", size: "3", price: "99.99" });
  run.feed((m) => m.at(100).trade("sell", "99.99", "0.01").at(200).trade("sell", "99.99", "0.01"));
  expect(heldIn(run)).toEqual([400, 400, 700]);
  // Sells all: 4 here, 7 where 7 are held.
  run.submit(300, { side: "sell", size: "4", price: "100.05" });
  run.feed((m) => m.at(350).trade("buy", "100.01", "0.01"));
  // Half of it, which is 3.5 of 7.
  expect(run.command(400, { kind: "amend", orderId: "ord-3", limitTicks: null, sizeLots: lots(200) }).accepted).toBe(
    true,
  );
  run.feed((m) => m.at(500).trade("buy", "100.05", "0.01").at(600).trade("buy", "100.05", "0.01")).timer(1_000);
  // Nobody stands before us at 100.05: each print fills a lot, or under touch all.
  expect(heldIn(run)).toEqual([398, 398, 350]);
  // The optimistic lane is done with this order: to amend and to cancel it means nothing there.
  run.command(1_100, { kind: "amend", orderId: "ord-3", limitTicks: null, sizeLots: lots(100) });
  run.command(1_200, { kind: "cancel", orderId: "ord-3" });
  run.timer(2_000);
  const outer = run.engine.checkpoint().state["outer"] as readonly Readonly<{ tally: { skippedCommands: number } }>[];
  expect(outer.map(({ tally }) => tally.skippedCommands)).toEqual([0, 2]);
  expect(run.engine.view().working.map(({ id }) => id)).toEqual(["ord-2"]);
});

test.each(["submit", "amend"] as const)(
  "%s of the largest size there is, where a lane holds more than the base, is refused",
  (kind) => {
    const run = banded().feed((m) => m.at(0).snapshot(BOOK));
    run.submit(10, { side: "buy", size: "4", price: "100.01" });
    run.submit(11, { side: "buy", size: "3", price: "99.99" });
    run.feed((m) => m.at(100).trade("sell", "99.99", "0.01").at(200).trade("sell", "99.99", "0.01"));
    expect(heldIn(run)).toEqual([400, 400, 700]);
    run.submit(300, { side: "sell", size: "4", price: "100.05" });
    run.feed((m) => m.at(350).trade("buy", "100.01", "0.01"));
    const sizeLots = lots(Number.MAX_SAFE_INTEGER);
    const order = { ...HUGE, sizeLots };
    const body = kind === "submit" ? { kind, order } : { kind, orderId: "ord-3", limitTicks: null, sizeLots };
    expect(run.command(400, body)).toMatchObject({ accepted: false, reason: { rule: "holdings" } });
    run.timer(1_000);
    expect(heldIn(run)).toEqual([400, 400, 700]);
  },
);

test("strategies shared by two lanes are refused", () => {
  const shared = [new RestlessStrategy(1)];
  const settings = {
    ...settingsOf({ seed: 1, messages: 1, gapShare: 0, model: { kind: "log" }, feedMicros: 0, bands: true }),
  };
  expect(() => Engine.create(settings, () => shared)).toThrow("with bands each lane needs strategies of its own");
});
