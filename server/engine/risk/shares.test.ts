// Guarantee: parts add up to the whole, each within one of its exact share, and none is more than its weight while the
// whole is at most the sum of weights.
import fc from "fast-check";
import { expect, test } from "vitest";
import { shares } from "./shares";

const weights = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 8 });

test("parts add up and keep to their weights", () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 0, max: 1_000_000 }), (by, ppm) => {
      const total = by.reduce((sum, weight) => sum + weight, 0);
      fc.pre(total > 0);
      const whole = (BigInt(total) * BigInt(ppm)) / 1_000_000n;
      const parts = shares(whole, by);
      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(whole);
      parts.forEach((part, i) => {
        expect(part).toBeLessThanOrEqual(by[i] as number);
        const exact = (Number(whole) * (by[i] as number)) / total;
        expect(Math.abs(Number(part) - exact)).toBeLessThanOrEqual(1 + exact * 1e-9);
      });
    }),
  );
});

test("nothing is shared out among nobody, and what is paid back is shared out like what is paid", () => {
  expect(shares(10n, [])).toEqual([]);
  expect(shares(10n, [0, 0])).toEqual([0n, 0n]);
  expect(shares(-10n, [1, 1, 1])).toEqual([-3n, -3n, -4n]);
});
