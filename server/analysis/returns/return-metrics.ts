/** What a window of equity came to. Formulas, sources and conventions: docs/metrics.md. */
import { known, type Metric, tooFew, unknown } from "@/server/analysis/metric";
import { type Drawdown, deepest, drawdowns } from "./drawdowns";
import {
  type EquityPoint,
  PERIODS,
  type Period,
  type PeriodReturn,
  periodReturns,
  wholeReturns,
  YEAR_MICROS,
} from "./periods";
import { type Ratios, ratiosOf } from "./ratios";

export type ReturnMetrics = Readonly<{
  period: Period;
  rows: readonly PeriodReturn[];
  /** Whole periods, those among all without a sample, and how many of the window's first and last are partial. */
  wholePeriods: number;
  silentPeriods: number;
  partialPeriods: number;
  totalReturn: Metric;
  annualReturn: Metric;
  calmar: Metric;
  maxDrawdown: Metric;
  deepestDrawdown: Drawdown | null;
  best: PeriodReturn | null;
  worst: PeriodReturn | null;
}> &
  Ratios;

/** A shorter window is not made a year of: 1 % in a day would be 3,678 %. */
export const ANNUAL_DAYS_MIN = 30;

/** @param samples in order of time, as many as there are: drawdowns look at each */
export function returnMetrics(samples: readonly EquityPoint[], period: Period = "day"): ReturnMetrics {
  const rows = periodReturns(samples, period);
  const returns = wholeReturns(rows);
  const falls = drawdowns(samples);
  const whole = rows.filter(({ isPartial, value }) => !isPartial && value !== null);
  const annualReturn = annualReturnOf(samples);
  const maxDrawdown = maxDrawdownOf(samples, falls);
  return {
    period,
    rows,
    wholePeriods: whole.length,
    silentPeriods: rows.filter(({ isSilent }) => isSilent).length,
    partialPeriods: rows.filter(({ isPartial }) => isPartial).length,
    totalReturn: totalReturnOf(samples),
    annualReturn,
    calmar: calmarOf(annualReturn, maxDrawdown),
    maxDrawdown,
    deepestDrawdown: deepest(falls),
    best: extreme(whole, (a, b) => a > b),
    worst: extreme(whole, (a, b) => a < b),
    ...(returns ? ratiosOf(returns, PERIODS[period].perYear) : RUINED),
  };
}

const ruined = unknown("Equity fell to zero or below");
const RUINED: Ratios = { volatility: ruined, sharpe: ruined, sortino: ruined, omega: ruined, tail: ruined };

function totalReturnOf(samples: readonly EquityPoint[]): Metric {
  const [first, last] = [samples[0], samples.at(-1)];
  const lack = tooFew(samples.length, 2, "samples of equity");
  if (lack || !first || !last) return lack ?? unknown("There is no equity");
  return first.equity > 0 ? known(last.equity / first.equity - 1) : unknown("It began with nothing");
}

/** (end / start)^(365 days / length) − 1. */
function annualReturnOf(samples: readonly EquityPoint[]): Metric {
  const [first, last] = [samples[0], samples.at(-1)];
  const length = first && last ? last.at - first.at : 0;
  const lack = tooFew(Math.floor(length / PERIODS.day.micros), ANNUAL_DAYS_MIN, "days");
  if (lack || !first || !last) return lack ?? unknown("There is no equity");
  if (first.equity <= 0) return unknown("It began with nothing");
  return last.equity > 0 ? known((last.equity / first.equity) ** (YEAR_MICROS / length) - 1) : ruined;
}

function maxDrawdownOf(samples: readonly EquityPoint[], falls: readonly Drawdown[]): Metric {
  if (!samples.some(({ equity }) => equity > 0)) return unknown("There is no equity above zero");
  return tooFew(samples.length, 2, "samples of equity") ?? known(deepest(falls)?.depth ?? 0);
}

/** Annual return over the deepest drawdown of the window (Young 1991, there over 36 months). */
function calmarOf(annual: Metric, drawdown: Metric): Metric {
  if (annual.value === null) return annual;
  if (drawdown.value === null) return drawdown;
  return drawdown.value === 0 ? unknown("Equity never fell") : known(annual.value / drawdown.value);
}

function extreme(rows: readonly PeriodReturn[], isBeyond: (a: number, b: number) => boolean): PeriodReturn | null {
  return rows.reduce<PeriodReturn | null>(
    (most, row) => (most === null || isBeyond(row.value ?? 0, most.value ?? 0) ? row : most),
    null,
  );
}
