// Guarantee: whatever a desk does, spot or perpetual, over any window of whole minutes its profit is explained to the
// atom by parts, by strategy, by instrument, by hour and by day, and windows side by side add up.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryStores } from "@/server/adapters/memory/stores";
import { PART_NAMES, totalOf } from "@/server/analysis/attribution/parts";
import type { Effect } from "@/server/domain/effect";
import type { MarketBlock } from "@/server/domain/market-block";
import { MICROS_PER_MINUTE, type Micros, micros } from "@/server/domain/micros";
import type { Engine } from "@/server/engine/kernel/engine";
import { newDesk } from "@/server/testing/contracts/stores";
import {
  anyScenario,
  marketOf,
  PATIENCE,
  play,
  type Scenario,
  settingsOf,
  type World,
} from "@/server/testing/random-desk";
import { anyPerpScenario, type PerpScenario, perpWorld } from "@/server/testing/random-perps";
import { aSample } from "@/server/testing/rows";
import { createPerformanceService, type PerformanceServiceDeps } from "./performance-service";
import { ATTRIBUTION_GROUPS } from "./performance-views";

const clock = { nowMicros: () => micros(0), every: () => () => {} };

/** So much slower, the same things happen over an hour. */
const STRETCH = 400;

function stretched(block: MarketBlock): MarketBlock {
  const first = Math.min(block.receivedAt[0] ?? 0, block.exchangeAt[0] ?? 0);
  const moved = (times: Float64Array) => times.map((at) => first + (at - first) * STRETCH);
  return { ...block, receivedAt: moved(block.receivedAt), exchangeAt: moved(block.exchangeAt) };
}

/** Plays a desk into a memory store, with a timer at each whole minute. @returns the minutes that were sampled */
async function played(scenario: Scenario, world: World) {
  const stores = createMemoryStores(clock);
  const desk = await stores.desks.createDesk(newDesk({ settings: world.settings }));
  const lease = await stores.desks.openRun(desk.id, "test");
  const effects: Effect[] = [];
  let minute: number | null = null;
  const toMinute = (engine: Engine, row: number) => {
    const now = Math.floor((world.block.receivedAt[row] ?? 0) / MICROS_PER_MINUTE);
    for (minute ??= now; minute < now; ) engine.applyTimer(micros(++minute * MICROS_PER_MINUTE));
    return engine;
  };
  const engine = play(scenario, { beforeEvent: toMinute, afterEvent: (some) => effects.push(...some) }, world);
  const end = (Math.floor(engine.now() / MICROS_PER_MINUTE) + 2) * MICROS_PER_MINUTE;
  engine.applyTimer(micros(end));
  effects.push(...engine.drainEffects());
  await stores.desks.commit({ lease, number: lease.commits + 1, effects, checkpoint: "", at: micros(end) });
  return {
    service: createPerformanceService({ ...stores, trials: noTrials }),
    deskId: desk.id,
    minutes: minutesIn(effects),
  };
}

const noTrials: PerformanceServiceDeps["trials"] = {
  tallyTrials: () => Promise.resolve({ count: 0, sharpeVariance: 0 }),
};

const minutesIn = (effects: readonly Effect[]): Micros[] => {
  const times = effects.flatMap((effect) => (effect.kind === "equity" ? [effect.sample.at] : []));
  return [...new Set(times.filter((at) => at % MICROS_PER_MINUTE === 0))];
};

type Played = Awaited<ReturnType<typeof played>>;

async function attributed({ service, deskId }: Played, from: Micros, to: Micros) {
  const { attribution, reason } = await service.attribution({ deskId, window: { from, to } });
  if (!attribution) throw new Error(reason);
  expect(attribution.differenceAtoms).toBe(0n);
  expect(attribution.total.totalAtoms).toBe(attribution.closeAtoms - attribution.openAtoms);
  for (const group of ATTRIBUTION_GROUPS) {
    const rows = attribution.groups[group];
    for (const name of PART_NAMES)
      expect(rows.reduce((sum, { parts }) => sum + parts[name], 0n)).toBe(attribution.total.parts[name]);
    for (const row of rows) expect(totalOf(row.parts)).toBe(row.totalAtoms);
  }
  return attribution;
}

