export type ErrorScore = Readonly<{
  count: number;
  mean: number;
  meanAbsolute: number;
  rootMeanSquare: number;
  median: number;
}>;

/** Signed errors (estimate minus truth) in numbers; all NaN without any. */
export function errorScore(errors: readonly number[]): ErrorScore {
  const count = errors.length;
  const mean = (of: (error: number) => number) => errors.reduce((sum, error) => sum + of(error), 0) / count;
  return {
    count,
    mean: mean((error) => error),
    meanAbsolute: mean(Math.abs),
    rootMeanSquare: Math.sqrt(mean((error) => error * error)),
    median: median(errors),
  };
}

/** The mean of the two middle ones when their number is even; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}
