import fc from "fast-check";
import { expect, test } from "vitest";
import { randomOf, shuffled } from "./random";

const draws = (seed: number, ...path: number[]) => Array.from({ length: 5 }, randomOf(seed, ...path));

test("a use draws the same again, another use or seed something else", () => {
  expect(draws(1, 2, 3)).toEqual(draws(1, 2, 3));
  for (const other of [draws(1, 2, 4), draws(1, 3, 2), draws(1, 2), draws(2, 2, 3)]) {
    expect(other).not.toEqual(draws(1, 2, 3));
  }
});

// 2,000 draws have a mean within 5 standard errors, 0.0323, of a half; the seeds are fixed.
test("draws lie evenly from 0 to 1", () => {
  for (const seed of [1, 2, 3]) {
    const found = Array.from({ length: 2000 }, randomOf(seed, 7));
    expect(Math.abs(found.reduce((a, b) => a + b, 0) / 2000 - 0.5)).toBeLessThan(0.0323);
    expect(found.every((value) => value >= 0 && value < 1)).toBe(true);
  }
});

test("shuffling loses nothing, repeats nothing and leaves what it was given", () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(60), (seed, count) => {
      const rows = Uint32Array.from({ length: count }, (_, i) => i);
      const out = shuffled(rows, randomOf(seed));
      expect(out.toSorted()).toEqual(rows);
      expect(rows.every((row, i) => row === i)).toBe(true);
    }),
  );
  const rows = Uint32Array.from({ length: 60 }, (_, i) => i);
  expect(shuffled(rows, randomOf(1, 0))).not.toEqual(shuffled(rows, randomOf(1, 1)));
});
