// Guarantee: whatever a desk of perpetuals does, long, short, through zero, called, taken over, and paid funding,
// its books add up to the atom, and nobody loses what they did not put up.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Effect } from "@/server/domain/effect";
import { micros } from "@/server/domain/micros";
import { Engine } from "@/server/engine/kernel/engine";
import { Audit } from "@/server/testing/audit";
import { OUTER_MODELS, PATIENCE, play } from "@/server/testing/random-desk";
import { anyPerpScenario, type PerpScenario, perpWorld } from "@/server/testing/random-perps";
import { RestlessStrategy } from "@/server/testing/restless-strategy";

const RUNS = 25;
const playPerps = (scenario: PerpScenario, watch: Parameters<typeof play>[1]) =>
  play(scenario, watch, perpWorld(scenario));

test(
  "the books add up after every event, losses stay within what was put up, and reducing never turns a position over",
  () => {
    const total = { fills: 0, shorts: 0, liquidations: 0, funding: 0, borne: 0 };
    fc.assert(
      fc.property(anyPerpScenario, (scenario) => {
        const audit = new Audit();
        const engine = playPerps(scenario, { afterEvent: (effects) => audit.take(effects) });
        // Once all is known, the desk's books are the venue's.
        engine.applyTimer(micros(engine.now() + 60_000_000));
        audit.take(engine.drainEffects());
        const { margin } = engine.checkpoint().state as { margin: { account: { cashAtoms: { $atoms: string } } } };
        expect(BigInt(margin.account.cashAtoms.$atoms)).toBe(audit.balance("cash"));
        for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += audit.seen[key];
      }),
      { numRuns: RUNS },
    );
    // What the fund bore is rarer; the tests of single liquidations have it.
    for (const kind of ["fills", "shorts", "liquidations", "funding"] as const) expect(total[kind]).toBeGreaterThan(5);
  },
  PATIENCE,
);

test(
  "restored at any event, and with outer lanes beside it, a desk of perpetuals goes on as if nothing had stopped",
  () => {
    fc.assert(
      fc.property(anyPerpScenario, fc.integer({ min: 1, max: 40 }), (scenario, every) => {
        const [through, stopped]: [Effect[], Effect[]] = [[], []];
        const a = playPerps(scenario, { afterEvent: (some) => through.push(...some) });
        const b = playPerps(scenario, {
          afterEvent: (some) => stopped.push(...some),
          beforeEvent: (engine, row) => {
            if (row % (every * 7) !== 0) return engine;
            const checkpoint = JSON.parse(JSON.stringify(engine.checkpoint())) as ReturnType<Engine["checkpoint"]>;
            const { settings } = perpWorld(scenario);
            return Engine.restore(settings, () => [new RestlessStrategy(scenario.seed + 1)], checkpoint);
          },
        });
        expect(stopped).toEqual(through);
        expect(b.digest()).toBe(a.digest());
      }),
      { numRuns: 8 },
    );
  },
  PATIENCE,
);

test(
  "an outer lane has the account that an engine alone would have under its model, taken over or not",
  () => {
    let fills = 0;
    fc.assert(
      fc.property(anyPerpScenario, (scenario) => {
        const alone = (change: Partial<PerpScenario>) => {
          const { settings, block } = perpWorld({ ...scenario, isRough: false, ...change });
          const engine = Engine.create(settings, () => [new RestlessStrategy(scenario.seed)]);
          engine.applyBlock(block);
          for (const effect of engine.drainEffects()) {
            if (effect.kind === "fill") fills++;
          }
          return engine.checkpoint().state as LaneState & { outer?: readonly LaneState[] };
        };
        const { outer } = alone({ bands: true });
        const models = [OUTER_MODELS.pessimistic, OUTER_MODELS.optimistic];
        models.forEach((model, i) => {
          const { margin, portfolio } = alone({ bands: false, model });
          expect(outer?.[i]?.margin).toEqual(margin);
          expect(outer?.[i]?.portfolio.ledger).toEqual(portfolio.ledger);
        });
      }),
      { numRuns: 8 },
    );
    expect(fills).toBeGreaterThan(50);
  },
  PATIENCE,
);

type LaneState = Readonly<{ margin: unknown; portfolio: Readonly<{ ledger: unknown }> }>;
