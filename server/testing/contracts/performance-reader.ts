/** What every PerformanceReader guarantees: windows, extremes, and who held what. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { atoms } from "@/server/domain/atoms";
import type { Effect } from "@/server/domain/effect";
import { lots } from "@/server/domain/lots";
import { MICROS_PER_MINUTE, type Micros, micros } from "@/server/domain/micros";
import type { EquitySample } from "@/server/domain/portfolio";
import type { EquityBar } from "@/server/ports/performance-reader";
import * as rows from "@/server/testing/rows";
import { openDesk, type StoresHarness } from "./stores";

type Setup = () => Promise<StoresHarness>;

const HOUR = 60 * MICROS_PER_MINUTE;
/** A whole hour, UTC. */
const START = micros(Math.floor(rows.AT / HOUR) * HOUR);
const at = (byMicros: number): Micros => micros(START + byMicros);
const sampled = (time: Micros, equity: bigint): Effect => ({ kind: "equity", sample: rows.aSample(time, equity) });

export function performanceReaderContract(setup: Setup): void {
  samples(setup);
  bars(setup);
  booked(setup);
  trades(setup);
  venue(setup);
}

function samples(setup: Setup): void {
  test("the sample of a time is the last one before it, of a whole minute the last at one", async () => {
    const { desks, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks });
    expect(await reader.findEquitySpan(deskId)).toBeNull();
    await commit([sampled(at(5), 1n), sampled(at(MICROS_PER_MINUTE), 2n), sampled(at(MICROS_PER_MINUTE + 7), 3n)]);
    const found = async (time: Micros) => (await reader.findEquityAt(deskId, time))?.equityAtoms ?? null;
    expect([await found(at(4)), await found(at(5)), await found(at(HOUR))]).toEqual([null, 1n, 3n]);
    expect((await reader.findWholeMinute(deskId, at(HOUR)))?.equityAtoms).toBe(2n);
    expect(await reader.findWholeMinute(deskId, at(MICROS_PER_MINUTE - 1))).toBeNull();
    const span = await reader.findEquitySpan(deskId);
    expect([span?.first.equityAtoms, span?.last.equityAtoms]).toEqual([1n, 3n]);
  });
}

function bars(setup: Setup): void {
  // Guarantee: whatever the commits, bars of any width tell first, lowest, highest and last of all samples in them.
  test("bars lose no extreme", async () => {
    const { desks, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks });
    const sample = fc.record({
      step: fc.integer({ min: 1, max: 9 * MICROS_PER_MINUTE }),
      equity: fc.bigInt(-50n, 50n),
    });
    const [walk] = fc.sample(fc.array(sample, { minLength: 120, maxLength: 120 }), { numRuns: 1, seed: 11 });
    let time = 0;
    const all = (walk ?? []).map(({ step, equity }) => rows.aSample(at((time += step)), equity));
    for (let i = 0; i < all.length; i += 7)
      await commit(all.slice(i, i + 7).map((one) => ({ kind: "equity", sample: one }) as const));
    for (const widthMicros of [0.5, 1, 5, 60, 180].map((minutes) => minutes * MICROS_PER_MINUTE)) {
      for (const [from, to] of [
        [at(0), at(time)],
        [at(HOUR - 3 * MICROS_PER_MINUTE), at(3 * HOUR + 20 * MICROS_PER_MINUTE)],
        [at(65 * MICROS_PER_MINUTE), at(70 * MICROS_PER_MINUTE)],
      ] as const) {
        const found = await reader.listEquityBars(deskId, { from, to, widthMicros });
        expect(found.map(withoutBands)).toEqual(barsOf(all, { from, to }, widthMicros));
        expect(found.every(({ bands }) => bands?.base.model === "log")).toBe(true);
      }
    }
  });

  test.each([
    ["no whole seconds", 1_500_000, HOUR],
    ["no whole minutes", 90_000_000, HOUR],
    ["no whole hours", 61 * MICROS_PER_MINUTE, HOUR],
    ["too many", MICROS_PER_MINUTE, 10_001 * MICROS_PER_MINUTE],
  ])("bars of %s are refused", async (_name, widthMicros, span) => {
    const { reader } = await setup();
    const query = { from: at(0), to: at(span), widthMicros };
    await expect(reader.listEquityBars("any", query)).rejects.toMatchObject({ code: "invalid" });
  });
}

