/** Ratios, tails, months and trades of a window; `docs/metrics.md` says how each is reckoned. */
import { histogram } from "@/server/analysis/histogram";
import { monthlyReturns } from "@/server/analysis/returns/monthly";
import { type EquityPoint, PERIODS, type Period, wholeReturns } from "@/server/analysis/returns/periods";
import { RATIO_PERIODS_MIN } from "@/server/analysis/returns/ratios";
import { type ReturnMetrics, returnMetrics } from "@/server/analysis/returns/return-metrics";
import { rollingSharpe } from "@/server/analysis/returns/rolling";
import { deflatedSharpe } from "@/server/analysis/sharpe/deflated-sharpe";
import {
  minimumTrackRecord,
  noEstimate,
  probabilisticSharpe,
  sharpeEstimate,
} from "@/server/analysis/sharpe/probabilistic-sharpe";
import { historicalRisk } from "@/server/analysis/tail-risk/historical-risk";
import { type Holding, timeInMarket, turnover } from "@/server/analysis/trades/exposure";
import { tradeMetrics } from "@/server/analysis/trades/trade-metrics";
import { toUnits } from "@/server/domain/atoms";
import type { WindowSpan } from "@/server/domain/performance-window";
import type { TripRecord } from "@/server/ports/performance-reader";
import type { TrialTally } from "@/server/ports/training-store";
import type { HonestSharpe } from "./performance-views";

/** Periods of the rolling Sharpe ratio, fewer where there are fewer than twice as many. */
const ROLLING: Readonly<Record<Period, number>> = { day: 30, hour: 48 };
const RISK_LEVEL = 0.95;
const SHOWN_TRIPS = 5;

/** @param tally what was tried before this desk came to trade as it does */
export function equityMetrics(points: readonly EquityPoint[], tally: TrialTally) {
  const daily = returnMetrics(points, "day");
  const { rows, ...returns } =
    daily.wholePeriods >= RATIO_PERIODS_MIN ? daily : withDaily(returnMetrics(points, "hour"), daily);
  const { period } = returns;
  const whole = wholeReturns(rows) ?? [];
  const periods = Math.min(ROLLING[period], Math.max(Math.floor(whole.length / 2), RATIO_PERIODS_MIN));
  return {
    returns,
    rolling: { periods, period, points: rollingSharpe(rows, periods, period) },
    tail: historicalRisk(whole, RISK_LEVEL),
    honest: honestSharpe(whole, period, tally),
    months: monthlyReturns(daily.rows),
    returnBins: histogram(whole),
  };
}

/** What has no period is the same; best and worst are of hours, as they say. */
const withDaily = (hourly: ReturnMetrics, { totalReturn, annualReturn, calmar }: ReturnMetrics): ReturnMetrics => ({
  ...hourly,
  totalReturn,
  annualReturn,
  calmar,
});

function honestSharpe(returns: readonly number[], period: Period, tally: TrialTally): HonestSharpe {
  const estimate = sharpeEstimate(returns);
  const none = noEstimate(returns);
  const trials = { count: 1 + tally.count, variance: tally.sharpeVariance / PERIODS[period].perYear };
  return {
    probabilistic: estimate ? probabilisticSharpe(estimate) : none,
    deflated: estimate ? deflatedSharpe(estimate, trials).probability : none,
    trials: trials.count,
    trackRecord: estimate ? minimumTrackRecord(estimate) : none,
    periods: returns.length,
  };
}

/** @param open positions that are still held, since when */
export function tripMetrics(trips: readonly TripRecord[], open: readonly Holding[], { from, to }: WindowSpan) {
  const closed = trips.filter(({ closedAt }) => closedAt < to);
  const byPnl = closed.toSorted((a, b) =>
    a.pnlAtoms < b.pnlAtoms ? -1 : a.pnlAtoms > b.pnlAtoms ? 1 : a.closedAt - b.closedAt,
  );
  const holdings = trips.map(({ openedAt, closedAt }) => ({ from: openedAt, to: closedAt }));
  return {
    trades: tradeMetrics(closed),
    tripBins: histogram(closed.map(({ pnlAtoms }) => toUnits(pnlAtoms))),
    best: byPnl
      .filter(({ pnlAtoms }) => pnlAtoms > 0n)
      .slice(-SHOWN_TRIPS)
      .reverse(),
    worst: byPnl.filter(({ pnlAtoms }) => pnlAtoms < 0n).slice(0, SHOWN_TRIPS),
    timeInMarket: timeInMarket([...holdings, ...open], { from, to }),
  };
}

export const turnoverOf = (tradedAtoms: bigint, points: readonly EquityPoint[], window: WindowSpan) =>
  turnover(
    tradedAtoms,
    points.map(({ at, equity }) => ({ at, value: equity })),
    window,
  );
