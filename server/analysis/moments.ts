/** Moments of a sample. NaN of none; of one value the sample deviation is NaN. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const centralMoment = (values: readonly number[], order: number): number => {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** order, 0) / values.length;
};

/** With n − 1. */
export const sampleVariance = (values: readonly number[]): number =>
  (centralMoment(values, 2) * values.length) / (values.length - 1);

export const sampleDeviation = (values: readonly number[]): number => Math.sqrt(sampleVariance(values));

/** Third standardised moment, with n (as scipy.stats.skew). NaN where nothing varies. */
export const skewness = (values: readonly number[]): number =>
  centralMoment(values, 3) / centralMoment(values, 2) ** 1.5;

/** Fourth standardised moment, with n; 3 for a normal sample (as scipy.stats.kurtosis(fisher=False)). */
export const kurtosis = (values: readonly number[]): number => centralMoment(values, 4) / centralMoment(values, 2) ** 2;

/** Whether values differ by more than rounding makes them. */
export const varies = (values: readonly number[]): boolean => {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return values.length > 1 && sampleDeviation(values) > largest * 1e-12;
};
