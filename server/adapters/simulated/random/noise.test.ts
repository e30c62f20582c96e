import fc from "fast-check";
import { expect, test } from "vitest";
import { extended, gaussianOf, hash32, stateOf, uniformOf } from "./noise";
import { Rng } from "./rng";

const many = Array.from({ length: 50_000 }, (_, i) => i);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test("a key extended is the key with one part more", () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.maxSafeInteger()), fc.maxSafeInteger(), (seed, key, part) => {
      expect(extended(stateOf(seed, key), part) >>> 0).toBe(hash32(seed, [...key, part]));
    }),
  );
});

// A hash of 32 bits over 50,000 keys collides about n²/2³³ = 0.3 times if it is as good as chance (birthday bound).
test("neighbouring keys share nothing", () => {
  expect(many.length - new Set(many.map((i) => hash32(1, [i]))).size).toBeLessThan(5);
  expect(many.length - new Set(many.map((i) => hash32(1, [i * 2 ** 20]))).size).toBeLessThan(5);
});

// Standard errors for n = 50,000: 0.0013 of a uniform's mean, 0.0045 of a normal's, 0.0063 of its variance.
test("draws are uniform and normal", () => {
  expect(Math.abs(mean(many.map((i) => uniformOf(3, [i]))) - 0.5)).toBeLessThan(0.006);
  const normal = many.map((i) => gaussianOf(3, [i]));
  expect(Math.abs(mean(normal))).toBeLessThan(0.02);
  expect(Math.abs(mean(normal.map((z) => z * z)) - 1)).toBeLessThan(0.03);
  expect(Math.abs(mean(normal.slice(1).map((z, i) => z * (normal[i] ?? 0))))).toBeLessThan(0.02);
});

test("a stream is its own: the same again, and no other's", () => {
  const draw = (seed: number, stream: number[]) => {
    const rng = new Rng(seed, stream);
    return Array.from({ length: 5 }, () => rng.uniform());
  };
  expect(draw(1, [2])).toEqual(draw(1, [2]));
  expect(draw(1, [2])).not.toEqual(draw(1, [3]));
  expect(draw(2, [2])).not.toEqual(draw(1, [2]));
});

test("streams draw what they say", () => {
  const rng = new Rng(5);
  expect(Math.abs(mean(many.map(() => rng.exponential(4))) / 4 - 1)).toBeLessThan(0.03);
  expect(Math.abs(mean(many.map(() => rng.geometric(3))) / 3 - 1)).toBeLessThan(0.04);
  expect(Math.abs(mean(many.map(() => Math.log(rng.lognormal(10, 2)))) - Math.log(10))).toBeLessThan(0.05);
});
