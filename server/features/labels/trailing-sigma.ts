import { type LabelSeries, runStarts, time } from "./label-series";

/** Squared returns are summed in whole units of 10^-14, so that sums over windows are exact and forget what left them. */
const UNITS_PER_SQUARE = 1e14;
const HORIZONS = 20;
const MICROS_MIN = 60_000_000;

/** How far back sigma looks: twenty horizons, at least a minute. */
export const sigmaWindowMicros = (horizonMicros: number): number => Math.max(HORIZONS * horizonMicros, MICROS_MIN);

/**
 * Standard deviation of the return over a horizon as known at each row: root of the squared returns between the rows of
 * the trailing window, times horizon / window (the mean return is taken to be 0, as over minutes it is lost in the noise).
 *
 * @returns a share of the price; NaN until the window was seen whole since the last gap
 */
export function trailingSigma(series: LabelSeries, horizonMicros: number): Float64Array {
  const { at, price } = series;
  const windowMicros = sigmaWindowMicros(horizonMicros);
  const starts = runStarts(series);
  const sums = new Float64Array(at.length);
  const sigma = new Float64Array(at.length).fill(Number.NaN);
  let first = 0;
  for (let i = 0; i < at.length; i++) {
    const start = starts[i] ?? i;
    if (start === i) {
      first = i;
      continue;
    }
    const change = time(price, i) / time(price, i - 1) - 1;
    sums[i] = time(sums, i - 1) + Math.round(change * change * UNITS_PER_SQUARE);
    const from = time(at, i) - windowMicros;
    // Returns that began before the window belong to nobody: it starts at the first row inside.
    while (time(at, first) < from) first++;
    if (time(at, start) > from) continue;
    const squares = (time(sums, i) - time(sums, first)) / UNITS_PER_SQUARE;
    sigma[i] = Math.sqrt((squares * horizonMicros) / windowMicros);
  }
  return sigma;
}
