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
    { digest: "ff8fa299f2a233bf", events: 17_203, fills: 1_392, filledLots: 58_638, equityAtoms: 993_941_672_150n },
  ],
  [
    { kind: "log" },
    { digest: "f3290e904f32f4ef", events: 17_203, fills: 1_415, filledLots: 59_039, equityAtoms: 993_613_271_790n },
  ],
  [
    { kind: "power", exponent: 3 },
    { digest: "5f2c7458500087c8", events: 17_202, fills: 1_377, filledLots: 58_541, equityAtoms: 993_905_415_470n },
  ],
  [
    { kind: "touch" },
    { digest: "1c2989752cf8f5e2", events: 17_203, fills: 1_308, filledLots: 98_959, equityAtoms: 989_896_836_640n },
  ],
];

test.each(GOLDEN)("$kind gives what it gave, twice", (model, golden) => {
  expect(replay(model)).toEqual(golden);
  expect(replay(model)).toEqual(golden);
});
