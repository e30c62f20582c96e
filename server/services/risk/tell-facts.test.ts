import { expect, test } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createMemoryStores } from "@/server/adapters/memory/stores";
import { micros } from "@/server/domain/micros";
import { newDesk } from "@/server/testing/contracts/stores";
import { ABC, testSettings, XYZ } from "@/server/testing/engine-run";
import { aCandle } from "@/server/testing/rows";
import { tellFacts } from "./tell-facts";

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
/** A whole hour. */
const START = micros(1_700_006_400_000_000);

/** A desk on two instruments, and so many minutes of their history from `START` on, that go up and down alike. */
async function setup(minutes: number) {
  const clock = createHandClock(START);
  const stores = createMemoryStores(clock);
  const woken: string[] = [];
  const bus = { publish: async (topic: string) => void woken.push(topic) };
  const desk = await stores.desks.createDesk(newDesk({ settings: testSettings({ instruments: [ABC, XYZ] }) }));
  const extend = async (from: number, to: number) => {
    for (const { id } of [ABC, XYZ]) {
      await stores.market.saveCandles(
        Array.from({ length: to - from }, (_, i) => {
          const closeTicks = 10_000 + (((from + i) * 7) % 50);
          const prices = { openTicks: closeTicks, highTicks: closeTicks + 3, lowTicks: closeTicks - 3, closeTicks };
          return aCandle(START + (from + i) * MINUTE, { instrumentId: id, instrumentVersion: 1, ...prices });
        }),
      );
    }
  };
  await extend(0, minutes);
  const tell = (slot: string, afterMinutes: number) =>
    tellFacts({ ...stores, bus, clock }, { deskId: desk.id, slot, at: micros(START + afterMinutes * MINUTE) });
  const pending = () => stores.desks.listPendingCommands(desk.id);
  return { stores, desk, tell, pending, woken, extend };
}

test("a desk is told once an hour, by a command of its own, and woken", async () => {
  const { stores, desk, tell, pending, woken } = await setup(120 * 60);
  expect(await tell("2023-11-20T00", 120 * 60)).toBe(true);
  expect(await tell("2023-11-20T00", 120 * 60 + 1)).toBe(false);
  const [command, ...others] = await pending();
  expect(others).toEqual([]);
  expect(command?.id).toBe("risk.facts-2023-11-20T00");
  expect(command?.body).toMatchObject({
    kind: "marketFacts",
    facts: {
      at: START + 120 * HOUR,
      instruments: [
        { instrumentId: ABC.id, hours: 120, volatility: expect.any(Object) as object, dailyVolatilityPpm: null },
        { instrumentId: XYZ.id, hours: 120 },
      ],
      correlations: [{ a: ABC.id, b: XYZ.id, ppm: 1_000_000, bars: 119 }],
    },
  });
  expect(woken).toHaveLength(1);
  expect(await stores.system.listAudit(10)).toMatchObject([
    { who: "risk.facts", subject: desk.id, detail: "facts of 2 instruments, 1 correlations" },
  ]);
});

test("nothing later than the market's time is in it, nor a minute that had not ended", async () => {
  const { tell, pending } = await setup(120 * 60);
  expect(await tell("x", 60 * 60 + 0.5)).toBe(true);
  const [command] = await pending();
  expect(command?.body).toMatchObject({
    facts: { instruments: [{ hours: 60 }, { hours: 60 }], correlations: [] },
  });
});

test("without history there is nothing to tell", async () => {
  const { tell, pending } = await setup(14 * 60);
  expect(await tell("x", 14 * 60)).toBe(false);
  expect(await pending()).toEqual([]);
});

test("a start in the same hour tells again only what became more, and a market that stands still nothing", async () => {
  const { stores, desk, tell, pending, extend } = await setup(40 * 60);
  expect(await tell("start-1-1", 40 * 60)).toBe(true);
  const lease = await stores.desks.openRun(desk.id, "host");
  const [command] = await pending();
  const outcome = { commandId: command?.id ?? "", at: micros(START), accepted: true, orderId: null, reason: null };
  const effects = [{ kind: "command", outcome }] as const;
  await stores.desks.commit({ lease, number: 1, effects, checkpoint: "{}", at: micros(START) });
  expect(await tell("start-1-2", 40 * 60)).toBe(false);
  expect(await tell("start-1-3", 40 * 60 + 20)).toBe(false);
  await extend(-600, 0);
  expect(await tell("start-1-4", 40 * 60 + 30)).toBe(true);
});

test("an archived desk is left alone", async () => {
  const { stores, desk, tell, pending } = await setup(40 * 60);
  await stores.desks.archiveDesk(desk.id);
  expect(await tell("x", 40 * 60)).toBe(false);
  expect(await pending()).toEqual([]);
});
