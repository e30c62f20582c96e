import { expect, test } from "vitest";
import { Rng } from "./rng";

/** sfc32 step by step in bigints, after the author's reference code (PractRand, sfc.cpp). */
function referenceSfc32([a0, b0, c0, counter0]: readonly number[], count: number): number[] {
  const mask = 0xffffffffn;
  let [a, b, c, counter] = [a0, b0, c0, counter0].map((word) => BigInt(word ?? 0) & mask) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const drawn: number[] = [];
  for (let i = 0; i < count; i++) {
    const sum = (a + b + counter) & mask;
    counter = (counter + 1n) & mask;
    a = b ^ (b >> 9n);
    b = (c + ((c << 3n) & mask)) & mask;
    c = ((((c << 21n) & mask) | (c >> 11n)) + sum) & mask;
    drawn.push(Number(sum));
  }
  return drawn;
}

test("draws sfc32's numbers", () => {
  const state = [0x12345678, 0x9abcdef0, 0x0fedcba9, 1] as const;
  const rng = new Rng(state);
  expect(Array.from({ length: 200 }, () => rng.uint32())).toEqual(referenceSfc32(state, 200));
});

test("seed and stream decide the draws, and each of them alone changes them", () => {
  const first = (seed: number, stream: string) => {
    const rng = Rng.derive(seed, stream);
    return [rng.uint32(), rng.uint32()].join();
  };
  expect(first(1, "latency.entry")).toBe(first(1, "latency.entry"));
  const all = [
    first(1, "latency.entry"),
    first(2, "latency.entry"),
    first(1, "latency.response"),
    first(1 + 2 ** 32, "latency.entry"),
    first(Number.MAX_SAFE_INTEGER, "latency.entry"),
  ];
  expect(new Set(all).size).toBe(all.length);
});

test("a saved stream goes on where it was", () => {
  const rng = Rng.derive(7, "any");
  rng.next();
  const copy = new Rng(structuredClone(rng.save()));
  expect(Array.from({ length: 20 }, () => copy.next())).toEqual(Array.from({ length: 20 }, () => rng.next()));
});

test("draws are uniform in [0, 1): mean and variance within five standard errors", () => {
  const rng = Rng.derive(3, "uniform");
  const n = 100_000;
  const draws = Array.from({ length: n }, () => rng.next());
  const mean = draws.reduce((sum, x) => sum + x, 0) / n;
  const variance = draws.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / n;
  expect(Math.min(...draws.slice(0, 1_000))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...draws.slice(0, 1_000))).toBeLessThan(1);
  // Uniform: variance 1/12; standard errors sqrt(1/12/n) of the mean and sqrt(1/180/n) of the variance.
  expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
  expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n));
});
