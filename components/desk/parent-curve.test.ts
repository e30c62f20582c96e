import { expect, test } from "vitest";
import { atoms } from "@/server/domain/atoms";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import type { ParentOrder } from "@/server/domain/parent-order";
import { parentCurve, shortfallLines } from "./parent-curve";
import { BTC } from "./testing";

const parent = (over: Partial<ParentOrder> = {}): ParentOrder => ({
  id: "par-1",
  instrumentId: BTC.id,
  side: "buy",
  kind: "twap",
  sizeLots: lots(100),
  limitTicks: null,
  durationMicros: 1_000,
  slices: 2,
  displayLots: null,
  participationPpm: null,
  volumeCurvePpm: null,
  isPassiveFirst: true,
  commandId: null,
  origin: "manual",
  state: "ACTIVE",
  decidedAt: micros(5_000),
  endsAt: micros(6_000),
  closedAt: null,
  decisionMidHalfTicks: 20_000,
  schedule: [
    { at: micros(5_000), lots: 50 },
    { at: micros(5_500), lots: 100 },
  ],
  done: [{ at: micros(5_250), lots: 25 }],
  filledLots: lots(25),
  filledAtoms: atoms(1n),
  feeAtoms: atoms(0n),
  slicesSent: 1,
  text: "",
  reason: null,
  shortfall: null,
  ...over,
});

test("plan and done are steps over the parent's time, done ends now", () => {
  expect(parentCurve(parent(), 5_400)).toEqual({
    plan: "M0 1H0V0.5H0.5V0H1",
    done: "M0 1H0.25V0.75H0.4",
    doneShare: 0.25,
    planShare: 0.5,
    nowShare: 0.4,
  });
});

test("an algorithm that follows the market has no plan; after the end nothing moves on", () => {
  const curve = parentCurve(parent({ kind: "iceberg", schedule: [], closedAt: micros(5_600) }), 9_999);
  expect(curve).toMatchObject({ plan: null, planShare: null, nowShare: 0.6 });
});

test("the shortfall's lines are there once it has ended, plus costs us", () => {
  expect(shortfallLines(parent())).toEqual([]);
  const shortfall = {
    delayAtoms: atoms(100_000_000n),
    tradingAtoms: atoms(-50_000_000n),
    opportunityAtoms: atoms(0n),
    feeAtoms: atoms(10_000_000n),
    totalAtoms: atoms(60_000_000n),
    totalBps: 1.23,
  };
  expect(shortfallLines(parent({ shortfall })).map(({ name, text }) => [name, text])).toEqual([
    ["Delay", "+1.0000"],
    ["Trading", "−0.5000"],
    ["Missed", "0.0000"],
    ["Fees", "+0.1000"],
    ["Shortfall", "+0.6000 (1.2 bp)"],
  ]);
});
