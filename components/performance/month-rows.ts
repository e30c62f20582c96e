import type { PerformanceWindow } from "./views";

export type MonthCell = Readonly<{
  value: number | null /** Null of a year. */;
  days: number | null;
  isPartial: boolean;
}>;
export type YearRow = Readonly<{ year: number; months: readonly (MonthCell | null)[]; total: MonthCell }>;

/** Newest year first; months that the window does not touch are null. `most` is the largest change, at least 1 %. */
export function monthRows(years: PerformanceWindow["months"]): Readonly<{ rows: readonly YearRow[]; most: number }> {
  const rows = years.map(({ year, months, value }) => ({
    year,
    months: Array.from({ length: 12 }, (_, i) => {
      const month = months.find((one) => one.month === i + 1);
      return month ? { value: month.value, days: month.days, isPartial: month.isPartial } : null;
    }),
    total: { value, days: null, isPartial: false },
  }));
  const values = rows.flatMap(({ months }) => months.map((month) => Math.abs(month?.value ?? 0)));
  return { rows: rows.toReversed(), most: Math.max(0.01, ...values) };
}

/** Weak enough that text stays readable on it. */
const STRONGEST = 34;

export function heatOf(value: number | null, most: number): string {
  if (value === null || value === 0) return "var(--surface-2)";
  const share = Math.min(Math.abs(value) / most, 1) * STRONGEST;
  return `color-mix(in srgb, var(${value > 0 ? "--up" : "--down"}) ${share.toFixed(0)}%, var(--surface-1))`;
}
