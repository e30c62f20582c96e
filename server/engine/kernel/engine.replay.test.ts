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
    { digest: "142c5f7d15a7f828", events: 16_710, fills: 1_364, filledLots: 62_592, equityAtoms: 992_737_754_330n },
  ],
  [
    { kind: "log" },
    { digest: "59f1f548977422cd", events: 16_710, fills: 1_372, filledLots: 65_577, equityAtoms: 992_219_209_950n },
  ],
  [
    { kind: "power", exponent: 3 },
    { digest: "3ea585fae86f4922", events: 16_710, fills: 1_391, filledLots: 62_921, equityAtoms: 992_623_255_930n },
  ],
  [
    { kind: "touch" },
    { digest: "8a13ac089cee6879", events: 16_717, fills: 1_106, filledLots: 79_720, equityAtoms: 990_826_208_180n },
  ],
];

test.each(GOLDEN)("$kind gives what it gave, twice", (model, golden) => {
  expect(replay(model)).toEqual(golden);
  expect(replay(model)).toEqual(golden);
});
