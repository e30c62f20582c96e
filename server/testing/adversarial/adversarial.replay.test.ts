// Guarantee: over a million events of random markets, random orders, rough venues and tight risk settings no invariant is
// ever broken, no limit passed, no state unexplained.
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyScenario, play, type Scenario, spotWorld, type World } from "@/server/testing/random-desk";
import { RiskOracle } from "@/server/testing/risk/oracle/risk-oracle";
import { riskWorld } from "@/server/testing/risk/risk-world";
import { Invariants } from "./invariants";

/** As many as CI can bear. */
const EVENTS = 1_000_000;
const MESSAGES = 6_000;
/** CI drives the same million every time; `ADVERSARIAL_SEED=$RANDOM npm test -- adversarial` looks elsewhere. */
const SEED = Number(process.env["ADVERSARIAL_SEED"] ?? 20_261_121);
/** On a machine that is busy with other things, ms. */
const PATIENCE = 900_000;

/** Every second desk lives under tight limits of all kinds, on a market that leaps. */
const worldOf = (scenario: Scenario): World =>
  scenario.seed % 2 === 1
    ? riskWorld({ ...scenario, kind: "spot", jumps: { share: 0.002, ticks: 400 } })
    : spotWorld(scenario);

test(
  "a million events, no violation",
  () => {
    let events = 0;
    let fills = 0;
    let limited = 0;
    const kinds = new Set<string>();
    // Runs are drawn until there are enough events; fast-check shrinks the first that fails.
    fc.assert(
      fc.property(anyScenario, (drawn) => {
        if (events >= EVENTS) return;
        const scenario = { ...drawn, messages: MESSAGES };
        const world = worldOf(scenario);
        const watch = new Invariants(world.settings);
        const risk = new RiskOracle(world.settings);
        const engine = play(
          scenario,
          {
            beforeEvent: (running, row) => {
              watch.row(world.block, row);
              risk.row(world.block, row);
              return running;
            },
            onCommand: (body, _row, id) => risk.command(id, body),
            afterEvent: (effects, _row, running) => {
              watch.see(effects);
              risk.see(effects, running);
            },
          },
          world,
        );
        limited += [...risk.tally.refusals.values()].reduce((sum, count) => sum + count, 0);
        for (const kind of risk.states.kindsSeen) kinds.add(kind);
        events += engine.appliedEvents;
        fills += watch.fills;
      }),
      { seed: SEED, numRuns: 1_000 },
    );
    expect(events).toBeGreaterThanOrEqual(EVENTS);
    expect(fills).toBeGreaterThan(EVENTS / 1_000);
    expect(limited).toBeGreaterThan(EVENTS / 1_000);
    expect(kinds.size).toBeGreaterThan(4);
    const told = `${fills} fills, ${limited} orders refused, ${kinds.size} kinds of breakers opened`;
    process.stdout.write(`seed ${SEED}: ${events} events, ${told}, no violation\n`);
  },
  PATIENCE,
);
