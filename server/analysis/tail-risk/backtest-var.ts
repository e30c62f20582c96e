/**
 * What the historical VaR of each day would have said the evening before, by the days before it alone, and what came:
 * out of sample throughout.
 */
import { quantile } from "@/server/analysis/quantile";
import {
  christoffersen,
  conditionalCoverage,
  kupiec,
  type LikelihoodRatio,
  type TrafficLight,
  trafficLight,
} from "./coverage-tests";
import { returnsNeeded } from "./historical-risk";

export type VarForecast = Readonly<{
  /** Place in the returns. */
  index: number;
  /** Positive is a loss. */
  var: number;
  returned: number;
  isExceeded: boolean;
}>;

export type VarBacktest = Readonly<{
  level: number;
  window: number;
  forecasts: readonly VarForecast[];
  exceeded: number;
  /** Share of the days times their number. */
  expected: number;
  /** Null, with the reason, when no day could be forecast. */
  tests: Readonly<{
    kupiec: LikelihoodRatio;
    independence: LikelihoodRatio;
    conditional: LikelihoodRatio;
    light: TrafficLight;
  }> | null;
  reason: string | null;
}>;

export type BacktestInput = Readonly<{
  level?: number /** Returns before the day that it looks at. */;
  window?: number;
}>;

const WINDOW = 250;

/** A shorter history than `window` is used as it is, from as many returns on as the level needs. */
export function backtestVar(
  returns: readonly number[],
  { level = 0.95, window = WINDOW }: BacktestInput = {},
): VarBacktest {
  const needed = returnsNeeded(level);
  const forecasts: VarForecast[] = [];
  for (let index = needed; index < returns.length; index++) {
    const past = returns.slice(Math.max(index - window, 0), index);
    const valueAtRisk = 0 - quantile(past, 1 - level);
    const returned = returns[index] ?? 0;
    forecasts.push({ index, var: valueAtRisk, returned, isExceeded: returned < 0 - valueAtRisk });
  }
  const exceeded = forecasts.filter(({ isExceeded }) => isExceeded).length;
  const days = forecasts.length;
  const said = { level, window, forecasts, exceeded, expected: days * (1 - level) };
  if (days === 0) return { ...said, tests: null, reason: `Needs ${needed + 1} returns, has ${returns.length}` };
  const pof = kupiec(exceeded, days, 1 - level);
  const independence = christoffersen(forecasts.map(({ isExceeded }) => isExceeded));
  const conditional = conditionalCoverage(pof, independence);
  const light = trafficLight(exceeded, days, 1 - level);
  return { ...said, tests: { kupiec: pof, independence, conditional, light }, reason: null };
}
