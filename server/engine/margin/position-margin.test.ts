import { describe, expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import { fillValueAtoms } from "@/server/domain/contract-math";
import type { MarginTier } from "@/server/domain/instrument";
import { liquidationTicks } from "@/server/domain/liquidation-price";
import { NOTHING_HELD } from "@/server/engine/portfolio/positions";
import { INVERSE, LINEAR, withTiers } from "@/server/testing/perpetuals";
import type { Stake } from "./cross";

/** A first tier without maintenance makes "maintenance amount" what it has to be: its end times the rate. */
const tiers = (amount: string, ratePpm: number): readonly MarginTier[] => [
  {
    upToAtoms: ((parseAtoms(amount) * 1_000_000n) / BigInt(ratePpm)) as MarginTier["upToAtoms"],
    maintenancePpm: 0,
    maxLeverage: 125,
  },
  { upToAtoms: null, maintenancePpm: ratePpm, maxLeverage: 50 },
];

type Wish = Readonly<{ spec: Stake["spec"]; lots: number; costAtoms: bigint; mark: number; mode?: "cross" }>;
const stakeOf = ({ spec, lots, costAtoms, mark, mode = "cross" }: Wish): Stake => ({
  spec,
  terms: { mode, leverage: 10 },
  held: { ...NOTHING_HELD, sizeLots: lots, costAtoms },
  mark: mark * 1_000_000,
});

// Binance, "How to Calculate Liquidation Price of USDⓈ-M Futures Contracts" (FAQ b3c689c1…), the cross-margin example of an account
// with BTCUSDT and ETHUSDT: wallet balance 1,535,443.01; for either contract the other one's maintenance (TMM)
// and unrealised P&L (UPNL) are given.
//   LP = (WB − TMM + UPNL + cum − size × entry) / (size × rate − size)
describe("Binance's published example, cross", () => {
  test("BTCUSDT, long 109.488 at 32,481.980, 2.5 % and 16,300: 26,316.89 and a bit, rounded towards the mark", () => {
    const spec = withTiers(LINEAR, tiers("16300", 25_000));
    // 109.488 × 32,481.980 = 3,556,387.02624
    const stake = stakeOf({ spec, lots: 109_488, costAtoms: parseAtoms("3556387.02624"), mark: 3_196_727 });
    const base = {
      balanceAtoms: parseAtoms("1535443.01") + parseAtoms("-448192.89"),
      maintenanceAtoms: parseAtoms("356512.508"),
    };
    expect(liquidationTicks(stake, base)).toBe(2_631_690);
  });

  test("ETHUSDT, long 3,683.979 at 1,456.84, 10 % and 135,365: 1,153.26", () => {
    const spec = withTiers(LINEAR, tiers("135365", 100_000));
    const stake = stakeOf({ spec, lots: 3_683_979, costAtoms: parseAtoms("5366967.96636"), mark: 133_518 });
    const base = {
      balanceAtoms: parseAtoms("1535443.01") + parseAtoms("-56354.57"),
      maintenanceAtoms: parseAtoms("71200.81144"),
    };
    expect(liquidationTicks(stake, base)).toBe(115_326);
  });
});

describe("isolated", () => {
  // Long from E with 1/L as collateral and one rate r: E − C/n = p (1 − r), so p = E (1 − 1/L) / (1 − r);
  // short: p = E (1 + 1/L) / (1 + r).
  test("linear, 10 times, 0.5 %: 100 goes at 90.4522… and 109.4527…, rounded towards the mark", () => {
    const cost = fillValueAtoms(LINEAR, { side: "buy", priceTicks: 10_000, lots: 1_000 });
    const base = { balanceAtoms: cost / 10n, maintenanceAtoms: 0n };
    const long = stakeOf({ spec: LINEAR, lots: 1_000, costAtoms: cost, mark: 10_000 });
    expect(liquidationTicks(long, base)).toBe(9_046);
    const short = stakeOf({ spec: LINEAR, lots: -1_000, costAtoms: 0n - cost, mark: 10_000 });
    expect(liquidationTicks(short, base)).toBe(10_945);
  });

  test("without leverage a long is never taken over, a short at less than twice its entry", () => {
    const cost = fillValueAtoms(LINEAR, { side: "buy", priceTicks: 10_000, lots: 1_000 });
    const base = { balanceAtoms: cost, maintenanceAtoms: 0n };
    expect(liquidationTicks(stakeOf({ spec: LINEAR, lots: 1_000, costAtoms: cost, mark: 10_000 }), base)).toBeNull();
    // 200 / 1.005 = 199.0049…
    const short = stakeOf({ spec: LINEAR, lots: -1_000, costAtoms: 0n - cost, mark: 10_000 });
    expect(liquidationTicks(short, base)).toBe(19_900);
  });

  // C = K/(E L), so K/E + C = (1 + r) K/p: p = E (1 + r) / (1 + 1/L); short: p = E (1 − r) / (1 − 1/L).
  test("inverse, 10 times, 0.5 %: 10,000 goes at 9,136.36… and 11,055.55…", () => {
    const cost = fillValueAtoms(INVERSE, { side: "buy", priceTicks: 100_000, lots: 1_000 });
    const base = { balanceAtoms: cost / 10n, maintenanceAtoms: 0n };
    const long = stakeOf({ spec: INVERSE, lots: 1_000, costAtoms: cost, mark: 100_000 });
    expect(liquidationTicks(long, base)).toBe(91_364);
    const short = stakeOf({ spec: INVERSE, lots: -1_000, costAtoms: 0n - cost, mark: 100_000 });
    expect(liquidationTicks(short, base)).toBe(110_555);
  });

  test("an inverse short that its collateral covers in full is never taken over", () => {
    const cost = fillValueAtoms(INVERSE, { side: "sell", priceTicks: 100_000, lots: 1_000 });
    const short = stakeOf({ spec: INVERSE, lots: -1_000, costAtoms: 0n - cost, mark: 100_000 });
    expect(liquidationTicks(short, { balanceAtoms: cost, maintenanceAtoms: 0n })).toBeNull();
  });
});
