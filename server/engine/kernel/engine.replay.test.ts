/**
 * Golden replays: one busy desk per queue model, on a market drawn from a seed. A digest covers every effect
 * and the final state to the last bit. A digest that changes means that results changed: either that was
 * meant, and the new one is written here together with the reason in the commit, or it is a fault.
 */
import { expect, test } from "vitest";
import type { QueueModelSettings } from "@/server/domain/desk-settings";
import { fillsIn, play } from "@/server/testing/random-desk";

function replay(model: QueueModelSettings) {
  const kinds = new Map<string, number>();
  let filledLots = 0;
  const scenario = { seed: 20_241, messages: 4_000, gapShare: 0.002, model, feedMicros: 3_000 };
  const engine = play(scenario, {
    afterEvent: (effects) => {
      for (const { kind } of effects) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      for (const fill of fillsIn(effects)) filledLots += fill.sizeLots;
    },
  });
  const { equityAtoms } = engine.view().equity;
  return { digest: engine.digest(), events: engine.appliedEvents, fills: kinds.get("fill"), filledLots, equityAtoms };
}

const GOLDEN: [QueueModelSettings, Omit<ReturnType<typeof replay>, "equityAtoms"> & { equityAtoms: bigint }][] = [
  [
    { kind: "riskAverse" },
    { digest: "8a0affe40b7e85ca", events: 16_653, fills: 1_154, filledLots: 48_630, equityAtoms: 994_721_141_450n },
  ],
  [
    { kind: "log" },
    { digest: "0b33e26fb9bdc71d", events: 16_646, fills: 1_087, filledLots: 45_562, equityAtoms: 994_631_867_650n },
  ],
  [
    { kind: "power", exponent: 3 },
    { digest: "8842bf3973b66f32", events: 16_653, fills: 1_165, filledLots: 48_997, equityAtoms: 994_663_913_360n },
  ],
  [
    { kind: "touch" },
    { digest: "6fcc359f42177f6f", events: 16_647, fills: 1_035, filledLots: 69_258, equityAtoms: 993_131_618_740n },
  ],
];

test.each(GOLDEN)("$kind gives what it gave, twice", (model, golden) => {
  expect(replay(model)).toEqual(golden);
  expect(replay(model)).toEqual(golden);
});