const withoutBands = ({ bands: _bands, ...bar }: EquityBar) => bar;

/** The plain meaning: samples within the window, from a minute on the minutes that begin within it. */
function barsOf(all: readonly EquitySample[], window: { from: number; to: number }, width: number) {
  const isWithin = (time: number) => {
    if (width < MICROS_PER_MINUTE) return time >= window.from && time <= window.to;
    const minute = Math.floor(time / MICROS_PER_MINUTE) * MICROS_PER_MINUTE;
    return minute >= window.from && minute < window.to;
  };
  const within = all.filter((one) => isWithin(one.at));
  const starts = [...new Set(within.map((one) => Math.floor(one.at / width) * width))];
  return starts.map((from) => {
    const inBar = within.filter((one) => Math.floor(one.at / width) * width === from);
    const mark = (one: EquitySample | undefined) => ({ at: one?.at, equityAtoms: one?.equityAtoms });
    const sorted = inBar.toSorted((a, b) => Number(a.equityAtoms - b.equityAtoms) || a.at - b.at);
    const high = inBar.toSorted((a, b) => Number(b.equityAtoms - a.equityAtoms) || a.at - b.at)[0];
    return { from, first: mark(inBar[0]), low: mark(sorted[0]), high: mark(high), last: mark(inBar.at(-1)) };
  });
}

function booked(setup: Setup): void {
  test("fills come with their order's way and their markout at 10 s, by when they were booked", async () => {
    const { desks, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks });
    const order = rows.anOrder(1, { arrivalMidHalfTicks: 12_800_009 });
    const fill = (number: number, knownAt: Micros) =>
      ({ kind: "fill", fill: rows.aFill(number, "ord-1", { knownAt, notionalAtoms: atoms(BigInt(number)) }) }) as const;
    const markout = (horizonMicros: number, midHalfTicks: number) =>
      ({ kind: "markout", markout: rows.aMarkout("fill-2", "ord-1", { horizonMicros, midHalfTicks }) }) as const;
    await commit([{ kind: "order", order }, fill(1, at(1)), fill(2, at(2)), fill(3, at(3))]);
    await commit([markout(1_000_000, 5), markout(10_000_000, 7)]);
    const found = await reader.listFillRecords(deskId, { from: at(1), to: at(3) });
    expect(found.map(({ id, markoutMidHalfTicks }) => [id, markoutMidHalfTicks])).toEqual([
      ["fill-2", 7],
      ["fill-3", null],
    ]);
    expect(found[0]).toMatchObject({
      ...rows.aFill(2, "ord-1", { knownAt: at(2), notionalAtoms: atoms(2n) }),
      origin: order.origin,
      decisionMidHalfTicks: order.decisionMidHalfTicks,
      arrivalMidHalfTicks: 12_800_009,
    });
    expect(await reader.sumTraded(deskId, { from: at(1), to: at(3) })).toBe(5n);
    expect(await reader.sumTraded("nobody", { from: at(1), to: at(3) })).toBe(0n);
  });

  test("whose lots are held is told by the fills since the position was flat", async () => {
    const { desks, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks });
    const fill = (number: number, minute: number, side: "buy" | "sell") =>
      ({
        kind: "fill",
        fill: rows.aFill(number, "ord-1", {
          knownAt: at(minute * MICROS_PER_MINUTE - 1),
          side,
          sizeLots: lots(number),
        }),
      }) as const;
    const held = (minute: number, sizeLots: number) =>
      ({
        kind: "positionSample",
        sample: { ...rows.aPositionSample(at(minute * MICROS_PER_MINUTE)), sizeLots },
      }) as const;
    await commit([
      { kind: "order", order: rows.anOrder(1) },
      { kind: "position", position: rows.aPosition() },
      fill(1, 1, "buy"),
      held(1, 1),
      fill(2, 2, "sell"),
      held(2, 0),
      fill(3, 3, "buy"),
      held(3, 3),
      fill(4, 4, "buy"),
    ]);
    const sizes = async (minute: number) =>
      (await reader.listOwnershipFills(deskId, at(minute * MICROS_PER_MINUTE))).map(({ sizeLots }) => sizeLots);
    expect([await sizes(1), await sizes(2), await sizes(3), await sizes(9)]).toEqual([[1], [], [3], [3, 4]]);
    const times = [at(3 * MICROS_PER_MINUTE), at(1 * MICROS_PER_MINUTE), at(77)];
    const positions = await reader.listPositionsAt(deskId, times);
    expect(positions.map(({ sizeLots }) => sizeLots)).toEqual([1, 3]);
  });
}

