import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import { fillValueAtoms, unrealisedAtoms } from "@/server/domain/contract-math";
import { type InstrumentSpec, instrument } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import { type Micros, micros } from "@/server/domain/micros";
import { ticks } from "@/server/domain/ticks";
import { attribute } from "./attribute";
import type { AttributedBooking, AttributedFill, AttributionWindow, Valuation } from "./attributed-fill";
import { GROUP_KEYS, groupedParts, summed } from "./grouped";
import { heldAfter } from "./owners";
import { NO_PARTS, sumOfParts, totalOf } from "./parts";
import { attributeSegments } from "./segments";

const HOUR = 3_600_000_000;

/** Tick 0.01, lot 0.01: a tick of a lot is 10,000 atoms, half a tick 5,000. */
const SPOT = instrument({
  venueId: "test",
  symbol: "ABC/USDT",
  venueSymbol: "ABCUSDT",
  base: "ABC",
  quote: "USDT",
  version: 1,
  tickSize: "0.01",
  lotSize: "0.01",
  minNotional: "10",
  makerFeePpm: 1_000,
  takerFeePpm: 1_000,
});
const CONTRACT = { tiers: [], liquidationFeePpm: 0, fundingIntervalMicros: 8 * HOUR };
/** Half a tick of a lot is 1.5 atoms: values at mids need rounding. */
const PERP: InstrumentSpec = {
  ...SPOT,
  id: "test:PERP",
  atomsPerTickLot: 3n,
  contract: { ...CONTRACT, kind: "linear", settle: "USDT", inverseAtoms: 0n },
};
const COIN: InstrumentSpec = {
  ...SPOT,
  id: "test:COIN",
  atomsPerTickLot: 0n,
  contract: { ...CONTRACT, kind: "inverse", settle: "ABC", inverseAtoms: 100_000_000_000n },
};

type Wish = Partial<Omit<AttributedFill, "priceTicks" | "sizeLots">> & Readonly<{ price: number; size: number }>;

function fillOf({ price, size, ...wish }: Wish, spec: InstrumentSpec = SPOT): AttributedFill {
  const side = wish.side ?? "buy";
  const mids = { decisionMidHalfTicks: null, arrivalMidHalfTicks: null, midHalfTicks: null, markoutMidHalfTicks: null };
  return {
    instrumentId: spec.id,
    side,
    liquidity: "taker",
    priceTicks: ticks(price),
    sizeLots: lots(size),
    notionalAtoms: fillValueAtoms(spec, { side, priceTicks: price, lots: size }),
    feeAtoms: parseAtoms("0"),
    spreadTicks: null,
    impactTicks: 0,
    origin: "manual",
    bookedAt: micros(1),
    ...mids,
    ...wish,
  };
}

const marked = (spec: InstrumentSpec, halfTicks: number): ReadonlyMap<string, Valuation> =>
  new Map([[spec.id, { markMillionths: halfTicks * 500_000 }]]);

const windowOf = (fills: readonly AttributedFill[], change: Partial<AttributionWindow> = {}): AttributionWindow => ({
  specs: new Map([SPOT, PERP, COIN].map((spec) => [spec.id, spec])),
  from: micros(0),
  held: [],
  startMarks: new Map(),
  endMarks: new Map(),
  fills,
  bookings: [],
  ...change,
});

