/** What a backtest came to, after all costs. A figure that its length does not bear is null. */
import { sampleDeviation } from "@/server/analysis/moments";
import {
  PERIODS,
  type Period,
  periodReturns,
  type EquityPoint as ReturnPoint,
  wholeReturns,
} from "@/server/analysis/returns/periods";
import { RATIO_PERIODS_MIN } from "@/server/analysis/returns/ratios";
import { returnMetrics } from "@/server/analysis/returns/return-metrics";
import { deflatedSharpe } from "@/server/analysis/sharpe/deflated-sharpe";
import { sharpeEstimate } from "@/server/analysis/sharpe/probabilistic-sharpe";
import { tradeMetrics } from "@/server/analysis/trades/trade-metrics";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { micros } from "@/server/domain/micros";
import type { TradingScores } from "@/server/domain/models/scores";
import type { Fill } from "@/server/domain/order";
import type { Backtest } from "./backtest";

/** Everything that was tried before this was chosen, this one included. */
export type TrialCount = Readonly<{
  count: number;
  /** Sharpe ratios of a year of those that traded. */
  sharpes: readonly number[];
}>;

const DAY = PERIODS.day.micros;

/** @param trials null leaves the deflated ratio out: it is not known yet what else is tried */
export function tradingScores(
  run: Backtest,
  instruments: readonly Readonly<{ spec: InstrumentSpec }>[],
  trials: TrialCount | null,
): TradingScores {
  const points = pointsOf(run);
  const period = periodOf(points);
  const metrics = returnMetrics(points, period);
  const trades = tradeMetrics(run.trips);
  const specs = new Map(instruments.map(({ spec }) => [spec.id, spec]));
  const days = Math.max(((points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0)) / DAY, 1 / 24);
  return {
    trades: run.trips.length,
    netReturn: (points.at(-1)?.equity ?? run.opening) / run.opening - 1,
    sharpe: metrics.sharpe.value,
    deflatedSharpe: trials === null ? null : deflated(points, period, trials),
    maxDrawdown: metrics.maxDrawdown.value ?? 0,
    turnover: run.fills.reduce((sum, fill) => sum + Number(fill.notionalAtoms), 0) / 1e8 / run.opening / days,
    profitFactor: trades.profitFactor.value,
    winRate: trades.winRate.value,
    costs: run.fills.reduce((sum, fill) => sum + costOf(fill, specs.get(fill.instrumentId)), 0) / run.opening,
  };
}

const pointsOf = ({ equity }: Backtest): ReturnPoint[] =>
  equity.map(({ at, equity: value }) => ({ at: micros(at), equity: value }));

/** Days, or hours where there are too few days. */
function periodOf(points: readonly ReturnPoint[]): Period {
  const days = wholeReturns(periodReturns(points, "day")) ?? [];
  return days.length >= RATIO_PERIODS_MIN ? "day" : "hour";
}

function deflated(points: readonly ReturnPoint[], period: Period, { count, sharpes }: TrialCount): number | null {
  const returns = wholeReturns(periodReturns(points, period));
  const estimate = returns && sharpeEstimate(returns);
  if (!estimate) return null;
  const ofPeriod = sharpes.map((sharpe) => sharpe / Math.sqrt(PERIODS[period].perYear));
  // One backtest does not say how they vary: then as estimates without any skill do.
  const variance = ofPeriod.length >= 2 ? sampleDeviation(ofPeriod) ** 2 : 1 / estimate.count;
  return deflatedSharpe(estimate, { count: Math.max(count, 1), variance }).probability.value;
}

/** Fee, and what was paid against the mid, in units of account. */
function costOf(fill: Fill, spec: InstrumentSpec | undefined): number {
  const fee = Number(fill.feeAtoms) / 1e8;
  if (!spec || fill.midHalfTicks === null || spec.contract?.kind === "inverse") return fee;
  const away = (fill.side === "buy" ? 1 : -1) * (fill.priceTicks - fill.midHalfTicks / 2);
  return fee + (away * fill.sizeLots * Number(spec.atomsPerTickLot)) / 1e8;
}