function trades(setup: Setup): void {
  test("trades are those that were open within the window, in order of closing", async () => {
    const { desks, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks });
    const trip = (number: number, opened: number, closed: number) =>
      ({ kind: "roundTrip", trip: rows.aTrip(number, { openedAt: at(opened), closedAt: at(closed) }) }) as const;
    await commit([trip(1, 0, 9), trip(2, 5, 30), trip(3, 12, 15), trip(4, 20, 25), trip(5, 0, 99)]);
    const found = await reader.listTripRecords(deskId, { from: at(10), to: at(20) });
    expect(found.map(({ id }) => id)).toEqual(["trip-3", "trip-2", "trip-5"]);
    const { orderIds: _orders, fillIds: _fills, ...record } = rows.aTrip(3, { openedAt: at(12), closedAt: at(15) });
    expect(found[0]).toEqual(record);
  });
}

function venue(setup: Setup): void {
  test("funding is told apart by instrument, also where it went through the cash; the fund's part by its fill", async () => {
    const { desks, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks });
    const [one, other] = ["test:A", "test:B"];
    const sample = (instrumentId: string, minute: number, funding: bigint) =>
      ({
        kind: "positionSample",
        sample: { ...rows.aPositionSample(at(minute * MICROS_PER_MINUTE)), instrumentId, fundingAtoms: atoms(funding) },
      }) as const;
    const entry = (
      seq: number,
      minute: number,
      [account, amount, cause]: readonly ["funding" | "insurance", bigint, string],
    ) =>
      ({
        kind: "ledger",
        entry: rows.anEntry(seq, {
          at: at(minute * MICROS_PER_MINUTE - 5),
          kind: account === "funding" ? "funding" : "liquidation",
          cause,
          postings: [
            { account, amountAtoms: atoms(amount) },
            { account: "cash", amountAtoms: atoms(0n - amount) },
          ],
        }),
      }) as const;
    await commit([
      { kind: "order", order: rows.anOrder(1) },
      { kind: "fill", fill: rows.aFill(1, "ord-1", { instrumentId: other }) },
      ...[one, other].map(
        (instrumentId) => ({ kind: "position", position: rows.aPosition({ instrumentId }) }) as const,
      ),
      sample(one, 1, 0n),
      sample(one, 2, 7n),
      sample(one, 3, 7n),
      sample(other, 2, -3n),
      sample(other, 3, 1n),
      entry(1, 2, ["funding", 7n, "funding x"]),
      entry(2, 2, ["funding", -3n, "funding x"]),
      entry(3, 3, ["funding", 4n, "funding y"]),
      entry(4, 3, ["insurance", -11n, "fill-1"]),
    ]);
    const minute = (count: number) => at(count * MICROS_PER_MINUTE);
    const found = async (from: number, to: number) =>
      (await reader.listVenueBookings(deskId, { from: minute(from), to: minute(to) }))
        .map((row) => `${row.kind} ${row.instrumentId} ${(row.at - START + 5) / MICROS_PER_MINUTE} ${row.amountAtoms}`)
        .sort((a, b) => (a < b ? -1 : 1));
    expect(await found(0, 9)).toEqual([
      `funding ${one} 2 -7`,
      `funding ${other} 2 3`,
      `funding ${other} 3 -4`,
      `insurance ${other} 3 11`,
    ]);
    expect(await found(2, 9)).toHaveLength(2);
  });
}
