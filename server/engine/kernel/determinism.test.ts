import fc from "fast-check";
import { expect, test } from "vitest";
import type { Effect } from "@/server/domain/effect";
import { KIND } from "@/server/domain/market-block";
import {
  anyScenario,
  fillsIn,
  lastOrders,
  marketOf,
  PATIENCE,
  play,
  RUNS,
  type Scenario,
  settingsOf,
} from "@/server/testing/random-desk";
import { RestlessStrategy } from "@/server/testing/restless-strategy";
import type { EngineCheckpoint } from "./checkpoint";
import { Engine } from "./engine";

test(
  "the same events and seed give the same digest and effects, whatever the blocks and whoever looks",
  () => {
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        const first: Effect[] = [];
        const second: Effect[] = [];
        const a = play(scenario, { afterEvent: (some) => first.push(...some) });
        const b = play(scenario, {
          afterEvent: (some) => second.push(...some),
          beforeEvent: (engine, row) => {
            engine.view();
            if (row % 50 === 0) engine.digest();
            return engine;
          },
        });
        expect(b.digest()).toBe(a.digest());
        expect(second).toEqual(first);
      }),
      { numRuns: 15 },
    );
  },
  PATIENCE,
);

test(
  "one more lot in one row gives another digest",
  () => {
    const scenario: Scenario = { seed: 5, messages: 50, gapShare: 0, model: { kind: "log" }, feedMicros: 3_000 };
    const block = marketOf(scenario);
    const run = () => {
      const engine = Engine.create(settingsOf(scenario), () => [new RestlessStrategy(5)]);
      engine.applyBlock(block);
      return engine.digest();
    };
    const before = run();
    const level = block.kind.findLastIndex((kind, i) => kind === KIND.bookLevel && (block.sizeLots[i] ?? 0) > 0);
    block.sizeLots[level] = (block.sizeLots[level] ?? 0) + 1;
    expect(run()).not.toBe(before);
  },
  PATIENCE,
);

/** As a host keeps it: text in a database that re-orders keys. */
const throughDatabase = (checkpoint: EngineCheckpoint): EngineCheckpoint =>
  JSON.parse(JSON.stringify(checkpoint), (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? 1 : -1)))
      : value,
  ) as EngineCheckpoint;

test(
  "a checkpoint at any event, restored, goes on exactly as if nothing had stopped",
  () => {
    let [fills, breakers, exits] = [0, 0, 0];
    fc.assert(
      fc.property(
        anyScenario,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 20 }),
        (scenario, places) => {
          const rows = marketOf(scenario).length;
          const stops = new Set(places.map((place) => Math.floor(place * rows)));
          const through: Effect[] = [];
          const stopped: Effect[] = [];
          const a = play(scenario, { afterEvent: (some) => through.push(...some) });
          const b = play(scenario, {
            afterEvent: (some) => stopped.push(...some),
            beforeEvent: (engine, row) => {
              if (!stops.has(row)) return engine;
              const checkpoint = throughDatabase(engine.checkpoint());
              return Engine.restore(settingsOf(scenario), () => [new RestlessStrategy(scenario.seed + 1)], checkpoint);
            },
          });
          expect(stopped).toEqual(through);
          expect(b.digest()).toBe(a.digest());
          fills += fillsIn(through).length;
          for (const effect of through) {
            if (effect.kind === "breaker") breakers++;
            if (effect.kind === "risk" && effect.event.kind === "position_exit") exits++;
          }
        },
      ),
      { numRuns: RUNS },
    );
    expect(fills).toBeGreaterThan(100);
    expect(breakers).toBeGreaterThan(20);
    expect(exits).toBeGreaterThan(5);
  },
  PATIENCE,
);

test(
  "a checkpoint without books goes on like after a restart: nothing is lost, nothing doubled",
  () => {
    fc.assert(
      fc.property(anyScenario, fc.double({ min: 0, max: 1, noNaN: true }), (scenario, place) => {
        const rows = marketOf(scenario).length;
        const stop = Math.floor(place * rows);
        const effects: Effect[] = [];
        play(scenario, {
          afterEvent: (some) => effects.push(...some),
          beforeEvent: (engine, row) => {
            if (row !== stop) return engine;
            const checkpoint = throughDatabase(engine.checkpoint({ books: false }));
            const resumed = Engine.restore(settingsOf(scenario), () => [new RestlessStrategy(0)], checkpoint);
            resumed.applyRestart(engine.now());
            return resumed;
          },
        });
        const ids = fillsIn(effects).map(({ id }) => id);
        expect(ids).toEqual(ids.map((_, i) => `fill-${i + 1}`));
        for (const order of lastOrders(effects).values()) {
          const own = fillsIn(effects).filter(({ orderId }) => orderId === order.id);
          expect(own.reduce((sum, fill) => sum + fill.sizeLots, 0)).toBe(order.filledLots);
        }
      }),
      { numRuns: RUNS },
    );
  },
  PATIENCE,
);
