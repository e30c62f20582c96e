/**
 * Logistic regression by Newton's method with a small ridge penalty, which keeps weights finite where
 * the outcomes are separable (Hastie, Tibshirani & Friedman, "The Elements of Statistical Learning",
 * 2nd ed., 4.4.1).
 */
export type Logistic = readonly number[];
export type Observation = Readonly<{ features: readonly number[]; happened: boolean }>;

const RIDGE = 1e-3;
const ROUNDS_MAX = 50;
const SETTLED = 1e-9;

/** @param observations with features of the same length; a constant 1 among them is the intercept */
export function fitLogistic(observations: readonly Observation[]): Logistic {
  const size = observations[0]?.features.length ?? 0;
  let weights: number[] = Array.from({ length: size }, () => 0);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const gradient = weights.map((weight) => -RIDGE * weight);
    const curvature: number[][] = weights.map((_, i) => weights.map((__, j) => (i === j ? RIDGE : 0)));
    for (const { features, happened } of observations) {
      const p = probability(weights, features);
      features.forEach((x, i) => {
        gradient[i] = (gradient[i] ?? 0) + (Number(happened) - p) * x;
        const row = curvature[i];
        if (row) features.forEach((y, j) => void (row[j] = (row[j] ?? 0) + p * (1 - p) * x * y));
      });
    }
    const step = solve(curvature, gradient);
    weights = weights.map((weight, i) => weight + (step[i] ?? 0));
    if (Math.max(...step.map(Math.abs)) < SETTLED) break;
  }
  return weights;
}

export function probability(weights: Logistic, features: readonly number[]): number {
  const sum = weights.reduce((total, weight, i) => total + weight * (features[i] ?? 0), 0);
  return 1 / (1 + Math.exp(-sum));
}

/** Gauss elimination with row exchange; the matrix is positive definite by the ridge. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    const pivot = rows
      .slice(k)
      .reduce((best, row, i) => (Math.abs(row[k] ?? 0) > Math.abs(rows[best]?.[k] ?? 0) ? k + i : best), k);
    [rows[k], rows[pivot]] = [rows[pivot] ?? [], rows[k] ?? []];
    const top = rows[k] ?? [];
    for (let i = k + 1; i < n; i++) {
      const row = rows[i] ?? [];
      const factor = (row[k] ?? 0) / (top[k] ?? 1);
      for (let j = k; j <= n; j++) row[j] = (row[j] ?? 0) - factor * (top[j] ?? 0);
    }
  }
  const x = Array.from({ length: n }, () => 0);
  for (let i = n - 1; i >= 0; i--) {
    const row = rows[i] ?? [];
    let sum = row[n] ?? 0;
    for (let j = i + 1; j < n; j++) sum -= (row[j] ?? 0) * (x[j] ?? 0);
    x[i] = sum / (row[i] ?? 1);
  }
  return x;
}