describe("one fill along its way (all numbers by hand; 100 lots, so half a tick is 500,000 atoms)", () => {
  const end = { endMarks: marked(SPOT, 20_040) };
  const sumOf = (fill: AttributedFill, change: Partial<AttributionWindow> = end) =>
    summed(attribute(windowOf([fill], change)).items);

  test("a taker pays half the spread, what lies deeper, its own impact, and the way there", () => {
    // Decided at 100.00, arrived at 100.02, mid then 100.02, spread 0.02: ask 100.03; paid 100.06 with 0.01 of impact.
    const fill = fillOf({
      price: 10_006,
      size: 100,
      feeAtoms: parseAtoms("0.1"),
      decisionMidHalfTicks: 20_000,
      arrivalMidHalfTicks: 20_004,
      midHalfTicks: 20_004,
      spreadTicks: 2,
      impactTicks: 1,
      markoutMidHalfTicks: 20_010,
    });
    expect(sumOf(fill)).toEqual({
      parts: {
        ...NO_PARTS,
        latencyAtoms: -2_000_000n,
        spreadAtoms: -1_000_000n,
        // From 100.03 to 100.05.
        slippageAtoms: -2_000_000n,
        impactAtoms: -1_000_000n,
        adverseSelectionAtoms: 3_000_000n,
        // From the decision at 100.00 to the mark at 100.20, less the first ten seconds.
        marketAtoms: 20_000_000n - 3_000_000n,
        feeAtoms: -10_000_000n,
      },
      // 1 ABC bought at 100.06, worth 100.20, fee 0.10.
      totalAtoms: parseAtoms("0.04"),
      fills: 1,
      unknownFills: 0,
      withoutMarkout: 0,
    });
  });

  test("a maker earns half the spread, and loses what the market ran through it", () => {
    // Sold at 100.02 while the mid was 100.01 and the spread 0.02; it had waited since a mid of 99.99.
    const known = {
      side: "sell" as const,
      liquidity: "maker" as const,
      decisionMidHalfTicks: 19_998,
      arrivalMidHalfTicks: 19_998,
      midHalfTicks: 20_002,
      spreadTicks: 2,
      markoutMidHalfTicks: 20_004,
    };
    const { parts } = sumOf(fillOf({ price: 10_002, size: 100, ...known }));
    expect(parts).toMatchObject({ latencyAtoms: 0n, waitingAtoms: 2_000_000n, spreadAtoms: 1_000_000n });
    expect(parts).toMatchObject({ adverseSelectionAtoms: -1_000_000n, slippageAtoms: 0n, impactAtoms: 0n });
    // The decision's worth: sold at 99.99, marked at 100.20, of which 0.01 was the first ten seconds.
    expect(parts.marketAtoms).toBe(-21_000_000n + 1_000_000n);
    // The market stands beyond its price when it fills: no spread was earned.
    const through = sumOf(fillOf({ price: 10_002, size: 100, ...known, midHalfTicks: 20_008 })).parts;
    expect(through).toMatchObject({ spreadAtoms: 0n, adverseSelectionAtoms: 2_000_000n - 2_000_000n });
    expect(through.waitingAtoms).toBe(5_000_000n);
  });

  test("never more of the spread than the price explains", () => {
    // Within the spread: 100.01 against a mid of 100.00 and a half spread of 0.03.
    const { parts } = sumOf(fillOf({ price: 10_001, size: 100, midHalfTicks: 20_000, spreadTicks: 6 }));
    expect(parts).toMatchObject({ spreadAtoms: -1_000_000n, slippageAtoms: 0n });
  });

  test("what is not known is market, and counted", () => {
    const fill = fillOf({ price: 10_006, size: 100, impactTicks: 1 });
    const sum = sumOf(fill);
    expect(sum).toMatchObject({ unknownFills: 1, withoutMarkout: 1 });
    expect(sum.parts).toEqual({ ...NO_PARTS, impactAtoms: -1_000_000n, marketAtoms: 15_000_000n });
    // With the mid at the fill, only the way there is unknown.
    const { parts } = sumOf({ ...fill, midHalfTicks: 20_004, spreadTicks: 2 });
    expect(parts).toMatchObject({ latencyAtoms: 0n, waitingAtoms: 0n, spreadAtoms: -1_000_000n });
  });

  test("a mark is needed for what is held, and for nothing else", () => {
    const buy = fillOf({ price: 10_000, size: 5 });
    expect(() => sumOf(buy, {})).toThrow("needs its mark at the end");
    const { totalAtoms } = summed(attribute(windowOf([buy, fillOf({ price: 10_001, size: 5, side: "sell" })])).items);
    expect(totalAtoms).toBe(50_000n);
    expect(() => attribute(windowOf([fillOf({ price: 1, size: 1, instrumentId: "x:Y" })]))).toThrow("specification");
  });

  test("where the books say what a position was worth, the rounded mark's difference is market", () => {
    const endMarks = new Map([[SPOT.id, { markMillionths: 10_020_000_000, valueAtoms: parseAtoms("100.2") + 77n }]]);
    expect(sumOf(fillOf({ price: 10_006, size: 100 }), { endMarks }).totalAtoms).toBe(parseAtoms("0.14") + 77n);
  });
});

