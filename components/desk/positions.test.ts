import { expect, test } from "vitest";
import { atoms, parseAtoms } from "@/server/domain/atoms";
import type { Position } from "@/server/domain/portfolio";
import { averageEntryText, samePositions } from "./positions";
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
