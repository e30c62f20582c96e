/**
 * Equity samples to returns of UTC days or hours.
 *
 * A period's close is the last equity known at its end, so one without samples returns 0 and is counted as silent. The
 * window begins with its first sample: the first and the last period may be partial. They are returns like others in
 * tables and totals, but no ratio counts them, since an hour is no day.
 */
import type { Micros } from "@/server/domain/micros";

export type EquityPoint = Readonly<{ at: Micros; equity: number }>;

export type Period = "day" | "hour";
export const PERIODS: Readonly<Record<Period, Readonly<{ micros: number; perYear: number }>>> = {
  // Crypto never closes: 365 days, 8,760 hours.
  day: { micros: 86_400_000_000, perYear: 365 },
  hour: { micros: 3_600_000_000, perYear: 8_760 },
};
export const YEAR_MICROS = 365 * PERIODS.day.micros;

export type PeriodReturn = Readonly<{
  /** Start of the period, UTC. */
  from: Micros;
  open: number;
  close: number;
  /** close / open − 1; null when it opened with nothing or less, where a return means nothing. */
  value: number | null;
  /** The window covers less than 23/24 of it. */
  isPartial: boolean;
  /** No sample lay in it. */
  isSilent: boolean;
}>;

/** A period whose samples begin or end within this share of its edges counts as whole: samples are thinned. */
const EDGE_SHARE = 1 / 24;

/**
 * @param samples in order of time. One at a period's very end is that period's close
 * @returns one row for each period from the first sample's to the last's; none of fewer than two samples
 */
export function periodReturns(samples: readonly EquityPoint[], period: Period = "day"): PeriodReturn[] {
  const size = PERIODS[period].micros;
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at <= first.at) return [];
  const rows: PeriodReturn[] = [];
  let [open, next] = [first.equity, 0];
  for (let from = Math.floor(first.at / size) * size; from < last.at; from += size) {
    let close = open;
    const before = next;
    for (let sample = samples[next]; sample && sample.at <= from + size; sample = samples[++next])
      close = sample.equity;
    const covered = Math.min(from + size, last.at) - Math.max(from, first.at);
    rows.push({
      from: from as Micros,
      open,
      close,
      value: open > 0 ? close / open - 1 : null,
      isPartial: covered < size * (1 - EDGE_SHARE),
      isSilent: next === before,
    });
    open = close;
  }
  return rows;
}

/** Returns of whole periods; null when one of them opened with nothing or less. */
export function wholeReturns(rows: readonly PeriodReturn[]): number[] | null {
  const whole = rows.filter(({ isPartial }) => !isPartial);
  const values = whole.flatMap(({ value }) => (value === null ? [] : [value]));
  return values.length === whole.length ? values : null;
}
