import { expect, test } from "vitest";
import { atoms, parseAtoms } from "@/server/domain/atoms";
import { micros } from "@/server/domain/micros";
import type { BandLane, EquitySample } from "@/server/domain/portfolio";
import { bandText, toPoints } from "./band-view";

const lane = (equity: string, over: Partial<BandLane> = {}): BandLane => ({
  model: "log",
  equityAtoms: parseAtoms(equity),
  realisedAtoms: atoms(0n),
  feesAtoms: atoms(0n),
  ordersClosed: 4,
  ordersFilled: 2,
  fills: 3,
  wantedAtoms: parseAtoms("400"),
  filledAtoms: parseAtoms("150"),
  ...over,
});

const sample = (second: number, equity: string, bands: EquitySample["bands"]): EquitySample => ({
  at: micros(second * 1_000_000),
  cashAtoms: parseAtoms(equity),
  inventoryAtoms: atoms(0n),
  unrealisedAtoms: atoms(0n),
  equityAtoms: parseAtoms(equity),
  realisedAtoms: atoms(0n),
  feesAtoms: atoms(0n),
  marginAtoms: atoms(0n),
  fundingAtoms: atoms(0n),
  bands,
});

test("the range stands around the line, and moves with it between whole seconds", () => {
  const bands = { pessimistic: lane("95"), base: lane("100"), optimistic: lane("103") };
  expect(toPoints([sample(1, "100", bands), sample(1.5, "101", null)])).toEqual([
    { time: 1, value: 100, low: 95, high: 103 },
    { time: 1.5, value: 101, low: 96, high: 104 },
  ]);
});

test("outer models that crossed the base one still make a range that holds it", () => {
  const bands = { pessimistic: lane("102"), base: lane("100"), optimistic: lane("99") };
  expect(toPoints([sample(1, "100", bands)])).toEqual([{ time: 1, value: 100, low: 99, high: 102 }]);
  const above = { pessimistic: lane("101"), base: lane("100"), optimistic: lane("102") };
  expect(toPoints([sample(1, "100", above)])).toEqual([{ time: 1, value: 100, low: 100, high: 102 }]);
});

// 150 of 400 filled is 37.5 %, shown as 38 %.
test("the table says equity, profit, share filled and fills", () => {
  const opening = parseAtoms("10000");
  const told = lane("9995.5");
  expect(bandText(told, "equity", opening)).toBe("9\u202f995.50");
  expect(bandText(told, "pnl", opening)).toBe("−4.50");
  expect(bandText(told, "rate", opening)).toBe("38 % in 3");
  expect(bandText(lane("1", { wantedAtoms: atoms(0n) }), "rate", opening)).toBe("–");
});
