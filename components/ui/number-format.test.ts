import fc from "fast-check";
import { expect, test } from "vitest";
import { divideRounded, scaled, signed, toBps, toBytes, toCompact, toPercent } from "./number-format";

test.each([
  [6_421_235n, 2, "64,212.35"],
  [5n, 5, "0.00005"],
  [-123_456_789n, 2, "−1,234,567.89"],
  [0n, 2, "0.00"],
  [1_000n, 0, "1,000"],
])("%s in steps of 10^-%i reads %s", (value, decimals, text) => {
  expect(scaled(value, decimals)).toBe(text);
});

test("no digit is lost or invented, whatever the value", () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.integer({ min: 0, max: 18 }), (value, decimals) => {
      const text = scaled(value, decimals);
      expect(BigInt(text.replace("−", "-").replaceAll(",", "").replace(".", ""))).toBe(value);
      expect(text.split(".")[1]?.length ?? 0).toBe(decimals);
    }),
  );
});

test("rounds half away from zero on both sides", () => {
  expect(divideRounded(5n, 10n)).toBe(1n);
  expect(divideRounded(-5n, 10n)).toBe(-1n);
  expect(divideRounded(4n, 10n)).toBe(0n);
});

test("signs: plus, true minus, and none on a rounded zero", () => {
  expect(signed("1.2")).toBe("+1.2");
  expect(signed("-1.2")).toBe("−1.2");
  expect(signed("-0.0")).toBe("0.0");
  expect(toPercent(0.0123)).toBe("+1.2 %");
  expect(toPercent(-0.00001)).toBe("0.0 %");
  expect(toBps(-0.14)).toBe("−0.1 bp");
  expect(toBps(-0.04)).toBe("0.0 bp");
});

test("orders of magnitude", () => {
  expect(toCompact(12_345)).toBe("12.3\u202fk");
  expect(toCompact(4_560_000)).toBe("4.56\u202fM");
  expect(toCompact(7)).toBe("7");
  expect(toBytes(0)).toBe("0 B");
  expect(toBytes(128_400_000)).toBe("128 MB");
  expect(toBytes(1_500)).toBe("1.5 kB");
});