async function expectExact(desk: Played, cut: number): Promise<number> {
  const { minutes } = desk;
  const [first, last] = [minutes[0], minutes.at(-1)];
  const middle = minutes[1 + Math.floor(cut * (minutes.length - 2))];
  if (first === undefined || last === undefined || middle === undefined || minutes.length < 3) return 0;
  const before = micros(first - 60 * MICROS_PER_MINUTE);
  const whole = await attributed(desk, before, last);
  const [left, right] = [await attributed(desk, before, middle), await attributed(desk, middle, last)];
  expect(left.closeAtoms).toBe(right.openAtoms);
  expect(left.total.totalAtoms + right.total.totalAtoms).toBe(whole.total.totalAtoms);
  expect(left.total.fills + right.total.fills).toBe(whole.total.fills);
  const window = await desk.service.window({ deskId: desk.deskId, window: { preset: "all" } });
  expect(window?.closeAtoms).toBe(whole.closeAtoms);
  return whole.total.fills;
}

const cutShare = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

test(
  "a spot desk",
  async () => {
    let fills = 0;
    const world = (scenario: Scenario): World => ({
      ...playableSpot(scenario),
      block: stretched(marketOf(scenario)),
    });
    await fc.assert(
      fc.asyncProperty(anyScenario, cutShare, async (scenario, cut) => {
        fills += await expectExact(await played(scenario, world(scenario)), cut);
      }),
      { numRuns: 12 },
    );
    expect(fills).toBeGreaterThan(10);
  },
  PATIENCE,
);

/** Here a fill is booked at the very µs of a whole minute, after that minute was sampled. */
const BOOKED_AT_A_MINUTE: PerpScenario = {
  seed: 557_444,
  messages: 257,
  gapShare: 0,
  model: { kind: "riskAverse" },
  feedMicros: 3_000,
  bands: false,
  isRough: false,
  kind: "mixed",
  mode: "isolated",
  leverage: 5,
};

test(
  "a desk of perpetuals, with funding and liquidations",
  async () => {
    let fills = 0;
    await fc.assert(
      fc.asyncProperty(anyPerpScenario, cutShare, async (scenario, cut) => {
        const world = perpWorld(scenario);
        fills += await expectExact(await played(scenario, { ...world, block: stretched(world.block) }), cut);
      }),
      { numRuns: 12, examples: [[BOOKED_AT_A_MINUTE, 0]] },
    );
    expect(fills).toBeGreaterThan(10);
  },
  PATIENCE,
);

/** The person of perpetual desks sends orders that a spot desk understands, too. */
function playableSpot(scenario: Scenario): World {
  const { command } = perpWorld({ ...scenario, kind: "linear", mode: "isolated", leverage: 1 });
  return { settings: settingsOf(scenario), block: marketOf(scenario), command };
}

