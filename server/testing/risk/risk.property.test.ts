// Guarantee: under any settings, market and person no order goes past a limit and none is refused before it, no state
// changes without a cause, REDUCING raises nothing, and equity is the ledger's.
import fc from "fast-check";
import { expect, test } from "vitest";
import { BREAKER_KINDS } from "@/server/domain/risk/risk-settings";
import { PATIENCE } from "@/server/testing/random-desk";
import { anyRiskScenario } from "./risk-world";
import { watched } from "./watched-desk";

const RUNS = 40;
/** The same every time, so that what it must meet is met; `RISK_SEED=$RANDOM npm test -- testing/risk` looks elsewhere. */
const SEED = Number(process.env["RISK_SEED"] ?? 20_261_121);

/** Rules that the runs must have met, or they prove nothing. */
const MET = [
  "position_cap",
  "sector_cap",
  "gross_cap",
  "net_cap",
  "cluster_cap",
  "open_positions",
  "spread",
  "min_confidence",
  "entry_spacing",
  "strategy_budget",
  "order_rate",
  "open_orders",
  "trading_state",
  "breaker",
] as const;

test(
  "random desks under random risk hold to the documents",
  () => {
    const sums = { orders: 0, nearCap: 0, fills: 0, changes: 0 };
    const kinds = new Set<string>();
    const refusals = new Set<string>();
    fc.assert(
      fc.property(anyRiskScenario, (scenario) => {
        const { tally, states } = watched(scenario);
        sums.orders += tally.orders;
        sums.nearCap += tally.nearCap;
        sums.fills += tally.fills;
        sums.changes += states.changes;
        for (const kind of states.kindsSeen) kinds.add(kind);
        for (const rule of tally.refusals.keys()) refusals.add(rule);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    if (process.env["RISK_SEED"]) return;
    expect(sums.orders).toBeGreaterThan(100);
    expect(sums.nearCap).toBeGreaterThan(20);
    expect(sums.fills).toBeGreaterThan(100);
    expect(sums.changes).toBeGreaterThan(20);
    expect([...refusals]).toEqual(expect.arrayContaining([...MET]));
    expect([...kinds].toSorted()).toEqual([...BREAKER_KINDS].toSorted());
  },
  PATIENCE,
);
