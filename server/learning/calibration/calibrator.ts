/**
 * Makes probabilities mean what they say, from rows that the model did not learn from. Two classes: P(up) is calibrated.
 * Three: each against the rest, and then made to add up to 1 (Zadrozny & Elkan, KDD 2002).
 */
import { AppError } from "@/server/domain/errors";
import { applyIsotonic, fitIsotonic, type IsotonicCurve } from "./isotonic";
import { applyPlatt, fitPlatt, type PlattLine } from "./platt";

/** One curve for two classes, else one per class. */
export type Calibrator =
  | Readonly<{ kind: "none" }>
  | Readonly<{ kind: "isotonic"; curves: readonly IsotonicCurve[] }>
  | Readonly<{ kind: "platt"; curves: readonly PlattLine[] }>;

export type CalibrationRows = Readonly<{
  classes: number;
  /** Row after row; rows that have a NaN are left out. */
  probabilities: Float32Array;
  /** Class of each row. */
  y: Float64Array;
  weight: Float64Array;
}>;

/** Fewer would say nothing. */
const ROWS_MIN = 50;

/** @throws AppError invalid with fewer than 50 rows that can be used */
export function fitCalibrator(kind: Calibrator["kind"], rows: CalibrationRows): Calibrator {
  if (kind === "none") return { kind };
  const { classes, probabilities } = rows;
  const used = Array.from(rows.y.keys()).filter((i) => !Number.isNaN(probabilities[i * classes]));
  if (used.length < ROWS_MIN)
    throw new AppError("invalid", `Calibration needs at least ${ROWS_MIN} rows of its own, there were ${used.length}`);
  const weight = Float64Array.from(used, (i) => rows.weight[i] as number);
  const fitAll = <Curve>(fit: (said: Float64Array, isTrue: Uint8Array, weight: Float64Array) => Curve): Curve[] =>
    calibratedClasses(classes).map((k) => {
      const said = Float64Array.from(used, (i) => probabilities[i * classes + k] as number);
      return fit(
        said,
        Uint8Array.from(used, (i) => (rows.y[i] === k ? 1 : 0)),
        weight,
      );
    });
  return kind === "isotonic" ? { kind, curves: fitAll(fitIsotonic) } : { kind, curves: fitAll(fitPlatt) };
}

export const calibratedClasses = (classes: number): readonly number[] =>
  classes === 2 ? [1] : Array.from({ length: classes }, (_, k) => k);

export function applyCalibrator(calibrator: Calibrator, probabilities: Float32Array, classes: number): Float32Array {
  if (calibrator.kind === "none") return probabilities;
  const curves =
    calibrator.kind === "isotonic" ? calibrator.curves.map(applyIsotonic) : calibrator.curves.map(applyPlatt);
  const out = new Float32Array(probabilities.length);
  for (let at = 0; at < out.length; at += classes) {
    if (Number.isNaN(probabilities[at])) {
      out.fill(Number.NaN, at, at + classes);
      continue;
    }
    const said = calibratedClasses(classes).map((k, i) => curves[i]?.(probabilities[at + k] as number) ?? 0);
    const all = classes === 2 ? [1 - (said[0] ?? 0), said[0] ?? 0] : said;
    const total = all.reduce((sum, value) => sum + value, 0);
    for (const [k, value] of all.entries()) out[at + k] = value / total;
  }
  return out;
}