describe("a window", () => {
  type Sample = readonly [minute: number, equity: bigint];
  async function deskWith(samples: readonly Sample[], settings = newDesk().settings, trials = noTrials) {
    const stores = createMemoryStores(clock);
    const desk = await stores.desks.createDesk(newDesk({ settings }));
    const lease = await stores.desks.openRun(desk.id, "test");
    const effects = samples.map(
      ([minute, equity]) => ({ kind: "equity", sample: aSample(micros(minute * MICROS_PER_MINUTE), equity) }) as const,
    );
    await stores.desks.commit({ lease, number: lease.commits + 1, effects, checkpoint: "", at: micros(0) });
    return { service: createPerformanceService({ ...stores, trials }), deskId: desk.id };
  }
  const UNIT = 100_000_000n;

  test("of a desk without equity is none, and its attribution says why", async () => {
    const { service, deskId } = await deskWith([]);
    expect(await service.window({ deskId, window: { preset: "all" } })).toBeNull();
    expect((await service.attribution({ deskId, window: { preset: "all" } })).reason).toContain("no equity yet");
    await expect(service.window({ deskId: "nobody", window: { preset: "all" } })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("counts the trials of the model that its desk trades, and only while it does", async () => {
    const asked: (string | null)[] = [];
    const trials = {
      tallyTrials: (model: string | null) => {
        asked.push(model);
        return Promise.resolve({ count: 399, sharpeVariance: 0.25 });
      },
    };
    const days = Array.from(
      { length: 90 },
      (_, day) => [day * 1_440, (100n + BigInt(day + (day % 3))) * UNIT] as const,
    );
    const figures = async (enabled: boolean) => {
      const { settings } = newDesk();
      const strategies = [{ name: "model-signal", enabled, params: {}, model: "hourly" }];
      const { service, deskId } = await deskWith(days, { ...settings, strategies }, trials);
      const window = await service.window({ deskId, window: { preset: "all" } });
      return new Map(window?.figures.map(({ id, value }) => [id, value]));
    };
    const [off, on] = [await figures(false), await figures(true)];
    expect([off.get("trials"), on.get("trials"), asked]).toEqual([1, 400, ["hourly"]]);
    expect(on.get("probabilisticSharpe")).toBe(off.get("probabilisticSharpe"));
    expect(on.get("deflatedSharpe")).toBeLessThan(off.get("deflatedSharpe") ?? 0);
  });

  test("tells return and drawdown from every extreme, however long it is", async () => {
    // Two years of days at 100, with one minute at 50 and one at 200 in between.
    const days = Array.from({ length: 730 }, (_, day) => [day * 1_440, 100n * UNIT] as const);
    const { service, deskId } = await deskWith([
      ...days,
      [400 * 1_440 + 7, 200n * UNIT],
      [500 * 1_440 + 7, 50n * UNIT],
      [730 * 1_440, 110n * UNIT],
    ]);
    const window = await service.window({ deskId, window: { preset: "all" } });
    const figure = (id: string) => window?.figures.find((one) => one.id === id)?.value;
    expect(figure("totalReturn")).toBeCloseTo(0.1, 12);
    // From 200 to 50.
    expect(figure("maxDrawdown")).toBeCloseTo(0.75, 12);
    expect(window?.period).toBe("day");
    const equities = window?.curve.map(({ equity }) => equity) ?? [];
    expect([Math.min(...equities), Math.max(...equities), equities.at(-1)]).toEqual([50, 200, 110]);
    expect(Math.max(...(window?.curve ?? []).map(({ depth }) => depth ?? 0))).toBeCloseTo(0.75, 12);
    expect(window?.months).toHaveLength(2);
  });

  test("begins with what was there at its start, and ends with what was there at its end", async () => {
    const { service, deskId } = await deskWith([
      [0, 100n * UNIT],
      [60, 80n * UNIT],
      [120, 120n * UNIT],
      [180, 60n * UNIT],
    ]);
    const at = (minute: number) => micros(minute * MICROS_PER_MINUTE);
    const window = await service.window({ deskId, window: { from: at(90), to: at(150) } });
    expect([window?.openAtoms, window?.closeAtoms]).toEqual([80n * UNIT, 120n * UNIT]);
    expect(window?.curve.map(({ at: time, equity }) => [time / MICROS_PER_MINUTE, equity])).toEqual([
      [90, 80],
      [120, 120],
      [150, 120],
    ]);
    const noRatio = window?.figures.find(({ id }) => id === "sharpe");
    expect([noRatio?.value, noRatio?.reason]).toEqual([null, "Needs 10 whole periods, has 0"]);
  });
});
