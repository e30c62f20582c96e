// Guarantee: the watch over the adversarial run can fail: each planted fault is named.
import { expect, test } from "vitest";
import { atoms } from "@/server/domain/atoms";
import type { Effect } from "@/server/domain/effect";
import { lots } from "@/server/domain/lots";
import { ticks } from "@/server/domain/ticks";
import { effectsOf, marketOf, type Scenario, settingsOf } from "@/server/testing/random-desk";
import { Invariants } from "./invariants";

const scenario: Scenario = { seed: 7, messages: 300, gapShare: 0, model: { kind: "log" }, feedMicros: 3_000 };

/** The run as it was, but for what `plant` changes. */
function watched(plant: (effect: Effect) => Effect): Invariants {
  const watch = new Invariants(settingsOf(scenario));
  const block = marketOf(scenario);
  for (let i = 0; i < block.length; i++) watch.row(block, i);
  watch.see(effectsOf(scenario).map(plant));
  return watch;
}

test("a sound run passes, with fills in it", () => {
  expect(watched((effect) => effect).fills).toBeGreaterThan(3);
});

test.each<[rule: string, plant: (effect: Effect) => Effect]>([
  [
    "a ledger entry balances",
    (effect) =>
      effect.kind === "ledger" && effect.entry.kind === "fee"
        ? { ...effect, entry: { ...effect.entry, postings: [{ account: "cash", amountAtoms: atoms(-1n) }] } }
        : effect,
  ],
  [
    "no fill beyond the limit",
    (effect) =>
      effect.kind === "fill" && effect.fill.liquidity === "maker"
        ? {
            ...effect,
            fill: { ...effect.fill, priceTicks: ticks(effect.fill.priceTicks + (effect.fill.side === "buy" ? 1 : -1)) },
          }
        : effect,
  ],
  [
    "an order is the sum of its fills|no print gives more than its size",
    (effect) =>
      effect.kind === "fill"
        ? { ...effect, fill: { ...effect.fill, sizeLots: lots(effect.fill.sizeLots + 500) } }
        : effect,
  ],
  [
    "an end has its reason",
    (effect) => (effect.kind === "order" ? { ...effect, order: { ...effect.order, reason: null } } : effect),
  ],
  [
    "equity is what is owned",
    (effect) =>
      effect.kind === "equity"
        ? { ...effect, sample: { ...effect.sample, equityAtoms: atoms(effect.sample.equityAtoms + 1n) } }
        : effect,
  ],
])("%s: a planted fault is found", (rule, plant) => {
  expect(() => watched(plant)).toThrow(new RegExp(rule));
});
