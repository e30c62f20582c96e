import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { atoms, formatAtoms, parseAtoms } from "./atoms";
import { isAppError } from "./errors";
import { feeAtoms, instrument, notionalAtoms } from "./instrument";
import { lots } from "./lots";
import { fromMillis, micros } from "./micros";
import { ticks } from "./ticks";
import { decodeWire, encodeWire } from "./wire";

const btc = {
  venueId: "test",
  symbol: "BTC/USDT",
  venueSymbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  version: 1,
  tickSize: "0.01",
  lotSize: "0.00001",
  minNotional: "5",
  makerFeePpm: 1_000,
  takerFeePpm: 1_000,
};

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe("atoms", () => {
  test("text to atoms and back loses nothing", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (value) => {
        expect(parseAtoms(formatAtoms(value))).toBe(value);
      }),
    );
  });

  test("a ninth decimal is refused", () => {
    expect(() => parseAtoms("0.000000001")).toThrow(/8 decimals/);
  });
});

describe("an instrument", () => {
  // 0.05 BTC at 64,211.90 is 3,210.595 USDT, by hand; 0.1 % of it is 3.210595.
  test("values a size at a price to the atom", () => {
    const spec = instrument(btc);
    const notional = notionalAtoms(spec, ticks(6_421_190), lots(5_000));
    expect(formatAtoms(notional)).toBe("3210.59500000");
    expect(formatAtoms(feeAtoms(notional, 1_000))).toBe("3.21059500");
  });

  test("a fee is never rounded in our favour", () => {
    expect(feeAtoms(atoms(1n), 1_000)).toBe(1n);
    expect(feeAtoms(atoms(1_001n), 1_000)).toBe(2n);
    expect(feeAtoms(atoms(1_999n), -1_000)).toBe(-1n);
  });

  test.each([
    ["a fee beyond 2 %", { makerFeePpm: 30_000 }, /ppm within/],
    ["a tick size that is no number", { tickSize: "x" }, /BTC\/USDT: a decimal number/],
    ["a tick too fine for atoms", { tickSize: "0.0000001" }, /whole number of atoms/],
  ])("refuses %s", (_name, change, message) => {
    const refusal = caught(() => instrument({ ...btc, ...change }));
    expect(refusal).toMatchObject({ code: "invalid", message: expect.stringMatching(message) as string });
    expect(isAppError(refusal)).toBe(true);
  });
});

describe("units", () => {
  test.each([
    ["a fraction of a tick", () => ticks(0.5), "ticks must be a safe integer, was 0.5"],
    ["a negative size", () => lots(-1), "lots must be a safe integer of at least 0, was -1"],
    ["a size that is no number", () => lots(Number.NaN), "was NaN"],
    ["nanoseconds", () => micros(2 ** 60), "micros must be a safe integer"],
  ])("%s is refused", (_name, make, message) => expect(make).toThrow(message));

  test("milliseconds keep their microseconds", () =>
    expect(fromMillis(1_723_161_253_937.085)).toBe(1_723_161_253_937_085));
});

test("bigints survive the wire wherever they stand", () => {
  const value = { a: 1n, b: [{ c: -(2n ** 90n) }], d: "1n", e: null, f: { g: 0.1 } };
  expect(decodeWire(encodeWire(value))).toEqual(value);
});
