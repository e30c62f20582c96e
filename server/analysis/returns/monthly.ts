import type { PeriodReturn } from "./periods";

export type MonthReturn = Readonly<{
  year: number;
  /** 1 to 12. */
  month: number;
  /** Product of its days; null when one of them has no return. */
  value: number | null;
  /** Days that are in it, partial ones too. */
  days: number;
  /** The window does not cover all of it. */
  isPartial: boolean;
}>;

export type YearReturn = Readonly<{ year: number; months: readonly MonthReturn[]; value: number | null }>;

/** @param days of the window, in order; partial ones count, so that all months together are the total return */
export function monthlyReturns(days: readonly PeriodReturn[]): YearReturn[] {
  const years = new Map<number, Map<number, PeriodReturn[]>>();
  for (const day of days) {
    const date = new Date(day.from / 1_000);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
    const months = years.get(year) ?? new Map<number, PeriodReturn[]>();
    years.set(year, months);
    months.set(month, [...(months.get(month) ?? []), day]);
  }
  return [...years].map(([year, months]) => ({
    year,
    months: [...months].map(([month, within]) => monthOf(year, month, within)),
    value: productOf([...months.values()].flat()),
  }));
}

function monthOf(year: number, month: number, days: readonly PeriodReturn[]): MonthReturn {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const isPartial = days.length < length || days.some((day) => day.isPartial);
  return { year, month, value: productOf(days), days: days.length, isPartial };
}

function productOf(days: readonly PeriodReturn[]): number | null {
  let product = 1;
  for (const { value } of days) {
    if (value === null) return null;
    product *= 1 + value;
  }
  return product - 1;
}
