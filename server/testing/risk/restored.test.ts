// Guarantee: with breakers open, positions being closed and settings changed, a desk restored at any event goes on as if
// nothing had stopped, and each lane of a band does what a desk of its own would.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { CommandBody } from "@/server/domain/command";
import type { Effect } from "@/server/domain/effect";
import { type Micros, micros } from "@/server/domain/micros";
import type { BandLane } from "@/server/domain/portfolio";
import { Engine } from "@/server/engine/kernel/engine";
import { OUTER_MODELS, PATIENCE, play, type World } from "@/server/testing/random-desk";
import { anyRiskScenario, type RiskScenario, riskWorld } from "./risk-world";
import { sureStrategy } from "./sure-strategy";

const RUNS = 12;
const share = fc.double({ min: 0, max: 1, noNaN: true });

test(
  "a restore at any event changes nothing",
  () => {
    let openings = 0;
    fc.assert(
      fc.property(anyRiskScenario, fc.array(share, { minLength: 2, maxLength: 8 }), (scenario, places) => {
        const world = riskWorld(scenario);
        const stops = new Set(places.map((place) => Math.floor(place * world.block.length)));
        const [through, stopped]: [Effect[], Effect[]] = [[], []];
        const a = play(scenario, { afterEvent: (some) => through.push(...some) }, world);
        const b = play(
          scenario,
          {
            afterEvent: (some) => stopped.push(...some),
            beforeEvent: (engine, row) => {
              if (!stops.has(row)) return engine;
              const checkpoint = JSON.parse(JSON.stringify(engine.checkpoint())) as ReturnType<Engine["checkpoint"]>;
              return Engine.restore(world.settings, () => [sureStrategy(scenario.seed + 1)], checkpoint);
            },
          },
          world,
        );
        expect(stopped).toEqual(through);
        expect(b.digest()).toBe(a.digest());
        openings += through.filter((effect) => effect.kind === "breaker").length;
      }),
      { numRuns: RUNS },
    );
    expect(openings).toBeGreaterThan(3);
  },
  PATIENCE,
);

type Commands = ReadonlyMap<number, readonly CommandBody[]>;

/**
 * What means the same in every lane, whatever it holds and has working. Of ACTIVE the desk's own breakers decide for all
 * lanes, and of new settings too, which may not be looser while one is open.
 */
function isPlain(body: CommandBody): boolean {
  if (body.kind === "submit") return body.order.side === "buy";
  if (body.kind === "setTradingState") return body.state !== "ACTIVE";
  return ["marketFacts", "rearm", "resume", "kill", "pause"].includes(body.kind);
}

function commandsOf(scenario: RiskScenario, world: World): Commands {
  const commands = new Map<number, CommandBody[]>();
  const keep = (body: CommandBody, row: number) =>
    isPlain(body) && commands.set(row, [...(commands.get(row) ?? []), body]);
  play(scenario, { onCommand: keep }, world);
  return commands;
}

/** Equity at each whole second by what the desk, or one lane of it, says. */
function curve(
  { settings, block, strategies }: World,
  commands: Commands,
  lane: "base" | "pessimistic" | "optimistic",
) {
  const engine = Engine.create(settings, strategies ?? (() => []));
  const points = new Map<number, string>();
  const fillsAt = new Set<number>();
  let second = Math.floor((block.receivedAt[0] ?? 0) / 1_000_000);
  for (let i = 0; i < block.length; i++) {
    const at = block.receivedAt[i] as Micros;
    if (Math.floor(at / 1_000_000) > second) {
      second = Math.floor(at / 1_000_000);
      engine.applyTimer(micros(second * 1_000_000));
    }
    engine.applyBlock(block, i, i + 1);
    for (const [k, body] of (commands.get(i) ?? []).entries()) engine.applyCommand({ id: `cmd-${i}-${k}`, body }, at);
    for (const effect of engine.drainEffects()) {
      // A fill that is known at a whole second has a sample of its own there, which knows of no lanes.
      if (effect.kind === "fill") fillsAt.add(effect.fill.knownAt);
      if (effect.kind !== "equity" || effect.sample.at % 1_000_000 !== 0) continue;
      const own: Pick<BandLane, "equityAtoms"> = effect.sample.bands?.[lane] ?? effect.sample;
      points.set(effect.sample.at, String(own.equityAtoms));
    }
  }
  for (const at of fillsAt) points.delete(at);
  return points;
}

const within = (points: ReadonlyMap<number, string>, others: ReadonlyMap<number, string>) =>
  new Map([...points].filter(([at]) => others.has(at)));

test(
  "a lane's breakers and exits are its own: it does what a desk alone would have done",
  () => {
    let seconds = 0;
    fc.assert(
      fc.property(anyRiskScenario, (any) => {
        if (any.kind !== "spot") return;
        const scenario: RiskScenario = { ...any, bands: true };
        const world = riskWorld(scenario);
        const commands = commandsOf(scenario, world);
        const { execution } = world.settings;
        for (const lane of ["pessimistic", "optimistic", "base"] as const) {
          const queueModel = lane === "base" ? scenario.model : OUTER_MODELS[lane];
          const settings = { ...world.settings, queueModel, execution: { ...execution, bands: null } };
          const together = curve(world, commands, lane);
          const alone = curve({ ...world, settings }, commands, "base");
          expect(within(together, alone)).toEqual(within(alone, together));
          seconds += together.size;
        }
      }),
      { numRuns: RUNS },
    );
    expect(seconds).toBeGreaterThan(50);
  },
  PATIENCE,
);
