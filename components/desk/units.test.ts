import fc from "fast-check";
import { expect, test } from "vitest";
import { BTC } from "./testing";
import { parsePrice, parseSize, priceField, sizeField, unitsOf } from "./units";

const units = unitsOf(BTC);

test("prices at the tick, sizes at the lot, the mid at half a tick", () => {
  expect(units.price(6_421_235)).toBe("64,212.35");
  expect(units.size(5_000)).toBe("0.05000");
  expect(units.halfPrice(12_842_471)).toBe("64,212.355");
  expect(units.priceNumber(6_421_235)).toBe(64_212.35);
});

test("a tick that is not a power of ten counts right", () => {
  const half = unitsOf({ ...BTC, tickSize: "0.5", lotSize: "1" });
  expect(half.price(129)).toBe("64.5");
  expect(half.size(1_200)).toBe("1,200");
  expect(half.halfPrice(129)).toBe("32.25");
});

test("what is shown in a field is read back as it was", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (steps) => {
      expect(parsePrice(BTC, priceField(units, steps))).toEqual({ steps });
      expect(parseSize(BTC, sizeField(units, steps))).toEqual({ steps });
    }),
  );
});

test.each([
  ["64,212.35", { steps: 6_421_235 }],
  [".5", { steps: 50 }],
  ["7.", { steps: 700 }],
  ["0.005", { problem: "The price goes in steps of 0.01" }],
  ["", { problem: "Enter a price" }],
  ["abc", { problem: "abc is no price" }],
  ["0", { problem: "The price must be above zero" }],
  ["1e5", { problem: "1e5 is no price" }],
])("%j as a price", (text, parsed) => {
  expect(parsePrice(BTC, text)).toEqual(parsed);
});
