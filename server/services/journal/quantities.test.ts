import fc from "fast-check";
import { expect, test } from "vitest";
import { instrument, notionalAtoms } from "@/server/domain/instrument";
import { micros } from "@/server/domain/micros";
import { averagePrice, isoMicros, midPrice, money, price, size } from "./quantities";

const spec = instrument({
  venueId: "simulated",
  symbol: "BTC/USDT",
  venueSymbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  version: 1,
  tickSize: "0.01",
  lotSize: "0.00001",
  minNotional: "10",
  makerFeePpm: 1_000,
  takerFeePpm: 1_000,
});

test("times keep their microseconds", () => {
  // date -u -d @1723118400 is 2024-08-08T12:00:00
  expect(isoMicros(micros(1_723_118_400_000_007))).toBe("2024-08-08T12:00:00.000007Z");
  expect(isoMicros(micros(1_723_118_400_123_456))).toBe("2024-08-08T12:00:00.123456Z");
  expect(isoMicros(null)).toBeNull();
});

test("steps and atoms are written exactly", () => {
  expect(price(spec, 6_421_190)).toBe("64211.90");
  expect(size(spec, 5_000)).toBe("0.05000");
  expect(money(-123n)).toBe("-0.00000123");
  expect([price(spec, null), size(spec, null), money(null), midPrice(spec, null)]).toEqual([null, null, null, null]);
});

test("a mid of an odd number of half ticks shows the half", () => {
  expect(midPrice(spec, 12_842_381)).toBe("64211.905");
  expect(midPrice(spec, 12_842_380)).toBe("64211.900");
  expect(midPrice(spec, 1)).toBe("0.005");
  expect(midPrice(spec, -3)).toBe("-0.015");
});

// Guarantee: the average of fills at one price is that price, to the last digit.
test("the average price of one price is that price", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 1, max: 100_000_000 }), (ticks, lots) => {
      expect(Number(averagePrice(spec, notionalAtoms(spec, ticks, lots), lots))).toBe(Number(price(spec, ticks)));
    }),
  );
  // 1 lot at 0.01 and 2 lots at 0.02: (0.01 + 0.04) / 3 = 0.0166…7
  expect(averagePrice(spec, notionalAtoms(spec, 1, 1) + notionalAtoms(spec, 2, 2), 3)).toBe("0.01666667");
  expect(averagePrice(spec, 0n, 0)).toBeNull();
});
