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
    { digest: "e51cb9d6cca7ee77", events: 17_200, fills: 1_435, filledLots: 61_974, equityAtoms: 993_559_644_030n },
  ],
  [
    { kind: "log" },
    { digest: "3310a1438ce6e871", events: 17_200, fills: 1_506, filledLots: 65_431, equityAtoms: 992_795_328_540n },
  ],
  [
    { kind: "power", exponent: 3 },
    { digest: "7c70f57e557cf371", events: 17_201, fills: 1_426, filledLots: 61_787, equityAtoms: 993_908_817_420n },
  ],
  [
    { kind: "touch" },
    { digest: "719990030a5bbece", events: 17_203, fills: 1_322, filledLots: 97_226, equityAtoms: 990_030_731_600n },
  ],
];

test.each(GOLDEN)("$kind gives what it gave, twice", (model, golden) => {
  expect(replay(model)).toEqual(golden);
  expect(replay(model)).toEqual(golden);
});
