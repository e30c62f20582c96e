import { expect, test } from "vitest";
import { AppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { instrument } from "@/server/domain/instrument";
import { micros } from "@/server/domain/micros";
import { perpetualContract } from "@/server/domain/perpetual";
import type { MarketSource } from "@/server/domain/source";
import type { Desk, DeskStore } from "@/server/ports/desk-store";
import { ensureDesks } from "./ensure-desk";

const spec = (tickSize = "0.01"): InstrumentSpec =>
  instrument({
    venueId: "recorded-day",
    symbol: "BTC/USDT",
    venueSymbol: "BTCUSDT",
    base: "BTC",
    quote: "USDT",
    version: 1,
    tickSize,
    lotSize: "0.00001",
    minNotional: "10",
    makerFeePpm: 1_000,
    takerFeePpm: 1_000,
  });

const source = (session: string): MarketSource => ({
  kind: "recorded",
  venueId: "recorded-day",
  label: "RECORDED 2024-08-08 x10",
  reason: "asked for",
  speed: 10,
  session,
});

/** A store of desks in a list, and what was done to them in order. */
function setup() {
  const desks: Desk[] = [];
  const done: string[] = [];
  const store = {
    listDesks: async ({ includeArchived }: { includeArchived: boolean }) =>
      desks.filter((desk) => includeArchived || !desk.isArchived),
    createDesk: async (desk: Omit<Desk, "createdAt" | "isArchived">) => {
      if (desks.some(({ id }) => id === desk.id)) throw new AppError("conflict", `There is a desk ${desk.id} already`);
      desks.push({ ...desk, createdAt: micros(1), isArchived: false });
      return desks.at(-1)!;
    },
    openRun: async (deskId: string) => {
      done.push(`take ${deskId}`);
      return { deskId, runId: "r", epoch: 1, checkpoint: null, commits: 0 };
    },
    archiveDesk: async (deskId: string) => {
      done.push(`archive ${deskId}`);
      desks.splice(
        0,
        desks.length,
        ...desks.map((desk) => (desk.id === deskId ? { ...desk, isArchived: true } : desk)),
      );
    },
    closeRun: async () => {},
  } as unknown as DeskStore;
  const audit: string[] = [];
  const deps = {
    desks: store,
    system: {
      audit: async ({ action, subject }: { action: string; subject: string }) =>
        void audit.push(`${action} ${subject}`),
    },
    market: { listCandles: async () => [] },
    clock: { nowMicros: () => micros(7), every: () => () => {} },
    seed: 42,
    strategiesFor: () => [{ name: "order-flow-imbalance", enabled: true, params: { a: 1 } }],
  };
  const ensureAll = (session: string, instruments: readonly InstrumentSpec[]) =>
    ensureDesks(deps as never, { source: source(session), instruments });
  const ensure = async (session: string, specs = [spec()]) => (await ensureAll(session, specs))[0]!;
  return { ensure, ensureAll, desks, done, audit };
}

test("the first desk has 10,000 quote units, all instruments, the strategy on, and the defaults of the domain sheet", async () => {
  const { ensure, audit } = setup();
  const desk = await ensure("s1");
  // DOMAIN.md 4: Binance 50 to 100 ms, 1 % spikes x3 to x10; docs/queue-truth.md: power(1); 5: cap 25 %, 60 orders a minute, 10 open.
  expect(desk).toMatchObject({
    id: "desk-recorded-day",
    session: "s1",
    settings: {
      openingBalanceAtoms: 1_000_000_000_000n,
      seed: 42,
      queueModel: { kind: "power", exponent: 1 },
      entryLatency: { minMicros: 50_000, maxMicros: 100_000, spikeShare: 0.01, spikeFactorMin: 3, spikeFactorMax: 10 },
      risk: {
        positionCapPpm: 250_000,
        staleFeedMicros: 60_000_000,
        staleBookMicros: 5_000_000,
        ordersPerMinuteMax: 60,
        openOrdersMax: 10,
      },
      strategies: [{ name: "order-flow-imbalance", enabled: true }],
      watermarkMicros: 250_000,
    },
  });
  expect(desk.settings.instruments).toEqual([spec()]);
  expect(audit).toEqual(["desk.create desk-recorded-day"]);
});

test("asking again finds the same desk", async () => {
  const { ensure, desks } = setup();
  expect(await ensure("s1")).toEqual(await ensure("s1"));
  expect(desks).toHaveLength(1);
});

test("a new playback gets a new desk; the earlier one is taken from its host, then archived", async () => {
  const { ensure, done, desks, audit } = setup();
  await ensure("s1");
  const second = await ensure("s2");
  expect(second.id).toBe("desk-recorded-day-2");
  expect(done).toEqual(["take desk-recorded-day", "archive desk-recorded-day"]);
  expect(desks.map(({ isArchived }) => isArchived)).toEqual([true, false]);
  expect(audit.slice(1)).toEqual(["desk.archive desk-recorded-day", "desk.create desk-recorded-day-2"]);
});

test("another tick size makes another desk: the old one's numbers keep their meaning", async () => {
  const { ensure, desks } = setup();
  await ensure("s1");
  const second = await ensure("s1", [spec("0.1")]);
  expect(second.settings.instruments[0]?.tickSize).toBe("0.1");
  expect(desks.map(({ isArchived }) => isArchived)).toEqual([true, false]);
  expect(await ensure("s1", [spec("0.1")])).toEqual(second);
});

test("of two workers that begin together one makes the desk, and neither archives it", async () => {
  const { ensure, desks } = setup();
  const results = await Promise.allSettled([ensure("s1"), ensure("s1")]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  expect(desks).toMatchObject([{ id: "desk-recorded-day", isArchived: false }]);
  expect(await ensure("s1")).toEqual(desks[0]);
});

const perpetual = (kind: "linear" | "inverse"): InstrumentSpec => {
  const [quote, settle] = kind === "linear" ? ["USDT", "USDT"] : ["USD", "BTC"];
  const steps = { tickSize: "0.1", lotSize: kind === "linear" ? "0.001" : "1" };
  const terms = { kind, base: "BTC", settle, ...steps, faceValue: kind === "linear" ? "1" : "100" };
  return instrument({
    venueId: "recorded-day",
    symbol: `BTC/${quote}:${settle}`,
    venueSymbol: kind,
    base: "BTC",
    quote,
    version: 1,
    ...steps,
    minNotional: "0",
    makerFeePpm: 200,
    takerFeePpm: 500,
    contract: perpetualContract({ ...terms, liquidationFee: null }),
  });
};

test("what settles in another currency gets a desk of its own, with an opening balance in that", async () => {
  const { ensureAll, desks, done } = setup();
  const all = [perpetual("inverse"), spec(), perpetual("linear")];
  const made = await ensureAll("s1", all);
  expect(made.map(({ id, name }) => [id, name])).toEqual([
    ["desk-recorded-day", "Desk on RECORDED 2024-08-08 x10"],
    ["desk-recorded-day-btc", "Desk on RECORDED 2024-08-08 x10 in BTC"],
  ]);
  expect(made.map(({ settings }) => settings.instruments.map(({ symbol }) => symbol))).toEqual([
    ["BTC/USDT", "BTC/USDT:USDT"],
    ["BTC/USD:BTC"],
  ]);
  // 10,000 USDT and 1 BTC, in atoms of 10^-8.
  expect(made.map(({ settings }) => settings.openingBalanceAtoms)).toEqual([1_000_000_000_000n, 100_000_000n]);
  expect(await ensureAll("s1", all)).toEqual(made);
  expect(done).toEqual([]);
  expect(desks).toHaveLength(2);
});

test("a desk that is made anew leaves the other in peace", async () => {
  const { ensureAll, done } = setup();
  const before = await ensureAll("s1", [spec(), perpetual("inverse")]);
  const after = await ensureAll("s1", [spec("0.1"), perpetual("inverse")]);
  expect(done).toEqual(["take desk-recorded-day", "archive desk-recorded-day"]);
  expect(after.map(({ id }) => id)).toEqual(["desk-recorded-day-2", "desk-recorded-day-btc"]);
  expect(after[1]).toEqual(before[1]);
});