describe("whose lots", () => {
  const of = (origin: string, side: "buy" | "sell", size: number) => fillOf({ origin, side, size, price: 10_000 });

  test("a fill against the position closes its own lots, then the oldest, before it opens", () => {
    const fills = [of("strategy:a", "buy", 5), of("strategy:b", "buy", 3), of("manual", "sell", 6)];
    expect(heldAfter(fills)).toEqual([{ instrumentId: SPOT.id, owner: "strategy:b", sizeLots: 2, openedAt: 1 }]);
    expect(heldAfter([...fills, of("manual", "sell", 6)])).toEqual([
      { instrumentId: SPOT.id, owner: "manual", sizeLots: -4, openedAt: 1 },
    ]);
    expect(heldAfter([of("a", "buy", 5), of("b", "buy", 3), of("b", "sell", 4)])[0]?.sizeLots).toBe(4);
  });

  test("a flatten ends what a strategy opened: its later moves are nobody's", () => {
    const fills = [
      fillOf({ price: 10_000, size: 100, origin: "strategy:a" }),
      fillOf({ price: 9_000, size: 100, origin: "risk", side: "sell", feeAtoms: parseAtoms("0.09") }),
    ];
    const groups = groupedParts(
      attribute(windowOf(fills, { endMarks: marked(SPOT, 40_000) })).items,
      ({ owner }) => owner,
    );
    expect([...groups].map(([owner, { totalAtoms, fills }]) => [owner, totalAtoms, fills])).toEqual([
      ["strategy:a", parseAtoms("-10.09"), 2],
    ]);
  });

  test("funding is shared by what each holds", () => {
    const fills = [of("a", "buy", 1), of("b", "buy", 2)];
    const bookings = [{ kind: "funding", instrumentId: SPOT.id, at: micros(5), amountAtoms: -100n } as const];
    const { items } = attribute(windowOf(fills, { bookings, endMarks: marked(SPOT, 20_000) }));
    const groups = groupedParts(items, GROUP_KEYS.strategy);
    expect([...groups].map(([owner, { parts }]) => [owner, parts.fundingAtoms])).toEqual([
      ["a", -33n],
      ["b", -67n],
    ]);
  });
});

const mid = fc.option(fc.integer({ min: 9_800, max: 10_200 }), { nil: null });
const anyFill = fc
  .record({
    spec: fc.constantFrom(SPOT, PERP, COIN),
    origin: fc.constantFrom("manual", "strategy:a", "strategy:b", "risk"),
    side: fc.constantFrom("buy", "sell" as const),
    liquidity: fc.constantFrom("maker", "taker" as const),
    price: fc.integer({ min: 4_900, max: 5_100 }),
    size: fc.integer({ min: 1, max: 60 }),
    fee: fc.bigInt({ min: -50n, max: 500n }),
    gap: fc.integer({ min: 1, max: 3 * HOUR }),
    impactTicks: fc.integer({ min: 0, max: 5 }),
    spreadTicks: fc.option(fc.integer({ min: 1, max: 30 }), { nil: null }),
    mids: fc.tuple(mid, mid, mid, mid),
  })
  .map(({ spec, fee, gap, mids, ...wish }) => {
    const [decisionMidHalfTicks, arrivalMidHalfTicks, midHalfTicks, markoutMidHalfTicks] = mids;
    const known = { decisionMidHalfTicks, arrivalMidHalfTicks, midHalfTicks, markoutMidHalfTicks };
    const fill = fillOf({ ...wish, ...known }, spec);
    return { gap, fill: { ...fill, feeAtoms: fee as AttributedFill["feeAtoms"] } };
  });

const anyMarks = fc
  .tuple(...[SPOT, PERP, COIN].map(() => fc.integer({ min: 4_900_000_000, max: 5_100_000_000 })))
  .map((marks) => new Map([SPOT, PERP, COIN].map(({ id }, i) => [id, { markMillionths: marks[i] ?? 0 }])));

const anyBooking = fc
  .record({
    kind: fc.constantFrom("funding", "insurance" as const),
    instrumentId: fc.constantFrom(SPOT.id, PERP.id, COIN.id),
    at: fc.integer({ min: 1, max: 60 * HOUR }).map((at) => micros(at)),
    amountAtoms: fc.bigInt({ min: -1_000n, max: 1_000n }),
  })
  .map((booking): AttributedBooking => booking);

