/** Plain loops over the `n` values of a column that end at index `last`; each makes its sum anew, oldest first. */

export function sumOf(values: Float64Array, last: number, n: number): number {
  let sum = 0;
  for (let i = last - n + 1; i <= last; i++) sum += values[i] ?? 0;
  return sum;
}

export const meanOf = (values: Float64Array, last: number, n: number): number => sumOf(values, last, n) / n;

export function maxOf(values: Float64Array, last: number, n: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = last - n + 1; i <= last; i++) {
    const value = values[i] ?? 0;
    if (value > max) max = value;
  }
  return max;
}

export function minOf(values: Float64Array, last: number, n: number): number {
  let min = Number.POSITIVE_INFINITY;
  for (let i = last - n + 1; i <= last; i++) {
    const value = values[i] ?? 0;
    if (value < min) min = value;
  }
  return min;
}

/** Standard deviations below this share of the mean are the rounding of equal values. */
const NOISE = 1e-13;

/** Mean squared deviation from the mean, divided by `n`; 0 when all are equal, in whatever unit. */
export function varianceOf(values: Float64Array, last: number, n: number): number {
  const mean = meanOf(values, last, n);
  let squares = 0;
  for (let i = last - n + 1; i <= last; i++) {
    const deviation = (values[i] ?? 0) - mean;
    squares += deviation * deviation;
  }
  const variance = squares / n;
  return Math.sqrt(variance) <= NOISE * Math.abs(mean) ? 0 : variance;
}

/** The quotient, or what is said in its stead where the divisor is 0. */
export const ratioOr = (numerator: number, divisor: number, instead: number): number =>
  divisor === 0 ? instead : numerator / divisor;
