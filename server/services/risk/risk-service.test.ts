import { expect, test } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createMemoryStores } from "@/server/adapters/memory/stores";
import { ATOMS_PER_UNIT } from "@/server/domain/atoms";
import type { Effect } from "@/server/domain/effect";
import { micros } from "@/server/domain/micros";
import type { Position } from "@/server/domain/portfolio";
import { newDesk } from "@/server/testing/contracts/stores";
import { ABC, testSettings, testSpec, XYZ } from "@/server/testing/engine-run";
import { aCandle, aPosition, aSample } from "@/server/testing/rows";
import { someFacts } from "@/server/testing/some-facts";
import { createRiskService } from "./risk-service";

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
const START = micros(1_700_006_400_000_000);
const NEW = testSpec({ symbol: "NEW/USDT", venueSymbol: "NEWUSDT", base: "NEW" });
const SPECS = [ABC, XYZ, NEW];

/** Hourly closes (one minute each) of the first two instruments over `days`, and what is held of which at 100. */
async function setup(days: number, held: Readonly<Record<string, number>> = {}) {
  const stores = createMemoryStores(createHandClock(START));
  const desk = await stores.desks.createDesk(newDesk({ settings: testSettings({ instruments: SPECS }) }));
  const lease = await stores.desks.openRun(desk.id, "host");
  let commits = 0;
  const commit = (effects: readonly Effect[]) =>
    stores.desks.commit({ lease, number: ++commits, effects, checkpoint: "{}", at: START });
  const end = START + days * 24 * HOUR;
  for (const [i, { id }] of [ABC, XYZ].entries()) {
    let close = 10_000;
    const rows = Array.from({ length: days * 24 }, (_, hour) => {
      // Of 20 hours one falls by 2 % (the other: 1 %), the rest rises a little.
      close = Math.round(close * (hour % 20 === 7 ? 0.98 + i * 0.01 : 1.0005));
      const prices = { openTicks: close, highTicks: close, lowTicks: close, closeTicks: close };
      return aCandle(START + hour * HOUR + 59 * MINUTE, { instrumentId: id, instrumentVersion: 1, ...prices });
    });
    await stores.market.saveCandles(rows);
  }
  const positions = SPECS.flatMap(({ id }): Effect[] => {
    const sizeLots = held[id];
    const position: Partial<Position> = { instrumentId: id, markHalfTicks: 20_000, margin: null };
    return sizeLots ? [{ kind: "position", position: aPosition({ ...position, sizeLots }) }] : [];
  });
  const equity: Effect[] = Array.from({ length: days * 24 + 1 }, (_, hour) => ({
    kind: "equity",
    // One hour in 20 loses 1 %, out of a thousand.
    sample: aSample(micros(START + hour * HOUR), (hour % 20 === 7 ? 990n : 1_000n) * ATOMS_PER_UNIT),
  }));
  await commit([...positions, ...equity]);
  return { stores, desk, commit, service: createRiskService(stores), end };
}

test("VaR revalues what is held over the past of its instruments, and its parts add up to the atom", async () => {
  // 10 × 100 long and 5 × 100 short, so 1,000 and −500 USDT.
  const { service, desk, end } = await setup(30, { [ABC.id]: 1_000, [XYZ.id]: -500 });
  const view = await service.var(desk.id);
  expect(view).toMatchObject({ at: end, currency: "USDT", equityAtoms: 1_000n * ATOMS_PER_UNIT });
  const [hour, day] = view?.positions ?? [];
  expect(hour).toMatchObject({ horizon: "1h", level: 0.95, spans: 719, missing: [], reason: null, to: end });
  // 36 of 719 hours lose 2 % and 1 %: 1,000 × 0.02 − 500 × 0.01 = 15, but for the rounding of closes to ticks.
  expect(Number(hour?.cvarAtoms) / 1e8).toBeCloseTo(15, 1);
  expect(hour?.instruments.map(({ exposureAtoms }) => exposureAtoms)).toEqual([100_000_000_000n, -50_000_000_000n]);
  expect(Number(hour?.instruments[0]?.cvarAtoms) / 1e8).toBeCloseTo(20, 1);
  expect(Number(hour?.instruments[1]?.cvarAtoms) / 1e8).toBeCloseTo(-5, 1);
  expect(day).toMatchObject({ horizon: "1d", spans: 720 - 24, reason: null });
  for (const risk of [hour, day]) {
    const total = (key: "varAtoms" | "cvarAtoms") => risk?.instruments.reduce((sum, one) => sum + one[key], 0n);
    expect([total("varAtoms"), total("cvarAtoms")]).toEqual([risk?.varAtoms, risk?.cvarAtoms]);
  }
});

