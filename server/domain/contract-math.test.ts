import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAtoms } from "./atoms";
import {
  fillValueAtoms,
  fundingAtoms,
  initialMarginAtoms,
  maintenanceAtoms,
  maxLeverage,
  realisedAtoms,
  unrealisedAtoms,
} from "./contract-math";
import { type ContractSpec, instrument } from "./instrument";

const contract = (change: Partial<ContractSpec> = {}): ContractSpec => ({
  kind: "linear",
  settle: "USDT",
  inverseAtoms: 0n,
  tiers: [{ upToAtoms: null, maintenancePpm: 5_000, maxLeverage: 20 }],
  liquidationFeePpm: 12_500,
  fundingIntervalMicros: 28_800_000_000,
  ...change,
});

const base = {
  venueId: "test",
  symbol: "BTC/USDT:USDT",
  venueSymbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  version: 1,
  tickSize: "0.1",
  lotSize: "0.001",
  minNotional: "5",
  makerFeePpm: 200,
  takerFeePpm: 500,
} as const;
const LINEAR = instrument({ ...base, contract: contract() });
/** 100 USD a contract at a tick of 0.1: 100 / 0.1 × 10^8 atoms at one tick. */
const INVERSE = instrument({
  ...base,
  symbol: "BTC/USD:BTC",
  lotSize: "1",
  contract: contract({ kind: "inverse", settle: "BTC", inverseAtoms: 100_000_000_000n }),
});

/** A price in tenths to millionths of a tick. */
const mark = (ticks: number) => ticks * 1_000_000;

describe("linear", () => {
  test("P&L is size times the difference of prices", () => {
    // 0.5 BTC from 60,000.0 to 61,234.5: 0.5 × 1,234.5 = 617.25
    const value = fillValueAtoms(LINEAR, { side: "buy", priceTicks: 600_000, lots: 500 });
    expect(value).toBe(parseAtoms("30000"));
    expect(unrealisedAtoms(LINEAR, { sizeLots: 500, costAtoms: value }, mark(612_345))).toBe(parseAtoms("617.25"));
    expect(unrealisedAtoms(LINEAR, { sizeLots: -500, costAtoms: 0n - value }, mark(612_345))).toBe(
      parseAtoms("-617.25"),
    );
  });

  test("a mark between two ticks is rounded against the holder, long and short", () => {
    // One lot at a millionth of a tick above its entry: 10^4 atoms a tick, so 0.01 atoms.
    const held = { sizeLots: 1, costAtoms: 6_000_000_000n };
    expect(unrealisedAtoms(LINEAR, held, mark(600_000) + 1)).toBe(0n);
    expect(unrealisedAtoms(LINEAR, { sizeLots: -1, costAtoms: -6_000_000_000n }, mark(600_000) + 1)).toBe(-1n);
  });
});

const anyTicks = fc.integer({ min: 10_000, max: 2_000_000 });

