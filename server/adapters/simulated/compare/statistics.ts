/** Plain statistics over arrays of numbers. An empty array gives NaN, which prints as a dash. */

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Of the population: divided by n. */
export function variance(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
}

export const deviation = (values: readonly number[]): number => Math.sqrt(variance(values));

/** The value below which a share lies: element `floor(share n)` of the sorted values. */
export function quantiles(values: readonly number[], shares: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return shares.map((share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN);
}

/** Sample autocorrelation at a lag, with the whole sample's mean and variance (Box & Jenkins). */
export function autocorrelation(values: readonly number[], lag: number): number {
  const middle = mean(values);
  let shared = 0;
  for (let i = 0; i + lag < values.length; i++) {
    shared += ((values[i] ?? 0) - middle) * ((values[i + lag] ?? 0) - middle);
  }
  return shared / values.length / variance(values);
}

/** Pearson's correlation of two equally long arrays. */
export function correlation(xs: readonly number[], ys: readonly number[]): number {
  const [mx, my] = [mean(xs), mean(ys)];
  const shared = mean(xs.map((x, i) => (x - mx) * ((ys[i] ?? 0) - my)));
  return shared / (deviation(xs) * deviation(ys));
}

/** Variance over mean of the counts in windows of equal length: 1 for Poisson arrivals, more when they come in bursts. */
export function fano(times: readonly number[], window: number): number {
  const [first = 0] = times;
  const last = times.at(-1) ?? first;
  const counts: number[] = Array.from({ length: Math.max(0, Math.floor((last - first) / window)) }, () => 0);
  for (const time of times) {
    const slot = Math.floor((time - first) / window);
    if (slot < counts.length) counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return variance(counts) / mean(counts);
}

export const differences = (values: readonly number[]): number[] =>
  values.slice(1).map((value, i) => value - (values[i] ?? 0));
