/** A desk on a random market with a restless strategy and a restless person: what property tests run. All of it follows from the seed. */
import fc from "fast-check";
import type { CommandBody } from "@/server/domain/command";
import type { DeskSettings, QueueModelSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import type { MarketBlock } from "@/server/domain/market-block";
import { type Micros, micros } from "@/server/domain/micros";
import type { Fill, Order } from "@/server/domain/order";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { Rng } from "@/server/domain/rng";
import { formatSteps } from "@/server/domain/steps";
import { Engine } from "@/server/engine/kernel/engine";
import type { Strategy } from "@/server/engine/strategy/strategy";
import { ABC, draft, fixedLatency, testExecution, testSettings, XYZ } from "./engine-run";
import { type Jumps, randomMarket } from "./random-market";
import { withOrders } from "./random-orders";
import { randomParentCommand } from "./random-parents";
import { randomTermsCommand } from "./random-terms";
import { RestlessStrategy } from "./restless-strategy";
import { roughVenue, withOutage } from "./rough-venue";

/** Runs per property in everyday testing; twenty times as many found nothing more. */
export const RUNS = 30;
/** Enough on a machine that is busy with other things, ms. */
export const PATIENCE = 120_000;

export type Scenario = Readonly<{
  seed: number;
  messages: number;
  gapShare: number;
  model: QueueModelSettings;
  feedMicros: number;
  /** Two outer lanes besides the desk's own. */
  bands?: boolean;
  /** A venue that loses, limits and is away. */
  isRough?: boolean;
  /** Prices that leap; they do not unless told. */
  jumps?: Jumps;
}>;

export const anyScenario: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  messages: fc.integer({ min: 5, max: 300 }),
  gapShare: fc.constantFrom(0, 0, 0.02),
  model: fc.constantFrom<QueueModelSettings>(
    { kind: "riskAverse" },
    { kind: "log" },
    { kind: "power", exponent: 3 },
    { kind: "touch" },
    { kind: "exact" },
  ),
  feedMicros: fc.constantFrom(3_000, 80_000, -40_000),
  bands: fc.constantFrom(false, false, true),
  isRough: fc.boolean(),
});

const lively = { minMicros: 2_000, maxMicros: 60_000, spikeShare: 0.05, spikeFactorMin: 3, spikeFactorMax: 10 };

export function settingsOf({ seed, model, bands = false, isRough = false }: Scenario): DeskSettings {
  return testSettings({
    instruments: [ABC, XYZ],
    seed,
    queueModel: model,
    entryLatency: seed % 7 === 0 ? fixedLatency(0) : lively,
    responseLatency: seed % 5 === 0 ? fixedLatency(0) : lively,
    risk: {
      ...testSettings().risk,
      ordersPerMinuteMax: 1_000,
      openOrdersMax: 8,
      ...(seed % 2 === 0 ? NARROW_RISK : {}),
    },
    strategies: [{ name: "restless", enabled: true, params: {} }],
    execution: testExecution({ bands: bands ? OUTER_MODELS : null, ...(isRough ? roughVenue(seed) : {}) }),
  });
}

const SECOND = 1_000_000;
const soon = { kind: "after", micros: 2 * SECOND } as const;

/** Breakers and exits that a few seconds of a random market reach, and that arm again before it ends. */
const NARROW_RISK: Partial<RiskSettings> = {
  staleFeedMicros: 200_000,
  heartbeatMicros: 60_000,
  stopPpm: 400,
  targetPpm: 900,
  trailActivationPpm: 300,
  trailPpm: 200,
  holdingMicrosMax: 3 * SECOND,
  dailyLossPpm: 250,
  drawdownReducePpm: 300,
  drawdownClosePpm: 400,
  consecutiveLossesMax: 2,
  strategies: { restless: { budgetPpm: 1_000_000_000, dailyLossPpm: 150, method: null } },
  rearm: {
    daily_loss: { kind: "by_hand" },
    drawdown_reduce: { kind: "by_hand" },
    drawdown_close: { kind: "by_hand" },
    consecutive_losses: soon,
    volatility: soon,
    data: soon,
    heartbeat: soon,
  },
};

export const OUTER_MODELS = { pessimistic: { kind: "riskAverse" }, optimistic: { kind: "touch" } } as const;

/** Under the exact model the feed of the first instrument names orders, that of the second does not. */
export function marketOf(scenario: Scenario): MarketBlock {
  const calm = randomMarket({ ...scenario, instruments: 2 });
  const block = scenario.isRough ? withOutage(calm, scenario.seed) : calm;
  return scenario.model.kind === "exact" ? withOrders(block, { seed: scenario.seed, instrument: 0 }) : block;
}

