/** The default strategy on the simulated market, as a fresh Tapedeck has them: what a person sees in the first minutes. */
import { expect, test } from "vitest";
import type { Fill } from "@/server/domain/order";
import { defaultSettings } from "@/server/services/desks/default-settings";
import { defaultStrategies } from "@/server/services/desks/default-strategies";
import { replay } from "@/server/services/replay/replay";
import { openSimulatedBlocks } from "@/server/testing/simulated-blocks";

/** 2026-11-21 04:00 UTC, µs: any time will do, but always the same. */
const START = 1_795_233_600_000_000;
const SECOND = 1_000_000;
const ORDERS_A_MINUTE_MAX = 30;

// Issue 2, 6: within two minutes of opening the page on the simulated market a paper trade has happened.
test.each([1, 2, 3, 4, 5])("seed %i: a paper trade within two minutes, and no churning", async (seed) => {
  const { instruments, blocks } = openSimulatedBlocks(seed, START + seed * 3_600 * SECOND);
  const settings = defaultSettings({
    venueId: "simulated",
    instruments,
    seed,
    strategies: defaultStrategies(instruments),
  });
  const fills: Fill[] = [];
  const minutes = 4;
  const result = await replay({
    blocks: blocks(minutes * 60),
    settings,
    onEffects: (effects) => fills.push(...effects.flatMap((effect) => (effect.kind === "fill" ? [effect.fill] : []))),
  });
  const [first] = fills;
  expect(((first?.knownAt ?? Number.POSITIVE_INFINITY) - (result.span?.from ?? 0)) / SECOND).toBeLessThan(120);
  expect(result.orders.count / minutes).toBeLessThan(ORDERS_A_MINUTE_MAX);
  // An entry of at most 50 USDT and a fee of 0.1 % a side: it cannot lose much in minutes.
  expect(result.equity?.maxDrawdownAtoms).toBeLessThan(10n * 100_000_000n);
  expect(fills.every(({ rule }) => rule !== "touch")).toBe(true);
});
