import { emptyLabels, type LabelSeries, type Labels, time, windowEnds } from "./label-series";

/** Return of the mid or close over the horizon, a share (DOMAIN: 1 and 5 minutes). */
export function forwardReturns(series: LabelSeries, horizonMicros: number): Labels {
  const labels = emptyLabels(series, horizonMicros);
  const ends = windowEnds(series, horizonMicros);
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i] ?? -1;
    if (end >= 0) labels.y[i] = time(series.price, end) / time(series.price, i) - 1;
  }
  return labels;
}

/**
 * Realised volatility of the next horizon: root of the sum of squared returns between its rows, a share, not per year
 * (Andersen & Bollerslev, "Answering the Skeptics", Int. Economic Review 39, 1998; simple returns as in
 * `RealisedVolatility`).
 */
export function forwardVolatility(series: LabelSeries, horizonMicros: number): Labels {
  const labels = emptyLabels(series, horizonMicros);
  const ends = windowEnds(series, horizonMicros);
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i] ?? -1;
    if (end < 0) continue;
    let squares = 0;
    for (let k = i + 1; k <= end; k++) squares += (time(series.price, k) / time(series.price, k - 1) - 1) ** 2;
    labels.y[i] = Math.sqrt(squares);
  }
  return labels;
}
