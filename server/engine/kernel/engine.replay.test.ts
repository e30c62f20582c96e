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
    { digest: "e04150341b723282", events: 17_204, fills: 1_412, filledLots: 60_999, equityAtoms: 993_477_611_950n },
  ],
  [
    { kind: "log" },
    { digest: "a4d08e099ea0d8f1", events: 17_204, fills: 1_412, filledLots: 61_013, equityAtoms: 993_476_193_430n },
  ],
  [
    { kind: "power", exponent: 3 },
    { digest: "e9a482ead9102aa5", events: 17_204, fills: 1_425, filledLots: 61_801, equityAtoms: 993_343_650_360n },
  ],
  [
    { kind: "touch" },
    { digest: "0d00525d943a89ad", events: 17_204, fills: 1_358, filledLots: 98_428, equityAtoms: 990_085_288_890n },
  ],
];

test.each(GOLDEN)("$kind gives what it gave, twice", (model, golden) => {
  expect(replay(model)).toEqual(golden);
  expect(replay(model)).toEqual(golden);
});
