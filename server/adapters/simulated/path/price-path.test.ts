import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PricePath } from "./price-path";

const MINUTE_MICROS = 60_000_000;
// 2026-11-20 00:00 UTC in minutes; any day will do.
const FIRST = Date.UTC(2026, 10, 20) / 60_000;
const shape = { seed: 1, index: 0, anchorPrice: 60_000, sigmaPerMinute: 7e-4, commonShare: 0.9 };

const returns = (path: PricePath, count: number): number[] =>
  Array.from({ length: count }, (_, i) => {
    const { open, close } = path.minute(FIRST + i);
    return Math.log(close / open);
  });
const deviation = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((s, v) => s + v * v, 0) / values.length);

describe("the efficient price", () => {
  // Guarantee: a pure function of seed and time, wherever one has been before.
  test("is the same at a time whatever was asked before", () => {
    const walked = new PricePath(shape);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 1440 * 60_000 }), (millis) => {
        const micros = FIRST * MINUTE_MICROS - millis * 1_000;
        expect(walked.at(micros)).toEqual(new PricePath(shape).at(micros));
      }),
      { numRuns: 100 },
    );
  });

  test("has minutes that meet, hold their ends, and agree with the moments between them", () => {
    const path = new PricePath(shape);
    for (let i = 0; i < 2_000; i++) {
      const minute = path.minute(FIRST + i);
      expect(minute.high).toBeGreaterThanOrEqual(Math.max(minute.open, minute.close));
      expect(minute.low).toBeLessThanOrEqual(Math.min(minute.open, minute.close));
      expect(path.minute(FIRST + i + 1).open / minute.close).toBeCloseTo(1, 9);
      expect(path.at((FIRST + i) * MINUTE_MICROS).price / minute.open).toBeCloseTo(1, 9);
    }
  });

  test("has the volatility that was asked for over a month, in calm and busy times", () => {
    const month = returns(new PricePath(shape), 30 * 1440);
    expect(deviation(month) / shape.sigmaPerMinute).toBeGreaterThan(0.6);
    expect(deviation(month) / shape.sigmaPerMinute).toBeLessThan(1.6);
    const days = Array.from({ length: 30 }, (_, d) => deviation(month.slice(d * 1440, (d + 1) * 1440)));
    expect(Math.max(...days) / Math.min(...days)).toBeGreaterThan(1.5);
  });

  test("moves with the other instruments' by the share they have in common", () => {
    const other = { ...shape, index: 1, commonShare: 0.8, anchorPrice: 3_000 };
    const [a, b] = [returns(new PricePath(shape), 10_000), returns(new PricePath(other), 10_000)];
    const shared = a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) / a.length / (deviation(a) * deviation(b));
    // The common factor's part of both: 0.9 x 0.8. Jumps and a sample of a week leave some room.
    expect(Math.abs(shared - 0.72)).toBeLessThan(0.1);
  });

  test("stays near its anchor over years", () => {
    const path = new PricePath(shape);
    for (let day = 0; day < 1_000; day++) {
      const { price } = path.at((FIRST - day * 1440) * MINUTE_MICROS);
      expect(Math.abs(Math.log(price / shape.anchorPrice))).toBeLessThan(0.8);
    }
  });
});
