import { expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import { toEstimateLines } from "./estimate-lines";
import { BTC } from "./testing";
import type { TicketEstimate } from "./ticket-estimate";
import { unitsOf } from "./units";

const estimate: TicketEstimate = {
  takenLots: 1_000,
  averageTicks: 6_421_235.25,
  slippageBps: 0.82,
  restingLots: 0,
  aheadLots: 0,
  lostLots: 0,
  feeAtoms: parseAtoms("0.6421"),
  positionAfterLots: 1_000,
  exposureAfterAtoms: parseAtoms("642.12"),
  marginAfterAtoms: null,
  liquidationTicks: null,
  checks: [
    { rule: "open_orders", name: "Orders", used: 0.1, refusal: null },
    { rule: "position_cap", name: "Position cap", used: 0.257, of: "642.12 of 2,500.00 USDT", refusal: null },
    { rule: "cash", name: "Cash", used: 0.0643, refusal: null },
    { rule: "self_cross", name: "Own orders", used: null, refusal: null },
  ],
  refusal: null,
};
const context = { units: unitsOf(BTC), equityAtoms: parseAtoms("10000") };

test("every line has its unit, and the three limits that come closest are named", () => {
  expect(toEstimateLines(estimate, context)).toEqual([
    ["Fills at once", "0.01000 BTC"],
    ["Average price", "64,212.353 USDT"],
    ["Slippage to mid", "0.8 bp"],
    ["Fee", "0.6421 USDT"],
    ["Position after", "0.01000 BTC"],
    ["Exposure after", "642.12 USDT (6.4 %)"],
    ["Position cap used", "642.12 of 2,500.00 USDT (25.7 %)"],
    ["Orders used", "10.0 %"],
    ["Cash used", "6.4 %"],
  ]);
});

test("what rests says what stands before it; what is lost says so", () => {
  const lines = toEstimateLines(
    { ...estimate, takenLots: 0, averageTicks: null, restingLots: 600, aheadLots: 184_000, lostLots: 400 },
    context,
  );
  expect(lines.slice(0, 3)).toEqual([
    ["Would rest", "0.00600 BTC"],
    ["Queue ahead", "1.84000 BTC"],
    ["Cancelled, not invented", "0.00400 BTC"],
  ]);
});

test("a short says so, with what stands behind it and where the venue would close it", () => {
  const short = {
    ...estimate,
    positionAfterLots: -1_000,
    marginAfterAtoms: parseAtoms("64.212"),
    liquidationTicks: 7_034_512,
  };
  expect(toEstimateLines(short, context).slice(4, 8)).toEqual([
    ["Position after", "short 0.01000 BTC"],
    ["Exposure after", "642.12 USDT (6.4 %)"],
    ["Margin after", "64.21 USDT"],
    ["Liquidation about", "70,345.12 USDT"],
  ]);
});
