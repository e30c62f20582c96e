import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import type { MarketSource } from "@/server/domain/source";
import { createBackOff } from "./back-off";
import { startHeartbeat } from "./heartbeat";
import { createSupervisor, jobKey } from "./supervisor";

const SECOND = 1_000_000;

function setup() {
  const state = { now: 1_723_118_400 * SECOND, instruments: [] as object[], session: "s1", createdAt: 0 };
  const done: string[] = [];
  const clock = { nowMicros: () => micros(state.now), every: () => () => {} };
  const backOff = createBackOff(clock);
  const supervisor = createSupervisor({
    resolveSource: async () => ({ venueId: "simulated", session: state.session, speed: 1 }) as MarketSource,
    instruments: {
      saveSource: async ({ session }: MarketSource) => void done.push(`save ${session}`),
      listInstruments: async () => state.instruments,
    },
    queue: {
      ensure: async (name: never, payload: never) => void done.push(`ensure ${jobKey(name, payload)}`),
      add: async (name: never, payload: never) => void done.push(`add ${jobKey(name, payload)}`),
    },
    ensureDesks: async ({ source }: { source: MarketSource }) => [
      { id: `desk-${source.session}`, createdAt: state.createdAt },
    ],
    backOff,
    clock,
  } as never);
  const pass = async (): Promise<readonly string[]> => {
    done.length = 0;
    const hasDesk = await supervisor.pass();
    expect(hasDesk).toBe(state.instruments.length > 0);
    return [...done];
  };
  return { state, supervisor, backOff, pass };
}

test("first the collector, then the desk once the instruments are known; upkeep once an hour", async () => {
  const { state, pass } = setup();
  const upkeep = "add database.maintain-2024-08-08T12";
  expect(await pass()).toEqual(["save s1", "ensure collect.run-simulated", upkeep]);
  state.instruments = [{}];
  expect(await pass()).toEqual(["ensure collect.run-simulated", upkeep, "ensure desk.run-desk-s1"]);
  state.session = "s2";
  expect(await pass()).toEqual(["save s2", "ensure collect.run-simulated", upkeep, "ensure desk.run-desk-s2"]);
});

test("a desk's facts are due soon after a start, then once in each hour", async () => {
  const { state, pass } = setup();
  state.instruments = [{}];
  const facts = async (): Promise<readonly string[]> => (await pass()).filter((job) => job.includes("risk.facts"));
  const start = "add risk.facts-desk-s1-start-1723118400";
  expect(await facts()).toEqual([]);
  state.now += 20 * SECOND;
  expect(await facts()).toEqual([`${start}-1`]);
  state.now += 580 * SECOND;
  expect(await facts()).toEqual(["add risk.facts-desk-s1-2024-08-08T12"]);
  state.now += 3_000 * SECOND + 9 * SECOND;
  expect(await facts()).toEqual(["add risk.facts-desk-s1-2024-08-08T12"]);
  state.now += SECOND;
  expect(await facts()).toEqual(["add risk.facts-desk-s1-2024-08-08T13"]);
  // A desk that was made later has its own start.
  state.createdAt = state.now;
  expect(await facts()).toEqual([]);
});

test("what fails is started again ever more seldom, a minute at most; a good run makes it forgotten", async () => {
  const { state, backOff, pass } = setup();
  const key = "collect.run-simulated";
  const waits: number[] = [];
  for (let i = 0; i < 9; i++) {
    backOff.started(key);
    backOff.failed(key);
    let waited = 0;
    while (!(await pass()).includes(`ensure ${key}`)) {
      state.now += SECOND;
      waited += 1;
    }
    waits.push(waited);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  backOff.started(key);
  state.now += 60 * SECOND;
  backOff.failed(key);
  expect(await pass()).not.toContain(`ensure ${key}`);
  state.now += SECOND;
  expect(await pass()).toContain(`ensure ${key}`);
});

test("before its first look the supervisor knows no source", () => {
  expect(() => setup().supervisor.source()).toThrow("has not looked yet");
});

test("a process beats at once and regularly, one beat at a time, and survives a database that is away", async () => {
  const beats: object[] = [];
  const state = { now: 0, isAway: false, trouble: 0, tick: () => {} };
  const stop = startHeartbeat(
    {
      system: {
        beat: async (beat: object) => {
          if (state.isAway) throw new Error("away");
          beats.push(beat);
        },
      },
      clock: {
        nowMicros: () => micros(state.now),
        every: (_millis: number, callback: () => void) => {
          state.tick = callback;
          return () => (state.tick = () => {});
        },
      },
      services: () => [],
      metrics: () => ({ rssBytes: 1, heapBytes: 2, cpuShare: 0.5, eventLoopLagMicros: 3 }),
      onTrouble: () => (state.trouble += 1),
    } as never,
    { kind: "desk", pid: 7, host: "h", name: "desk-a", detail: () => "hosting" },
  );
  const tick = async (): Promise<void> => {
    state.now += 5 * SECOND;
    state.tick();
    await new Promise((resolve) => setImmediate(resolve));
  };
  await tick();
  state.isAway = true;
  await tick();
  await tick();
  state.isAway = false;
  await tick();
  stop();
  await tick();
  expect(beats).toMatchObject([
    { id: "desk-desk-a-7-0", seenAt: 0, rssBytes: 1, detail: "hosting" },
    { seenAt: 20 * SECOND },
  ]);
  expect(state.trouble).toBe(1);
});
