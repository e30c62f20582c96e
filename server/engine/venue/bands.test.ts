import fc from "fast-check";
import { expect, test } from "vitest";
import type { QueueModelSettings } from "@/server/domain/desk-settings";
import { Engine } from "@/server/engine/kernel/engine";
import { draft, testSettings } from "@/server/testing/engine-run";
import { fillsIn, PATIENCE, RUNS } from "@/server/testing/random-desk";
import { randomMarket } from "@/server/testing/random-market";

/**
 * The bands are nested where they must be: for one order at a time on a side, not amended, of the same size and
 * price in the same market with the same latencies. Of several orders at one price the first may
 * take, under the more generous model, what would have drained the queue before the second.
 */
test(
  "riskAverse fills no more than log and power, and those no more than touch, of one resting order",
  () => {
    let filled = 0;
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer({ min: 0, max: 1_000_000 }),
          depth: fc.integer({ min: 0, max: 3 }),
          size: fc.integer({ min: 10, max: 300 }),
          gapShare: fc.constantFrom(0, 0.01),
        }),
        ({ seed, depth, size, gapShare }) => {
          const block = randomMarket({ seed, messages: 250, gapShare });
          const filledBy = (queueModel: QueueModelSettings): number => {
            const engine = Engine.create(testSettings({ seed, queueModel }), () => []);
            engine.applyBlock(block, 0, 60);
            const limitTicks = (engine.book(0).bestBid() - depth) as never;
            const order = {
              ...draft({ side: "buy", size: "1", price: "1", postOnly: true }),
              limitTicks,
              sizeLots: size as never,
            };
            engine.applyCommand({ id: "cmd", body: { kind: "submit", order } }, engine.now());
            engine.applyBlock(block, 60);
            return fillsIn(engine.drainEffects()).reduce((sum, fill) => sum + fill.sizeLots, 0);
          };
          const riskAverse = filledBy({ kind: "riskAverse" });
          const touch = filledBy({ kind: "touch" });
          for (const between of [filledBy({ kind: "log" }), filledBy({ kind: "power", exponent: 3 })]) {
            expect(riskAverse).toBeLessThanOrEqual(between);
            expect(between).toBeLessThanOrEqual(touch);
          }
          filled += riskAverse;
        },
      ),
      { numRuns: 2 * RUNS },
    );
    expect(filled).toBeGreaterThan(300);
  },
  PATIENCE,
);
