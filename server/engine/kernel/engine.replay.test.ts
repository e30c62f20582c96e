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
    { digest: "71e581883b72606e", events: 16_710, fills: 1_376, filledLots: 62_754, equityAtoms: 993_155_458_970n },
  ],
  [
    { kind: "log" },
    { digest: "8af91ace65fd6179", events: 16_706, fills: 1_341, filledLots: 60_172, equityAtoms: 992_940_981_460n },
  ],
  [
    { kind: "power", exponent: 3 },
    { digest: "5a7483eb20406039", events: 16_712, fills: 1_355, filledLots: 63_586, equityAtoms: 993_251_779_270n },
  ],
  [
    { kind: "touch" },
    { digest: "a390b51b9e950478", events: 16_707, fills: 1_174, filledLots: 85_502, equityAtoms: 990_578_465_730n },
  ],
];

test.each(GOLDEN)("$kind gives what it gave, twice", (model, golden) => {
  expect(replay(model)).toEqual(golden);
  expect(replay(model)).toEqual(golden);
});
