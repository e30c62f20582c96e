/**
 * The normal distribution, and chi-squared where that needs no more.
 *
 * Φ by Hart's rational approximation (Hart et al., "Computer Approximations", 1968, algorithm 5666) in the form of
 * West, "Better approximations to cumulative normal functions", Wilmott 2005: absolute error below 1e-14 everywhere.
 * Its inverse by Acklam's approximation (2003, relative error 1.15e-9) and one step of Halley's method, which leaves
 * 1e-12 between 1e-9 and 1 − 1e-9, and 1e-9 beyond.
 */
const SQRT_TWO_PI = 2.5066282746310002;
const NUMERATOR = [
  0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
  220.206867912376,
] as const;
const DENOMINATOR = [
  0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
  793.826512519948, 440.413735824752,
] as const;

/** P(Z ≤ x). */
export function normalCdf(x: number): number {
  const upper = upperTail(Math.abs(x));
  return x > 0 ? 1 - upper : upper;
}

/** P(Z > x) for x ≥ 0; keeps its digits where 1 − Φ would lose them. */
function upperTail(x: number): number {
  if (x > 37) return 0;
  const density = Math.exp((-x * x) / 2);
  if (x < 7.07106781186547) return (density * polynomial(NUMERATOR, x)) / polynomial(DENOMINATOR, x);
  return density / (x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))))) / SQRT_TWO_PI;
}

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);

const A = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
] as const;
const B = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1,
] as const;
const C = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
] as const;
const D = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1] as const;
const TAIL = 0.02425;

/** The x with P(Z ≤ x) = p; −∞ at 0, ∞ at 1, NaN outside. */
export function normalInverse(p: number): number {
  if (p <= 0 || p >= 1) return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  // The lower half alone: in the upper one Φ has fewer digits left.
  if (p > 0.5) return -normalInverse(1 - p);
  const x = approximateInverse(p);
  const error = (normalCdf(x) - p) * SQRT_TWO_PI * Math.exp((x * x) / 2);
  return x - error / (1 + (x * error) / 2);
}

function approximateInverse(p: number): number {
  if (p < TAIL) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(C, q) / polynomial(D, q);
  }
  const q = p - 0.5;
  return (polynomial(A, q * q) * q) / polynomial(B, q * q);
}

/** P(X > x) of chi-squared with one degree of freedom, X = Z², or two, exponential with mean 2. */
export function chiSquaredTail(x: number, degrees: 1 | 2): number {
  if (x <= 0) return 1;
  return degrees === 1 ? 2 * upperTail(Math.sqrt(x)) : Math.exp(-x / 2);
}
