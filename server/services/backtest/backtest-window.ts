import type { Backtest } from "./backtest";

/**
 * What a backtest did from `from` (µs, exclusive) to `to`: its equity from the last sample before, its trips by their
 * end, its fills by their time. Windows that follow one another share nothing and leave nothing out.
 */
export function backtestWindow(run: Backtest, from: number, to: number): Backtest {
  const before = run.equity.findLast(({ at }) => at <= from);
  const opening = before?.equity ?? run.opening;
  const within = (at: number): boolean => at > from && at <= to;
  return {
    ...run,
    opening,
    equity: [{ at: from, equity: opening }, ...run.equity.filter(({ at }) => within(at))],
    trips: run.trips.filter(({ closedAt }) => within(closedAt)),
    fills: run.fills.filter(({ at }) => within(at)),
  };
}
