import { expect, test } from "vitest";
import { atoms, parseAtoms } from "@/server/domain/atoms";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Position } from "@/server/domain/portfolio";
import { averageEntryText, samePositions, valueOf } from "./positions";
import { BTC } from "./testing";

const position = (over: Partial<Position> = {}): Position => ({
  instrumentId: BTC.id,
  sizeLots: 30_000,
  costAtoms: parseAtoms("19263.70"),
  realisedAtoms: atoms(0n),
  feesAtoms: atoms(0n),
  openedAt: null,
  markHalfTicks: 100,
  unrealisedAtoms: atoms(0n),
  margin: null,
  ...over,
});

// 19,263.70 / 0.3 = 64,212.3333…
test("the average cost is exact and rounded to a tenth of a tick", () => {
  expect(averageEntryText(position(), BTC)).toBe("64,212.333");
  expect(averageEntryText(position({ sizeLots: 0 }), BTC)).toBe("–");
});

test("a moving mid is no new row; a fill is", () => {
  expect(samePositions([position()], [position({ markHalfTicks: 101, unrealisedAtoms: parseAtoms("5") })])).toBe(true);
  expect(samePositions([position()], [position({ sizeLots: 1 })])).toBe(false);
});

/** 100 USD a contract, tick 0.1: n contracts at p ticks are worth n × 100 / (p × 0.1) BTC. */
const COIN: InstrumentSpec = {
  ...BTC,
  tickSize: "0.1",
  lotSize: "1",
  atomsPerTickLot: 0n,
  contract: {
    kind: "inverse",
    settle: "BTC",
    inverseAtoms: 100_000_000_000n,
    tiers: [],
    liquidationFeePpm: 0,
    fundingIntervalMicros: 1,
  },
};

// 10 contracts are 1,000 USD; 0.02 BTC paid for them is 50,000 USD a BTC. Short of as much gains 0.001 as they fall to 0.019.
test("an inverse contract is entered at face over what was paid, and worth less in base as it gains", () => {
  const long = position({ sizeLots: 10, costAtoms: parseAtoms("0.02"), unrealisedAtoms: parseAtoms("0.001") });
  expect(averageEntryText(long, COIN)).toBe("50,000.00");
  expect(valueOf(long, COIN)).toBe(parseAtoms("0.019"));
});

test("a short is worth what it would cost to buy back", () => {
  const short = position({
    sizeLots: -30_000,
    costAtoms: parseAtoms("-19263.70"),
    unrealisedAtoms: parseAtoms("63.7"),
  });
  expect(valueOf(short, BTC)).toBe(parseAtoms("19200"));
  expect(averageEntryText(short, BTC)).toBe("64,212.333");
});
