import fc from "fast-check";
import { expect, test } from "vitest";
import { atoms } from "@/server/domain/atoms";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import { ticks } from "@/server/domain/ticks";
import { ABC, testSpec } from "@/server/testing/engine-run";
import { NO_SHORTFALL, type ShortfallInput, shortfallOf, tallied } from "./shortfall";

type FillWish = Readonly<{ price: number; size: number; sent: number | null }>;
type Wish = Partial<Omit<ShortfallInput, "tally">> & Readonly<{ fills?: readonly FillWish[] }>;

function shortfall({ fills = [], spec = ABC, side = "buy", decisionMidHalfTicks: decision = 20_000, ...change }: Wish) {
  const tally = fills.reduce(
    (sum, { price, size, sent }) =>
      tallied(sum, {
        spec,
        fill: { side, priceTicks: ticks(price), sizeLots: lots(size) },
        mids: { decision, sent },
      }),
    NO_SHORTFALL,
  );
  const filledLots = fills.reduce((sum, { size }) => sum + size, 0);
  return shortfallOf({
    spec,
    side,
    sizeLots: 100,
    filledLots,
    feeAtoms: atoms(0n),
    decisionMidHalfTicks: decision,
    lastMidHalfTicks: decision,
    ...change,
    tally,
  });
}

/** COIN-margined: one contract of 100 USD, tick 0.1: 100 / 0.1 × 10^8 atoms over ticks. */
const INVERSE: InstrumentSpec = {
  ...testSpec({ symbol: "BTC/USD:BTC" }),
  atomsPerTickLot: 0n,
  contract: {
    kind: "inverse",
    settle: "BTC",
    inverseAtoms: 100_000_000_000n,
    tiers: [],
    liquidationFeePpm: 0,
    fundingIntervalMicros: 28_800_000_000,
  },
};

// Mid 100.00; one tick times one lot is 10,000 atoms.
test("a buy by hand: decision at 100.00, sent at 100.05, 60 bought at 100.08, 40 missed at 100.20", () => {
  const fills = [{ price: 10_008, size: 60, sent: 20_010 }];
  expect(shortfall({ fills, lastMidHalfTicks: 20_040, feeAtoms: atoms(7n) })).toEqual({
    delayAtoms: 60n * 5n * 10_000n,
    tradingAtoms: 60n * 3n * 10_000n,
    opportunityAtoms: 40n * 20n * 10_000n,
    feeAtoms: 7n,
    totalAtoms: 60n * 8n * 10_000n + 40n * 20n * 10_000n + 7n,
    // 12,800,007 of 100 × 10,000 × 10,000 atoms.
    totalBps: 12.800007,
  });
});

test("a seller gains where a buyer loses", () => {
  const fills = [{ price: 10_008, size: 60, sent: 20_010 }];
  const { delayAtoms, tradingAtoms, opportunityAtoms } = shortfall({ fills, side: "sell", lastMidHalfTicks: 20_040 });
  expect([delayAtoms, tradingAtoms, opportunityAtoms]).toEqual([-3_000_000n, -1_800_000n, -8_000_000n]);
});

test("half an atom is rounded against us in the total, and trading takes the difference", () => {
  // One atom a tick and lot: a mid at half a tick makes half atoms.
  const fine = { ...ABC, atomsPerTickLot: 1n };
  const fills = [{ price: 10_000, size: 1, sent: 20_001 }];
  // Delay 0.5, trading -0.5, missed 99 × 0.5 = 49.5.
  expect(shortfall({ spec: fine, fills, lastMidHalfTicks: 20_001 })).toMatchObject({
    delayAtoms: 0n,
    opportunityAtoms: 49n,
    tradingAtoms: 1n,
    totalAtoms: 50n,
  });
});

test("an inverse contract costs coins: buying 100 at 50,010 instead of 50,000", () => {
  const fills = [{ price: 500_100, size: 100, sent: 1_000_000 }];
  const { totalAtoms, tradingAtoms } = shortfall({ spec: INVERSE, fills, decisionMidHalfTicks: 1_000_000 });
  // 100 × 100 USD × (1/50,000 - 1/50,010) = 0.00003999 BTC, to the half atom.
  expect(totalAtoms).toBe(4_000n);
  expect(tradingAtoms).toBe(totalAtoms);
});

test("without a decision mid there is no opportunity and no bps, and the slices' own mids serve", () => {
  const fills = [{ price: 10_003, size: 100, sent: 20_004 }];
  expect(shortfall({ fills, decisionMidHalfTicks: null })).toMatchObject({
    delayAtoms: 0n,
    tradingAtoms: 1_000_000n,
    opportunityAtoms: 0n,
    totalBps: null,
  });
});

test("the parts add up for any fills, linear and inverse", () => {
  const price = fc.integer({ min: 9_000, max: 11_000 });
  const fill = fc.record({
    price,
    size: fc.integer({ min: 1, max: 30 }),
    sent: fc.option(fc.integer({ min: 18_000, max: 22_000 })),
  });
  fc.assert(
    fc.property(
      fc.array(fill, { maxLength: 3 }),
      fc.constantFrom<InstrumentSpec>(ABC, { ...ABC, atomsPerTickLot: 1n }, INVERSE),
      fc.constantFrom("buy" as const, "sell" as const),
      (fills, spec, side) => {
        const result = shortfall({ fills, spec, side, feeAtoms: atoms(11n), lastMidHalfTicks: 19_999 });
        const { delayAtoms, tradingAtoms, opportunityAtoms, feeAtoms, totalAtoms } = result;
        expect(delayAtoms + tradingAtoms + opportunityAtoms + feeAtoms).toBe(totalAtoms);
      },
    ),
  );
});
