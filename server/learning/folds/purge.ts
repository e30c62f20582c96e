/** Which rows may teach when others are scored: no label that teaches may reach into the time that is scored. */
import type { RowIndex } from "@/server/learning/dataset";

/** From and to in µs, `to` not included. */
export type Span = Readonly<{ from: number; to: number }>;

/** When rows were known, and when their labels were; of any order. */
export type RowTimes = Readonly<{ rows: number; at: Float64Array; endAt: Float64Array }>;

/** Rows known within the span whose label was known before `endBefore`. */
export function rowsWithin(times: RowTimes, span: Span, endBefore = Number.POSITIVE_INFINITY): RowIndex {
  const found: number[] = [];
  for (let row = 0; row < times.rows; row++) {
    const at = times.at[row] ?? 0;
    if (at >= span.from && at < span.to && (times.endAt[row] ?? 0) < endBefore) found.push(row);
  }
  return Uint32Array.from(found);
}

/**
 * Rows that share no moment with what is scored: [at, endAt] overlaps none of the spans, and does not begin within the
 * embargo after one (Lopez de Prado, "Advances in Financial Machine Learning", 2018, 7.4).
 *
 * @param scored spans from a scored row's time to its label's end, the ends included
 */
export function purged(times: RowTimes, { scored, embargo }: Readonly<{ scored: readonly Span[]; embargo: number }>) {
  const found: number[] = [];
  for (let row = 0; row < times.rows; row++) {
    const [at, endAt] = [times.at[row] ?? 0, times.endAt[row] ?? 0];
    if (scored.every(({ from, to }) => endAt < from || at > to + embargo)) found.push(row);
  }
  return Uint32Array.from(found);
}
