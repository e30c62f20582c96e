import fc from "fast-check";
import { expect, test } from "vitest";
import { type HeldExposure, positionTail } from "./position-risk";

/** Park & Miller's generator, repeated in Python. */
let state = 777;
const draws = (): number[] =>
  Array.from({ length: 250 }, () => {
    state = (state * 16_807) % 2_147_483_647;
    return ((state % 2_001) - 1_000) / 50_000;
  });
const [x, y] = [draws(), draws()];
const z = x.map((value, i) => 0.7 * value + 0.3 * (y[i] ?? 0));
const held = (instrumentId: string, value: number, isInverse = false): HeldExposure => ({
  instrumentId,
  value,
  isInverse,
});
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

test("VaR and CVaR of a long and a short are numpy's, each alone too", () => {
  // numpy 2.4.6: loss = -(1000 x - 600 y); percentile(loss, 95); loss[loss >= var].mean()
  const tail = positionTail([held("x", 1_000), held("y", -600)], { moves: [x, y], level: 0.95 });
  expect(tail.var).toBeCloseTo(24.6278, 9);
  expect(tail.cvar).toBeCloseTo(27.176615384615385, 9);
  expect(tail.parts.map(({ aloneVar }) => aloneVar)).toEqual([expect.closeTo(18.435, 9), expect.closeTo(10.8012, 9)]);
});

test("an inverse contract loses more of its coin when the price falls than it gains when it rises", () => {
  // numpy: loss = -(2 (1 - 1 / (1 + x)))
  const tail = positionTail([held("x", 2, true)], { moves: [x], level: 0.95 });
  expect([tail.var, tail.cvar]).toEqual([
    expect.closeTo(0.03756246925840658, 12),
    expect.closeTo(0.03948167976670704, 12),
  ]);
});

test("a hedge takes away from the whole", () => {
  const tail = positionTail([held("x", 1_000), held("z", -900)], { moves: [x, z], level: 0.95 });
  expect(tail.parts[1]?.cvar).toBeLessThan(0);
  expect(tail.parts[1]?.var).toBeLessThan(0);
  expect(tail.var).toBeLessThan(tail.parts[0]?.aloneVar ?? 0);
});

test("the parts add up to the whole, and the whole is no less risky in its tail than at its edge", () => {
  const move = fc.double({ min: -0.5, max: 1, noNaN: true });
  const scenarios = fc.array(fc.tuple(move, move, move), { minLength: 1, maxLength: 80 });
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const book = fc.array(fc.tuple(value, fc.boolean()), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(book, scenarios, (positions, spans) => {
      const all = positions.map(([size, isInverse], i) => held(`i${i}`, size, isInverse));
      const moves = [0, 1, 2].map((i) => spans.map((span) => span[i] ?? 0));
      const tail = positionTail(all, { moves, level: 0.95 });
      const near = (of: number) => expect.closeTo(of, 4) as number;
      expect(sum(tail.parts.map((part) => part.var))).toEqual(near(tail.var));
      expect(sum(tail.parts.map((part) => part.cvar))).toEqual(near(tail.cvar));
      expect(tail.cvar).toBeGreaterThanOrEqual(tail.var - 1e-6);
    }),
  );
});
