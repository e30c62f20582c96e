import fc from "fast-check";
import { expect, test } from "vitest";
import { Rng } from "@/server/domain/rng";
import { applyCalibrator, fitCalibrator } from "./calibrator";
import { applyIsotonic, fitIsotonic } from "./isotonic";
import { fitPlatt } from "./platt";

const ones = (count: number) => new Float64Array(count).fill(1);

/** Outcome of row i where (i + 1/2) / 200 was said: drawn once, more often true the more was said. */
const OUTCOMES =
  "00000000000000000000000000000100000000000000000000000100000011000001000100001000000001011001001000010100" +
  "110100110001100001101101000000001111110000000100111001110001100101010101101011111110111111111111";
const said = Float64Array.from({ length: 200 }, (_, i) => (i + 0.5) / 200);
const isTrue = Uint8Array.from({ length: 200 }, (_, i) => Number(OUTCOMES.charAt(i)));

// sklearn.calibration._sigmoid_calibration(log(p / (1 - p)), y) of scikit-learn 1.9.1 gave (A, B) = (-0.890823, 0.969194);
// its sigmoid is 1 / (1 + exp(A f + B)).
test("Platt's line is that of scikit-learn", () => {
  const { slope, intercept } = fitPlatt(said, isTrue, ones(200));
  expect(slope).toBeCloseTo(0.890823, 4);
  expect(intercept).toBeCloseTo(-0.969194, 4);
});

// sklearn.isotonic.isotonic_regression of scikit-learn 1.9.1, of the means of these ten pools of twenty, each value once.
// Its first is 0; here nothing is ever quite sure, and 200 rows say at least 1 / 202.
const ISOTONIC = [1 / 202, 0.05, 0.25, 0.3, 0.4, 0.45, 0.95];

test("isotonic values are those of scikit-learn on pools of twenty", () => {
  const curve = fitIsotonic(said, isTrue, ones(200));
  expect(curve.y.length).toBe(ISOTONIC.length);
  for (const [i, value] of curve.y.entries()) expect(value).toBeCloseTo(ISOTONIC[i] ?? Number.NaN, 12);
});

/** Rows whose truth is the square of what is said. */
function overconfident(rows: number, seed: number) {
  const rng = Rng.derive(seed, "overconfident");
  const probabilities = new Float32Array(rows * 2);
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const up = rng.next();
    probabilities.set([1 - up, up], i * 2);
    y[i] = rng.next() < up * up ? 1 : 0;
  }
  return { classes: 2, probabilities, y, weight: ones(rows) };
}

test.each(["isotonic", "platt"] as const)("%s brings what is said near to what happens, on other rows", (kind) => {
  const calibrator = fitCalibrator(kind, overconfident(20_000, 1));
  for (const up of [0.1, 0.3, 0.5, 0.7, 0.9]) {
    const [, calibrated] = applyCalibrator(calibrator, Float32Array.of(1 - up, up), 2);
    // Platt's line has another shape than a square: it is near in the middle of its range only.
    expect(Math.abs((calibrated ?? 0) - up * up)).toBeLessThan(kind === "isotonic" ? 0.03 : 0.06);
  }
});

const anyRows = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), {
  minLength: 50,
  maxLength: 300,
});

test("isotonic never turns the order round and stays inside 0 and 1", () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const curve = fitIsotonic(
        Float64Array.from(rows, ([p]) => p),
        Uint8Array.from(rows, ([, happened]) => (happened ? 1 : 0)),
        ones(rows.length),
      );
      const apply = applyIsotonic(curve);
      const values = Array.from({ length: 101 }, (_, i) => apply(i / 100));
      for (const [i, value] of values.entries()) {
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThan(1);
        expect(value).toBeGreaterThanOrEqual((values[i - 1] ?? 0) - 1e-12);
      }
    }),
    { numRuns: 100 },
  );
});

test("calibration keeps the mean: pools say what happened in them", () => {
  const rows = overconfident(5_000, 2);
  const up = Float64Array.from({ length: 5_000 }, (_, i) => rows.probabilities[i * 2 + 1] as number);
  const curve = fitIsotonic(up, Uint8Array.from(rows.y), rows.weight);
  const calibrated = up.map(applyIsotonic(curve));
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(mean(calibrated) - mean(rows.y))).toBeLessThan(0.01);
});

test("a model that is wrong way round is made flat, not turned", () => {
  const rows = overconfident(2_000, 3);
  const turned = { ...rows, y: rows.y.map((value) => 1 - value) };
  for (const kind of ["isotonic", "platt"] as const) {
    const calibrated = applyCalibrator(fitCalibrator(kind, turned), Float32Array.of(0.9, 0.1, 0.1, 0.9), 2);
    expect(Math.abs((calibrated[1] ?? 0) - (calibrated[3] ?? 1))).toBeLessThan(0.05);
  }
});

test("three classes add up to one, and a row without an answer stays without", () => {
  const rng = Rng.derive(5, "three");
  const rows = 1_000;
  const probabilities = new Float32Array(rows * 3);
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const [a, b, c] = [rng.next(), rng.next(), rng.next()];
    probabilities.set([a / (a + b + c), b / (a + b + c), c / (a + b + c)], i * 3);
    y[i] = Math.floor(rng.next() * 3);
  }
  for (const kind of ["isotonic", "platt"] as const) {
    const calibrator = fitCalibrator(kind, { classes: 3, probabilities, y, weight: ones(rows) });
    const out = applyCalibrator(calibrator, Float32Array.of(0.7, 0.2, 0.1, Number.NaN, Number.NaN, Number.NaN), 3);
    expect((out[0] ?? 0) + (out[1] ?? 0) + (out[2] ?? 0)).toBeCloseTo(1, 6);
    expect([...out.subarray(3)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    // Labels that were drawn without looking: nothing is left of what was said.
    expect(Math.abs((out[0] ?? 0) - 1 / 3)).toBeLessThan(0.12);
  }
});

test("too few rows are refused, those without an answer not counted", () => {
  const rows = overconfident(60, 1);
  rows.probabilities.fill(Number.NaN, 0, 22);
  expect(() => fitCalibrator("isotonic", rows)).toThrow("at least 50 rows of its own, there were 49");
  expect(fitCalibrator("none", rows)).toEqual({ kind: "none" });
});
