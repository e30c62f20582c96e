/** The default strategy on the simulated market, as a fresh Tapedeck has them: what a person sees in the first minutes. */
import { expect, test } from "vitest";
import type { Effect } from "@/server/domain/effect";
import { defaultSettings } from "@/server/services/desks/default-settings";
import { defaultStrategies } from "@/server/services/desks/default-strategies";
import { replay } from "@/server/services/replay/replay";
import { openSimulatedBlocks } from "@/server/testing/simulated-blocks";

/** 2026-11-21 04:00 UTC, µs: any time will do, but always the same. */
const START = 1_795_233_600_000_000;
const SECOND = 1_000_000;
const ORDERS_A_MINUTE_MAX = 30;

// Issue 2, 6: within two minutes of opening the page on the simulated market a paper trade has happened, and soon one has closed.
test.each([1, 2, 3, 4, 5])("seed %i: a paper trade within two minutes, and no churning", async (seed) => {
  const { instruments, blocks } = openSimulatedBlocks(seed, START + seed * 3_600 * SECOND);
  const settings = defaultSettings({
    venueId: "simulated",
    instruments,
    seed,
    strategies: defaultStrategies(instruments),
  });
  const effects: Effect[] = [];
  const minutes = 4;
  const result = await replay({ blocks: blocks(minutes * 60), settings, onEffects: (more) => effects.push(...more) });
  const fills = effects.flatMap((effect) => (effect.kind === "fill" ? [effect.fill] : []));
  const trips = effects.flatMap((effect) => (effect.kind === "roundTrip" ? [effect.trip] : []));
  const orders = effects.flatMap((effect) => (effect.kind === "order" ? [effect.order] : []));
  const after = (at = Number.POSITIVE_INFINITY) => (at - (result.span?.from ?? 0)) / SECOND;
  expect(after(fills[0]?.knownAt)).toBeLessThan(120);
  expect(after(trips[0]?.closedAt)).toBeLessThan(150);
  // It asks before it sends: the default profile's spacing, confidence and caps never have to refuse it. (What the venue does is another matter.)
  const refused = orders.filter(
    ({ state, reason }) => state === "REJECTED" && reason?.rule !== "post_only_would_cross",
  );
  expect(refused.map(({ reason }) => reason?.text)).toEqual([]);
  const entries = orders.filter(({ side }) => side === "buy");
  for (const { terms } of entries) {
    expect(terms.confidencePpm).toBeGreaterThanOrEqual(settings.risk.minConfidencePpm);
    expect(terms.sizing?.lines.length).toBeGreaterThan(5);
  }
  expect(result.orders.count / minutes).toBeLessThan(ORDERS_A_MINUTE_MAX);
  // An entry of at most 50 USDT and a fee of 0.1 % a side: it cannot lose much in minutes.
  expect(result.equity?.maxDrawdownAtoms).toBeLessThan(10n * 100_000_000n);
  expect(fills.every(({ rule }) => rule !== "touch")).toBe(true);
});
