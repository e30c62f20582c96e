/** Random desks under random risk settings, with a person who changes them, arms breakers and pulls the kill switch. */
import fc from "fast-check";
import type { CommandBody } from "@/server/domain/command";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { type MarketBlock, MarketBlockBuilder } from "@/server/domain/market-block";
import { type Micros, micros } from "@/server/domain/micros";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import { Rng } from "@/server/domain/rng";
import { TRADING_STATES } from "@/server/domain/trading-state";
import type { Engine } from "@/server/engine/kernel/engine";
import { T0 } from "@/server/testing/market-builder";
import { anyScenario, type Scenario, spotWorld, type World } from "@/server/testing/random-desk";
import { rowAt } from "@/server/testing/random-orders";
import { anyPerpScenario, type PerpScenario, perpWorld } from "@/server/testing/random-perps";
import { sureStrategy } from "./sure-strategy";
import { tightRisk } from "./tight-risk";

export type RiskScenario = (Scenario & Readonly<{ kind: "spot" }>) | PerpScenario;

/** Half of them on spot; prices leap by up to 4 % now and then. */
export const anyRiskScenario: fc.Arbitrary<RiskScenario> = fc
  .oneof(
    anyScenario.map((scenario) => ({ ...scenario, kind: "spot" as const, jumps: { share: 0.01, ticks: 400 } })),
    anyPerpScenario.map((scenario) => ({ ...scenario, jumps: { share: 0.01, ticks: 20 } })),
  )
  .map((scenario) => ({ ...scenario, messages: 100 + (scenario.messages % 200) }));

/** The world of the scenario, its risk tight, its person restless, and midnight within the first seconds of every third. */
export function riskWorld(scenario: RiskScenario): World {
  const world = scenario.kind === "spot" ? spotWorld(scenario) : perpWorld(scenario);
  const risk = tightRisk(Rng.derive(scenario.seed, "risk.first"));
  return {
    settings: { ...world.settings, risk },
    block: timed(world.block, scenario),
    command: (rng, engine) =>
      rng.next() < 0.35 ? riskCommand(rng, engine, world.settings.instruments) : world.command(rng, engine),
    strategies: () => [sureStrategy(scenario.seed)],
  };
}

/** Every fourth market is slow enough for minutes to pass and feeds to be silent; a rough venue's outages stand at fixed times. */
function timed(block: MarketBlock, { seed, isRough = false }: RiskScenario): MarketBlock {
  if (isRough) return block;
  const by = seed % 3 === 0 ? -4_500_000 : 0;
  const slower = seed % 4 === 1 ? 60 : 1;
  if (by === 0 && slower === 1) return block;
  const rows = new MarketBlockBuilder(block.length);
  const moved = (at: number) => micros(T0 + (at - T0) * slower + by);
  for (let i = 0; i < block.length; i++) {
    const row = rowAt(block, i);
    rows.push({ ...row, exchangeAt: moved(row.exchangeAt), receivedAt: moved(row.receivedAt) });
  }
  return rows.take();
}

function riskCommand(rng: Rng, engine: Engine, instruments: readonly InstrumentSpec[]): CommandBody {
  const below = (bound: number) => Math.floor(rng.next() * bound);
  const roll = rng.next();
  const view = engine.riskView();
  const why = "because a test said so";
  if (roll < 0.3) {
    // Now and then somebody looked at an older version.
    const baseVersion = view.version - (rng.next() < 0.1 ? 1 : 0);
    return { kind: "setRisk", settings: tightRisk(rng), baseVersion, why };
  }
  if (roll < 0.6) {
    const open = view.breakers.filter(({ state }) => state === "open");
    const breaker = open[below(open.length)]?.id ?? (rng.next() < 0.5 ? "daily_loss" : "nothing");
    return { kind: "rearm", breaker, why };
  }
  if (roll < 0.75) return { kind: "setTradingState", state: TRADING_STATES[below(3)] ?? "ACTIVE", why };
  if (roll < 0.9) return { kind: "resume" };
  if (roll < 0.93) return { kind: "kill" };
  return { kind: "marketFacts", facts: anyFacts(rng, { instruments, at: engine.now() }) };
}

function anyFacts(
  rng: Rng,
  { instruments, at }: Readonly<{ instruments: readonly InstrumentSpec[]; at: Micros }>,
): MarketFacts {
  const below = (bound: number) => Math.floor(rng.next() * bound);
  const [a, b] = instruments;
  const medianPpm = 1 + below(3_000);
  return {
    at,
    instruments: instruments.map(({ id }) => ({
      instrumentId: id,
      hours: 720,
      volatility: {
        median24hPpm: medianPpm,
        averagePpm: medianPpm,
        p25Ppm: Math.floor(medianPpm / 2),
        p75Ppm: medianPpm * 2,
        p95Ppm: medianPpm * 4,
      },
      atrHalfTicks: 1 + below(100),
      dailyVolatilityPpm: 10_000 + below(50_000),
      regime: null,
    })),
    correlations: a && b && rng.next() < 0.7 ? [{ a: a.id, b: b.id, ppm: below(1_000_001), bars: 700 }] : [],
  };
}
