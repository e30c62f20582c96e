// Guarantee: the oracle over random desks can fail: each planted fault is named.
import { expect, test } from "vitest";
import { atoms } from "@/server/domain/atoms";
import type { Effect } from "@/server/domain/effect";
import { lots } from "@/server/domain/lots";
import type { Order } from "@/server/domain/order";
import type { RiskScenario } from "./risk-world";
import { watched } from "./watched-desk";

const scenario: RiskScenario = {
  seed: 11,
  messages: 250,
  gapShare: 0,
  model: { kind: "log" },
  feedMicros: 3_000,
  kind: "spot",
  jumps: { share: 0.01, ticks: 400 },
};

test("a sound run passes, with orders and fills in it", () => {
  const { tally } = watched(scenario);
  expect(tally.orders).toBeGreaterThan(3);
  expect(tally.fills).toBeGreaterThan(3);
});

/** An order that was refused goes out all the same. */
const sentAnyway =
  (rule: string) =>
  (effect: Effect): Effect => {
    if (effect.kind !== "order" || effect.order.reason?.rule !== rule || effect.order.arrivesAt !== null) return effect;
    const order: Order = { ...effect.order, state: "SUBMITTED", reason: null, closedAt: null };
    return { kind: "order", order: { ...order, arrivesAt: order.decidedAt } };
  };

const larger = (effect: Effect): Effect =>
  effect.kind === "order" && effect.order.origin !== "risk"
    ? { kind: "order", order: { ...effect.order, sizeLots: lots(effect.order.sizeLots * 50) } }
    : effect;

test.each<[rule: string, plant: (effect: Effect) => Effect | null]>([
  ["no order goes past|entries are spaced|orders at once|REDUCING", larger],
  ["REDUCING lets nothing be added|HALTED lets only closing", sentAnyway("trading_state")],
  [
    "risk events have no holes",
    (effect) => (effect.kind === "risk" && effect.event.kind === "trading_state" ? null : effect),
  ],
  [
    "a state has a cause that exists",
    (effect) =>
      effect.kind === "risk" && effect.event.kind === "trading_state"
        ? { kind: "risk", event: { ...effect.event, cause: "nobody" } }
        : effect,
  ],
  ["an accepted change is told", (effect) => (effect.kind === "riskSettings" ? null : effect)],
  [
    "equity is the ledger and the marks",
    (effect) =>
      effect.kind === "equity"
        ? { kind: "equity", sample: { ...effect.sample, equityAtoms: atoms(effect.sample.equityAtoms + 10n) } }
        : effect,
  ],
])("%s: a planted fault is found", (rule, plant) => {
  expect(() => watched(scenario, plant)).toThrow(new RegExp(rule));
});