describe("inverse", () => {
  test("P&L is face × size × (1/entry − 1/exit), rounded down to an atom", () => {
    // 10 contracts of 100 USD, 10,000.0 to 11,000.0: 1000 × (1/10000 − 1/11000) = 0.0090909090… BTC
    const entry = fillValueAtoms(INVERSE, { side: "buy", priceTicks: 100_000, lots: 10 });
    const exit = fillValueAtoms(INVERSE, { side: "sell", priceTicks: 110_000, lots: 10 });
    expect(entry).toBe(parseAtoms("0.1"));
    expect(realisedAtoms(INVERSE, { isLong: true, costOut: entry, value: exit })).toBe(parseAtoms("0.0090909"));
    expect(unrealisedAtoms(INVERSE, { sizeLots: 10, costAtoms: entry }, mark(110_000))).toBe(parseAtoms("0.0090909"));
    // A short of the same, the other way round: −0.0090909090…, away from zero.
    const short = fillValueAtoms(INVERSE, { side: "sell", priceTicks: 100_000, lots: 10 });
    expect(unrealisedAtoms(INVERSE, { sizeLots: -10, costAtoms: 0n - short }, mark(110_000))).toBe(
      parseAtoms("-0.00909091"),
    );
  });

  test("no trip ever earns more than the exact formula, and at most two atoms less", () => {
    fc.assert(
      fc.property(fc.tuple(fc.integer({ min: 1, max: 10_000 }), anyTicks, anyTicks), fc.boolean(), (trip, isLong) => {
        const [lots, entryTicks, exitTicks] = trip;
        const [open, close] = isLong ? (["buy", "sell"] as const) : (["sell", "buy"] as const);
        const costOut = fillValueAtoms(INVERSE, { side: open, priceTicks: entryTicks, lots });
        const value = fillValueAtoms(INVERSE, { side: close, priceTicks: exitTicks, lots });
        const got = realisedAtoms(INVERSE, { isLong, costOut, value });
        // (1/entry − 1/exit) × n × K over the common denominator.
        const sign = isLong ? 1n : -1n;
        const numerator = sign * BigInt(lots) * 100_000_000_000n * BigInt(exitTicks - entryTicks);
        const scaled = got * BigInt(entryTicks) * BigInt(exitTicks);
        expect(scaled <= numerator).toBe(true);
        expect(numerator - scaled < 2n * BigInt(entryTicks) * BigInt(exitTicks)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("margin", () => {
  const tiers = [
    { upToAtoms: parseAtoms("50000"), maintenancePpm: 4_000, maxLeverage: 125 },
    { upToAtoms: parseAtoms("250000"), maintenancePpm: 5_000, maxLeverage: 100 },
    { upToAtoms: parseAtoms("3000000"), maintenancePpm: 10_000, maxLeverage: 50 },
    { upToAtoms: null, maintenancePpm: 25_000, maxLeverage: 20 },
  ];
  const spec = contract({ tiers });

  // Binance, "Leverage and Margin of USDⓈ-M Futures", BTCUSDT: maintenance = notional × rate − amount,
  // with amounts of 0, 50, 1,300 and 46,300 USDT.
  test.each([
    ["30000", "120"],
    ["50000", "200"],
    ["100000", "450"],
    ["1000000", "8700"],
    ["4000000", "53700"],
  ])("a position of %s asks for %s", (notional, maintenance) => {
    expect(maintenanceAtoms(spec, parseAtoms(notional))).toBe(parseAtoms(maintenance));
  });

  test("the initial margin is the notional over the leverage, rounded up", () => {
    expect(initialMarginAtoms(100n, 3)).toBe(34n);
  });

  test("a tier holds up to its end, included", () => {
    expect(maxLeverage(spec, parseAtoms("50000"))).toBe(125);
    expect(maxLeverage(spec, parseAtoms("50000.00000001"))).toBe(100);
    expect(maxLeverage(spec, parseAtoms("9000000"))).toBe(20);
  });
});

describe("funding", () => {
  test("is size × mark × rate: longs pay a positive rate, shorts receive it", () => {
    // 0.5 BTC × 60,000 × 0.01 % = 3 USDT
    const at = { rateE8: 10_000, markMillionths: mark(600_000) };
    expect(fundingAtoms(LINEAR, 500, at)).toBe(parseAtoms("3"));
    expect(fundingAtoms(LINEAR, -500, at)).toBe(parseAtoms("-3"));
    expect(fundingAtoms(LINEAR, 500, { ...at, rateE8: -10_000 })).toBe(parseAtoms("-3"));
  });

  test("of an inverse contract is size × face / mark × rate, rounded against the holder", () => {
    // 10 × 100 USD / 30,000 × 0.01 % = 0.00000333… BTC
    const at = { rateE8: 10_000, markMillionths: mark(300_000) };
    expect(fundingAtoms(INVERSE, 10, at)).toBe(334n);
    expect(fundingAtoms(INVERSE, -10, at)).toBe(-333n);
  });
});
