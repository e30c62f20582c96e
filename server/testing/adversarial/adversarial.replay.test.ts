// Guarantee: over a million events of random markets, random orders and rough venues no invariant is ever broken.
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyScenario, marketOf, play, settingsOf } from "@/server/testing/random-desk";
import { Invariants } from "./invariants";

/** As many as CI can bear. */
const EVENTS = 1_000_000;
const MESSAGES = 6_000;
/** CI drives the same million every time; `ADVERSARIAL_SEED=$RANDOM npm test -- adversarial` looks elsewhere. */
const SEED = Number(process.env["ADVERSARIAL_SEED"] ?? 20_261_121);
/** On a machine that is busy with other things, ms. */
const PATIENCE = 900_000;

test(
  "a million events, no violation",
  () => {
    let events = 0;
    let fills = 0;
    // Runs are drawn until there are enough events; fast-check shrinks the first that fails.
    fc.assert(
      fc.property(anyScenario, (drawn) => {
        if (events >= EVENTS) return;
        const scenario = { ...drawn, messages: MESSAGES };
        const watch = new Invariants(settingsOf(scenario));
        const block = marketOf(scenario);
        const engine = play(scenario, {
          beforeEvent: (running, row) => {
            watch.row(block, row);
            return running;
          },
          afterEvent: (effects) => watch.see(effects),
        });
        events += engine.appliedEvents;
        fills += watch.fills;
      }),
      { seed: SEED, numRuns: 1_000 },
    );
    expect(events).toBeGreaterThanOrEqual(EVENTS);
    expect(fills).toBeGreaterThan(EVENTS / 1_000);
    process.stdout.write(`seed ${SEED}: ${events} events, ${fills} fills, no violation\n`);
  },
  PATIENCE,
);
