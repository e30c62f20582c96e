import { type Metric, unknown } from "@/server/analysis/metric";
import type { Micros } from "@/server/domain/micros";
import { PERIODS, type Period, type PeriodReturn, wholeReturns } from "./periods";
import { sharpeRatio } from "./ratios";

export type RollingSharpe = Readonly<{ /** End of the window. */ at: Micros; sharpe: Metric }>;

/**
 * Sharpe of each stretch of `window` whole periods, at its last one's end.
 *
 * @param window periods, at least `RATIO_PERIODS_MIN`; none when there are fewer
 */
export function rollingSharpe(rows: readonly PeriodReturn[], window: number, period: Period = "day"): RollingSharpe[] {
  const { micros, perYear } = PERIODS[period];
  const whole = rows.filter(({ isPartial }) => !isPartial);
  return whole.slice(window - 1).map(({ from }, i) => {
    const returns = wholeReturns(whole.slice(i, i + window));
    const sharpe = returns ? sharpeRatio(returns, perYear) : unknown("Equity fell to zero or below");
    return { at: (from + micros) as Micros, sharpe };
  });
}
