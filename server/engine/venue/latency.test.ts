import { expect, test } from "vitest";
import { Rng } from "@/server/domain/rng";
import { Latency } from "./latency";

const binance = { minMicros: 50_000, maxMicros: 100_000, spikeShare: 0.01, spikeFactorMin: 3, spikeFactorMax: 10 };
const draws = (settings: typeof binance, n: number, seed = 1) => {
  const latency = new Latency(settings, Rng.derive(seed, "test"));
  return Array.from({ length: n }, () => latency.draw());
};

test("the body is whole µs inside the range, its median the geometric mean of the bounds", () => {
  const body = draws({ ...binance, spikeShare: 0 }, 20_000).toSorted((a, b) => a - b);
  expect(body.every((micros) => Number.isSafeInteger(micros))).toBe(true);
  expect(body[0]).toBe(50_000);
  expect(body.at(-1)).toBe(100_000);
  // Lognormal: the median is exp(mu) = sqrt(50 × 100) ms = 70.7 ms.
  expect(body[10_000]).toBeGreaterThan(70_200);
  expect(body[10_000]).toBeLessThan(71_200);
});

test("one percent of the body lies cut off at each bound, which are its 1 % and 99 % quantiles", () => {
  const n = 50_000;
  const body = draws({ ...binance, spikeShare: 0 }, n);
  const standardError = Math.sqrt(0.01 * 0.99 * n);
  for (const bound of [50_000, 100_000]) {
    const there = body.filter((micros) => micros === bound).length;
    expect(Math.abs(there - 0.01 * n)).toBeLessThan(5 * standardError);
  }
});

test("one draw in a hundred is a spike of three to ten times the body", () => {
  const n = 50_000;
  const spikes = draws(binance, n).filter((micros) => micros > 100_000);
  expect(Math.abs(spikes.length - 0.01 * n)).toBeLessThan(5 * Math.sqrt(0.01 * 0.99 * n));
  expect(Math.min(...spikes)).toBeGreaterThanOrEqual(150_000);
  expect(Math.max(...spikes)).toBeLessThanOrEqual(1_000_000);
});

test("equal bounds give a constant, zero included", () => {
  const fixed = (micros: number) => ({ ...binance, minMicros: micros, maxMicros: micros, spikeShare: 0 });
  expect(new Set(draws(fixed(7_000), 50))).toEqual(new Set([7_000]));
  expect(new Set(draws(fixed(0), 50))).toEqual(new Set([0]));
});

test("the seed decides, and a saved stream goes on", () => {
  expect(draws(binance, 10)).toEqual(draws(binance, 10));
  expect(draws(binance, 10)).not.toEqual(draws(binance, 10, 2));
  const latency = new Latency(binance, Rng.derive(1, "test"));
  latency.draw();
  const copy = new Latency(binance, Rng.derive(99, "other"));
  copy.load(latency.save());
  expect(copy.draw()).toBe(latency.draw());
});