/** What a person might do at any moment, drawn from the seed. */
function randomCommand(rng: Rng, engine: Engine): CommandBody {
  const below = (bound: number) => Math.floor(rng.next() * bound);
  const instrument = below(2);
  const spec = instrument === 0 ? ABC : XYZ;
  const { working, strategiesPaused, tradingState } = engine.view();
  const open = engine.riskView().breakers.find(({ state }) => state === "open");
  if (open && rng.next() < 0.4) return { kind: "rearm", breaker: open.id, why: "at random" };
  if ((strategiesPaused || tradingState !== "ACTIVE") && rng.next() < 0.3) return { kind: "resume" };
  const order = working[below(working.length)];
  const roll = rng.next();
  if (roll < 0.5 || !order) {
    const side = rng.next() < 0.6 ? "buy" : "sell";
    const tif = (["GTC", "GTC", "IOC", "FOK"] as const)[below(4)] ?? "GTC";
    const near = engine.book(instrument).bestBid();
    const price = formatSteps((Number.isNaN(near) ? 10_000 : near) + below(20) - 10, spec.tickSize);
    const wish = { side, size: `${1 + below(30) / 10}`, spec, tif, postOnly: rng.next() < 0.2 } as const;
    return { kind: "submit", order: draft(rng.next() < 0.2 ? wish : { ...wish, price }) };
  }
  if (roll < 0.65) return { kind: "cancel", orderId: order.id };
  if (roll < 0.85) {
    const sizeLots = (rng.next() < 0.5 ? null : 1 + below(400)) as Order["sizeLots"] | null;
    const at = order.limitTicks ?? 10_000;
    const limitTicks = (rng.next() < 0.5 ? null : at + below(20) - 10) as Order["limitTicks"];
    return { kind: "amend", orderId: order.id, limitTicks, sizeLots };
  }
  if (roll < 0.9) return { kind: "cancelAll", instrumentId: null };
  if (roll < 0.93) return { kind: "pause" };
  if (roll < 0.97) return { kind: "resume" };
  if (roll < 0.98) return { kind: "flatten" };
  return roll < 0.99 ? { kind: "kill" } : { kind: "setTradingState", state: "REDUCING" };
}

/** Of the rows without another command. */
const ALGO_SHARE = 0.004;
const TERMS_SHARE = 0.03;

type Watch = Readonly<{
  beforeEvent?: (engine: Engine, row: number) => Engine;
  onCommand?: (body: CommandBody, row: number, id: string) => void;
  afterEvent?: (effects: Effect[], row: number, engine: Engine) => void;
}>;

/** What is traded, and what a person does there. */
export type World = Readonly<{
  settings: DeskSettings;
  block: MarketBlock;
  command: (rng: Rng, engine: Engine) => CommandBody;
  /** The restless one unless told otherwise. */
  strategies?: () => readonly Strategy[];
}>;

export const spotWorld = (scenario: Scenario): World => ({
  settings: settingsOf(scenario),
  block: marketOf(scenario),
  command: randomCommand,
});

/** Plays the scenario row by row, with timers each second and commands now and then. */
export function play(scenario: Scenario, watch: Watch = {}, world: World = spotWorld(scenario)): Engine {
  const { beforeEvent, onCommand, afterEvent } = watch;
  const { block, settings, command, strategies = () => [new RestlessStrategy(scenario.seed)] } = world;
  let engine = Engine.create(settings, strategies);
  const actor = Rng.derive(scenario.seed, "actor");
  const algos = Rng.derive(scenario.seed, "actor.algos");
  const terms = Rng.derive(scenario.seed, "actor.terms");
  let second = 0;
  for (let i = 0; i < block.length; i++) {
    engine = beforeEvent?.(engine, i) ?? engine;
    const at = block.receivedAt[i] as Micros;
    if (Math.floor(at / 1_000_000) > second) {
      second = Math.floor(at / 1_000_000);
      engine.applyTimer(micros(second * 1_000_000));
    }
    engine.applyBlock(block, i, i + 1);
    const isOrder = actor.next() < 0.04;
    if (isOrder || algos.next() < ALGO_SHARE) {
      const body = isOrder ? command(actor, engine) : randomParentCommand(algos, engine);
      onCommand?.(body, i, `cmd-${i}`);
      engine.applyCommand({ id: `cmd-${i}`, body }, at);
    }
    if (terms.next() < TERMS_SHARE) {
      const body = randomTermsCommand(terms, engine);
      onCommand?.(body, i, `terms-${i}`);
      engine.applyCommand({ id: `terms-${i}`, body }, at);
    }
    afterEvent?.(engine.drainEffects(), i, engine);
  }
  return engine;
}

/** All effects of a scenario, settled. */
export function effectsOf(scenario: Scenario): Effect[] {
  const effects: Effect[] = [];
  play(scenario, { afterEvent: (some) => effects.push(...some) });
  return effects;
}

export const fillsIn = (effects: readonly Effect[]): Fill[] =>
  effects.flatMap((effect) => (effect.kind === "fill" ? [effect.fill] : []));

export const lastOrders = (effects: readonly Effect[]): Map<string, Order> =>
  new Map(effects.flatMap((effect) => (effect.kind === "order" ? [[effect.order.id, effect.order] as const] : [])));