test("what has too little history is named and not in the figures", async () => {
  const { service, desk } = await setup(30, { [ABC.id]: 1_000, [NEW.id]: 100 });
  const [hour] = (await service.var(desk.id))?.positions ?? [];
  expect(hour?.instruments.map(({ instrumentId }) => instrumentId)).toEqual([ABC.id]);
  expect(hour?.missing).toEqual([
    { instrumentId: NEW.id, exposureAtoms: 10_000_000_000n, text: "has 0 past spans of 1h, needs 100" },
  ]);
});

test("nothing held risks nothing; too little history is said, not guessed", async () => {
  const nothing = await setup(30);
  expect((await nothing.service.var(nothing.desk.id))?.positions).toMatchObject([
    { varAtoms: 0n, cvarAtoms: 0n, reason: "Nothing is held." },
    { varAtoms: 0n },
  ]);
  const young = await setup(10, { [ABC.id]: 1_000 });
  expect((await young.service.var(young.desk.id))?.positions).toMatchObject([
    { spans: 239, reason: null },
    { spans: 0, varAtoms: null, cvarAtoms: null, reason: "Nothing that is held has enough history." },
  ]);
});

test("the desk's own returns have VaR, a simulation and a back-test with its times", async () => {
  const { service, desk, end } = await setup(30);
  const [hour, day] = (await service.var(desk.id))?.equity ?? [];
  expect(hour?.returns).toBe(720);
  // 36 of 720 hours end 1 % lower: exactly 5 %, so the edge lies between −1 % and 0; beyond it is 1 %.
  expect(hour?.historical.cvar.value).toBeCloseTo(0.01, 4);
  expect(hour?.simulated.bands).toHaveLength(25);
  expect(hour?.backtest.at).toHaveLength(hour?.backtest.forecasts.length ?? -1);
  expect(hour?.backtest.at.at(-1)).toBe(end);
  expect(day?.returns).toBe(30);
  expect(await service.var(desk.id)).toEqual(await service.var(desk.id));
});

test("a desk without equity has no VaR yet, an unknown desk is an error", async () => {
  const stores = createMemoryStores(createHandClock(START));
  const desk = await stores.desks.createDesk(newDesk());
  const service = createRiskService(stores);
  expect(await service.var(desk.id)).toBeNull();
  await expect(service.var("nobody")).rejects.toMatchObject({ code: "not_found" });
});

test("facts come with their age, what is missing of them, and the pairs that nothing is known of", async () => {
  const { service, stores, desk, commit, end } = await setup(5);
  expect(await service.facts(desk.id)).toMatchObject({ facts: null, at: end, ageMicros: null, isStale: false });
  const [known] = someFacts(1).instruments;
  if (!known) throw new Error("no sample");
  const facts = {
    at: micros(end - 2 * HOUR - 1),
    instruments: [
      { ...known, instrumentId: ABC.id },
      { ...known, instrumentId: XYZ.id, hours: 20, regime: null, dailyVolatilityPpm: null },
    ],
    correlations: [{ a: XYZ.id, b: ABC.id, ppm: 500_000, bars: 700 }],
  };
  await stores.desks.addCommand(desk.id, { id: "facts", body: { kind: "marketFacts", facts } }, "risk.facts");
  const outcome = { commandId: "facts", at: START, accepted: true, orderId: null, reason: null };
  await commit([{ kind: "command", outcome }]);
  expect(await service.facts(desk.id)).toEqual({
    deskId: desk.id,
    facts,
    at: end,
    ageMicros: 2 * HOUR + 1,
    isStale: true,
    missing: [
      {
        instrumentId: XYZ.id,
        text: "Has 20 h of history; not known: daily volatility (needs 11 whole days), regime (needs 8 days, 20 hours of the last among them).",
      },
      { instrumentId: NEW.id, text: "Nothing is known of its past yet." },
    ],
    unknownPairs: [
      { a: ABC.id, b: NEW.id, isSameSector: true },
      { a: XYZ.id, b: NEW.id, isSameSector: true },
    ],
  });
});