/** The desk's equity by its own books: cash from booked values and fees, positions by `unrealisedAtoms`. */
function equityOf(fills: readonly AttributedFill[], marks: ReadonlyMap<string, Valuation>): bigint {
  let equity = 0n;
  for (const spec of [SPOT, PERP, COIN]) {
    let [cost, size] = [0n, 0];
    for (const fill of fills) {
      if (fill.instrumentId !== spec.id) continue;
      const sign = fill.side === "buy" ? 1 : -1;
      cost += BigInt(sign) * fill.notionalAtoms;
      size += sign * fill.sizeLots;
      equity -= fill.feeAtoms;
    }
    equity += unrealisedAtoms(spec, { sizeLots: size, costAtoms: cost }, marks.get(spec.id)?.markMillionths ?? 1);
  }
  return equity;
}

test("the parts add up to the change of the equity, to the atom, for every window, grouping and cutting", () => {
  fc.assert(
    fc.property(
      fc.record({
        before: fc.array(anyFill, { maxLength: 8 }),
        within: fc.array(anyFill, { maxLength: 25 }),
        bookings: fc.array(anyBooking, { maxLength: 5 }),
        marks: fc.tuple(anyMarks, anyMarks, anyMarks, anyMarks),
        cuts: fc.tuple(fc.integer({ min: 1, max: 40 * HOUR }), fc.integer({ min: 1, max: 40 * HOUR })),
      }),
      ({ before, within, bookings, marks, cuts }) => {
        const earlier = before.map(({ fill }) => fill);
        let clock = 0;
        const fills = within.map(({ gap, fill }) => {
          clock += gap;
          return { ...fill, bookedAt: micros(clock) };
        });
        const [startMarks, endMarks, ...between] = marks;
        const window = windowOf(fills, { held: heldAfter(earlier), startMarks, endMarks, bookings });
        const { items } = attribute(window);
        const booked = bookings.reduce((sum, { amountAtoms }) => sum + amountAtoms, 0n);
        const change = equityOf([...earlier, ...fills], endMarks) - equityOf(earlier, startMarks) + booked;
        expect(summed(items).totalAtoms).toBe(change);
        for (const key of Object.values(GROUP_KEYS)) expect(sumOfGroups(items, key)).toEqual(summed(items).parts);
        const inner = cuts
          .toSorted((a, b) => a - b)
          .map((at, i) => ({ at: micros(at), marks: between[i] ?? endMarks }));
        const end = { at: micros(100 * HOUR), marks: endMarks };
        const segmented = attributeSegments({ ...window, cuts: [...inner, end] });
        expect(summed(segmented.items).totalAtoms).toBe(change);
        expect(segmented.held).toEqual(attribute(window).held);
        expect(segmented.held).toEqual(inOrder(heldAfter([...earlier, ...fills])));
      },
    ),
    { numRuns: 120 },
  );
});

const inOrder = (held: ReturnType<typeof heldAfter>) =>
  [SPOT, PERP, COIN].flatMap(({ id }) => held.filter(({ instrumentId }) => instrumentId === id));

function sumOfGroups(items: Parameters<typeof groupedParts>[0], key: Parameters<typeof groupedParts>[1]) {
  const groups = [...groupedParts(items, key).values()];
  for (const { parts, totalAtoms } of groups) expect(totalOf(parts)).toBe(totalAtoms);
  return sumOfParts(groups.map(({ parts }) => parts));
}

test("a held position gains in the hour in which it gains", () => {
  const buy = fillOf({ price: 10_000, size: 100, bookedAt: micros(HOUR / 2), midHalfTicks: 20_000 });
  const cut = (hours: number, halfTicks: number) => ({ at: (hours * HOUR) as Micros, marks: marked(SPOT, halfTicks) });
  const cuts = [cut(1, 20_010), cut(2, 20_050), cut(3, 20_040)];
  const { items } = attributeSegments({ ...windowOf([buy]), cuts });
  const hours = groupedParts(items, GROUP_KEYS.hour);
  expect([...hours].map(([hour, { totalAtoms }]) => [hour, totalAtoms])).toEqual([
    ["00", 5_000_000n],
    ["01", 20_000_000n],
    ["02", -5_000_000n],
  ]);
});
