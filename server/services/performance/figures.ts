/** The key figures of a window, each with its value or the reason why there is none. */
import { known, type Metric, unknown } from "@/server/analysis/metric";
import type { ReturnMetrics } from "@/server/analysis/returns/return-metrics";
import type { TailRisk } from "@/server/analysis/tail-risk/historical-risk";
import type { Turnover } from "@/server/analysis/trades/exposure";
import type { TradeMetrics } from "@/server/analysis/trades/trade-metrics";
import { toUnits } from "@/server/domain/atoms";
import { FIGURE_IDS, type Figure, type FigureId } from "@/server/domain/performance-figures";
import type { HonestSharpe } from "./performance-views";

export type Figured = Readonly<{
  returns: Omit<ReturnMetrics, "rows">;
  tail: TailRisk;
  honest: HonestSharpe;
  trades: TradeMetrics;
  timeInMarket: Metric;
  turnover: Turnover;
  tradedAtoms: bigint;
  /** Length of the window. */
  spanMicros: number;
}>;

/** A shorter window is not made a year of. */
const YEAR_FROM_MICROS = 86_400_000_000;

export function figuresOf(from: Figured): Figure[] {
  const metrics = { ...returnFigures(from), ...tradeFigures(from) } satisfies Record<FigureId, Metric>;
  return FIGURE_IDS.map((id) => ({ id, ...metrics[id] }));
}

function returnFigures({ returns, tail, honest }: Figured) {
  const none = unknown("No whole period yet");
  const { deepestDrawdown, best, worst } = returns;
  return {
    totalReturn: returns.totalReturn,
    annualReturn: returns.annualReturn,
    volatility: returns.volatility,
    sharpe: returns.sharpe,
    sortino: returns.sortino,
    calmar: returns.calmar,
    omega: returns.omega,
    tailRatio: returns.tail,
    maxDrawdown: returns.maxDrawdown,
    drawdownLength: deepestDrawdown ? known(deepestDrawdown.lengthMicros) : unknown("Equity never fell"),
    best: best?.value == null ? none : known(best.value),
    worst: worst?.value == null ? none : known(worst.value),
    valueAtRisk: tail.var,
    shortfall: tail.cvar,
    probabilisticSharpe: honest.probabilistic,
    deflatedSharpe: honest.deflated,
    trials: known(honest.trials),
    trackRecord: honest.trackRecord,
    periods: known(honest.periods),
  };
}

function tradeFigures({ trades, timeInMarket, turnover, tradedAtoms, spanMicros }: Figured) {
  return {
    trips: known(trades.trips),
    winRate: trades.winRate,
    profitFactor: trades.profitFactor,
    expectancy: trades.expectancy,
    averageWin: trades.averageWin,
    averageLoss: trades.averageLoss,
    payoffRatio: trades.payoffRatio,
    averageHolding: trades.averageHoldingMicros,
    losingStreak: known(trades.longestLosingStreak),
    exposure: timeInMarket,
    traded: known(toUnits(tradedAtoms)),
    turnover: turnover.inWindow,
    annualTurnover: spanMicros < YEAR_FROM_MICROS ? unknown("Needs a day") : turnover.annual,
  };
}
