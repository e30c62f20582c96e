/**
 * Median stopping rule (Golovin et al., "Google Vizier", KDD 2017, 3.2.2): a trial is given up when the best that it
 * has reached by some step is worse than the median of what finished trials had reached by then.
 */
export type Pruning = Readonly<{
  /** What a trial has reached, step by step; say each once. @returns true when it should be given up */
  isHopeless: (curve: readonly CurveStep[]) => boolean;
  finished: (curve: readonly CurveStep[]) => void;
}>;
export type CurveStep = Readonly<{ step: number; value: number }>;

/** So many trials must have finished before any is judged. */
const FINISHED_MIN = 4;
/** Nothing is judged by its first steps. */
const STEPS_MIN = 3;

export function medianPruning(): Pruning {
  const finished: (readonly CurveStep[])[] = [];
  return {
    isHopeless: (curve) => {
      const last = curve.at(-1);
      if (!last || curve.length < STEPS_MIN || finished.length < FINISHED_MIN) return false;
      const reached = finished.map((other) => bestBy(other, last.step)).filter((value) => Number.isFinite(value));
      return reached.length >= FINISHED_MIN && bestBy(curve, last.step) > median(reached);
    },
    finished: (curve) => void finished.push(curve),
  };
}

const bestBy = (curve: readonly CurveStep[], step: number): number =>
  curve.reduce((least, at) => (at.step <= step ? Math.min(least, at.value) : least), Number.POSITIVE_INFINITY);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
