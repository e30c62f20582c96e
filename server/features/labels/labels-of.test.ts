import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LabelSpec } from "@/server/domain/models/label";
import { forwardReturns, forwardVolatility } from "./forward";
import type { LabelSeries } from "./label-series";
import { labelsOf } from "./labels-of";
import { sigmaWindowMicros, trailingSigma } from "./trailing-sigma";

const SECOND = 1_000_000;

type Point = { at: number; price: number; halfSpread: number };

const seriesOf = (points: readonly Point[], gapMicros: number): LabelSeries => ({
  at: Float64Array.from(points, (point) => point.at),
  price: Float64Array.from(points, (point) => point.price),
  range: null,
  halfSpread: Float64Array.from(points, (point) => point.halfSpread),
  gapMicros,
});

/** Prices of every second from 0. */
const everySecond = (prices: readonly number[]): LabelSeries =>
  seriesOf(
    prices.map((price, i) => ({ at: i * SECOND, price, halfSpread: 0 })),
    SECOND,
  );

/** Rows one to four seconds apart, now and then a hole or an unknown price; moves of up to five per mille. */
const anyPoints = fc
  .array(
    fc.record({
      step: fc.oneof(
        { arbitrary: fc.integer({ min: 1, max: 4 }), weight: 60 },
        { arbitrary: fc.constant(20), weight: 1 },
      ),
      move: fc.integer({ min: -5, max: 5 }),
      isUnknown: fc.integer({ min: 0, max: 60 }).map((n) => n === 0),
      halfSpread: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 40, maxLength: 150 },
  )
  .map((rows) => {
    let at = 0;
    let price = 1_000;
    return rows.map(({ step, move, isUnknown, halfSpread }): Point => {
      at += step * SECOND;
      price = Math.max(500, price + move);
      return { at, price: isUnknown ? Number.NaN : price, halfSpread };
    });
  });
const GAP = 10 * SECOND;
const anySpec = fc.oneof(
  fc.record({
    kind: fc.constantFrom("direction" as const, "sign" as const),
    horizonMicros: fc.constantFrom(1, 3, 10).map((s) => s * SECOND),
  }),
  fc.record({
    kind: fc.constant("triple-barrier" as const),
    horizonMicros: fc.constantFrom(3, 10).map((s) => s * SECOND),
    widthSigma: fc.constantFrom(0.5, 1, 2),
  }),
);

/** A stretch from `from` to `to` (times) without a hole or an unknown price, and data to its end. */
function isWhole(points: readonly Point[], from: number, to: number): boolean {
  const before = points.filter((point) => point.at <= from);
  const inside = points.filter((point) => point.at > from && point.at < to);
  const after = points.find((point) => point.at >= to);
  if (before.length === 0 || !after) return false;
  const stretch = [before[before.length - 1] as Point, ...inside, after];
  return stretch.every((point, i) => {
    const previous = stretch[i - 1];
    return !Number.isNaN(point.price) && (!previous || point.at - previous.at <= GAP);
  });
}

const priceAt = (points: readonly Point[], at: number) =>
  points.filter((point) => point.at <= at).at(-1)?.price ?? Number.NaN;

/** The definitions written out, row by row. */
function slowly(spec: LabelSpec, points: readonly Point[], row: Point): { y: number; endAt: number } {
  const nothing = { y: Number.NaN, endAt: row.at + spec.horizonMicros };
  if (!isWhole(points, row.at, nothing.endAt)) return nothing;
  const move = priceAt(points, nothing.endAt) / row.price - 1;
  if (spec.kind === "sign") return { ...nothing, y: move === 0 ? Number.NaN : Number(move > 0) };
  const window = sigmaWindowMicros(spec.horizonMicros);
  const past = points.filter((point) => point.at >= row.at - window && point.at <= row.at);
  if (!points.some((point) => point.at <= row.at - window) || !isWhole(points, row.at - window, row.at)) return nothing;
  const squares = past.reduce(
    (sum, point, i) => sum + (i === 0 ? 0 : (point.price / (past[i - 1]?.price ?? 1) - 1) ** 2),
    0,
  );
  const sigma = Math.sqrt((squares * spec.horizonMicros) / window);
  if (spec.kind === "direction") {
    const band = Math.max(row.halfSpread / row.price, sigma / 4);
    return { ...nothing, y: move > band ? 2 : move < -band ? 0 : 1 };
  }
  if (sigma === 0) return nothing;
  const touch = points.find(
    (point) =>
      point.at > row.at &&
      point.at <= nothing.endAt &&
      Math.abs(point.price / row.price - 1) >= spec.widthSigma * sigma,
  );
  return touch ? { y: touch.price > row.price ? 2 : 0, endAt: touch.at } : { ...nothing, y: 1 };
}

describe("labels", () => {
  test("agree with their definitions written out, for every history with holes", () => {
    let labelled = 0;
    fc.assert(
      fc.property(anyPoints, anySpec, (points, spec) => {
        const labels = labelsOf(spec, seriesOf(points, GAP));
        for (const [i, row] of points.entries()) {
          const slow = slowly(spec, points, row);
          if (!Number.isNaN(slow.y)) labelled++;
          expect([labels.y[i], labels.endAt[i]]).toEqual([slow.y, slow.endAt]);
        }
      }),
      { numRuns: 60 },
    );
    expect(labelled).toBeGreaterThan(100);
  });

  test("what comes after a label's end changes nothing, and what came before its sigma changes nothing", () => {
    fc.assert(
      fc.property(anyPoints, anySpec, fc.nat(), (points, spec, pick) => {
        const i = pick % points.length;
        const labels = labelsOf(spec, seriesOf(points, GAP));
        const y = labels.y[i] ?? Number.NaN;
        const endAt = labels.endAt[i] ?? 0;
        if (Number.isNaN(y)) return;
        const at = points[i]?.at ?? 0;
        const until = at + spec.horizonMicros;
        const since = at - sigmaWindowMicros(spec.horizonMicros);
        const other = points.map((point) =>
          point.at > until || point.at < since ? { ...point, price: point.price * 2 } : point,
        );
        const again = labelsOf(spec, seriesOf(other, GAP));
        expect([again.y[i], again.endAt[i]]).toEqual([y, endAt]);
        expect(endAt).toBeGreaterThan(at);
        expect(endAt).toBeLessThanOrEqual(until);
      }),
    );
  });

  test("a hole, an unknown price and the end of the data make null", () => {
    const rising = [100, 101, 102, 103, 104, 105];
    const sign: LabelSpec = { kind: "sign", horizonMicros: 2 * SECOND };
    expect([...labelsOf(sign, everySecond(rising)).y]).toEqual([1, 1, 1, 1, Number.NaN, Number.NaN]);
    const unknown = everySecond(rising.map((price, i) => (i === 3 ? Number.NaN : price)));
    expect([...labelsOf(sign, unknown).y]).toEqual([1, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    const hole = everySecond(rising);
    for (let i = 3; i < 6; i++) hole.at[i] = (i + 5) * SECOND;
    expect([...labelsOf(sign, hole).y]).toEqual([1, Number.NaN, Number.NaN, 1, Number.NaN, Number.NaN]);
  });

  test("sign leaves out the exact zeros", () => {
    const labels = labelsOf({ kind: "sign", horizonMicros: SECOND }, everySecond([100, 100, 101, 100]));
    expect([...labels.y]).toEqual([Number.NaN, 1, 0, Number.NaN]);
  });

  test("the worked example of a dead band and of barriers", () => {
    // A price that goes up and down by one per cent each second: 60 squares of about 1e-4 in the minute that sigma
    // looks back, so sigma over one second is 1 %, the dead band 0.25 %, and barriers at two sigma lie 2 % away.
    const prices = Array.from({ length: 62 }, (_, i) => (i % 2 === 0 ? 100 : 101));
    const after = (next: readonly number[]) => everySecond([...prices, ...next]);
    expect(trailingSigma(after([]), SECOND)[60]).toBeCloseTo(0.01, 4);
    const direction: LabelSpec = { kind: "direction", horizonMicros: SECOND };
    expect(labelsOf(direction, after([101.3])).y[61]).toBe(2);
    expect(labelsOf(direction, after([101.2])).y[61]).toBe(1);
    expect(labelsOf(direction, after([100.7])).y[61]).toBe(0);
    expect(
      labelsOf({ kind: "triple-barrier", horizonMicros: 3 * SECOND, widthSigma: 2 }, after([102, 98, 104])).y[61],
    ).toBe(1);
    // Over three seconds sigma is 1.73 %; barriers at one sigma stand at 99.25 and 102.75.
    const barrier: LabelSpec = { kind: "triple-barrier", horizonMicros: 3 * SECOND, widthSigma: 1 };
    const labels = labelsOf(barrier, after([102, 99.2, 105]));
    expect([labels.y[61], labels.endAt[61]]).toEqual([0, 63 * SECOND]);
  });

  test("a bar that touches both barriers is null, for it does not say which came first", () => {
    const plain = everySecond([...Array.from({ length: 62 }, (_, i) => (i % 2 === 0 ? 100 : 101)), 101, 101]);
    const range = { high: plain.price.slice(), low: plain.price.slice() };
    range.high[62] = 110;
    range.low[62] = 90;
    const spec: LabelSpec = { kind: "triple-barrier", horizonMicros: 2 * SECOND, widthSigma: 1 };
    expect(labelsOf(spec, { ...plain, range }).y[61]).toBeNaN();
    range.low[62] = 101;
    const labels = labelsOf(spec, { ...plain, range });
    expect([labels.y[61], labels.endAt[61]]).toEqual([2, 62 * SECOND]);
  });

  test("forward returns and volatility of a path that can be done by hand", () => {
    // 100 → 110 → 99: +10 %, −10 %; the root of 0.01 + 0.01.
    const series = everySecond([100, 110, 99, 99]);
    expect(forwardReturns(series, 2 * SECOND).y[0]).toBeCloseTo(-0.01, 12);
    expect(forwardVolatility(series, 2 * SECOND).y[0]).toBeCloseTo(Math.sqrt(0.02), 12);
    expect(forwardVolatility(series, 2 * SECOND).y[3]).toBeNaN();
  });
});
