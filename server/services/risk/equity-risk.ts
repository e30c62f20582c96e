/** VaR and CVaR of the desk's own returns, what may become of its equity, and whether its VaR held. */
import { periodReturns } from "@/server/analysis/returns/periods";
import { backtestVar } from "@/server/analysis/tail-risk/backtest-var";
import { historicalRisk } from "@/server/analysis/tail-risk/historical-risk";
import { simulateRisk } from "@/server/analysis/tail-risk/simulate-risk";
import { toUnits } from "@/server/domain/atoms";
import { micros } from "@/server/domain/micros";
import type { EquityBar, EquityMark } from "@/server/ports/performance-reader";
import { VAR_LEVEL } from "./position-risk";
import type { EquityRisk, RiskHorizon } from "./risk-views";

const PERIOD = { "1h": "hour", "1d": "day" } as const;
const MICROS: Readonly<Record<RiskHorizon, number>> = { "1h": 3_600_000_000, "1d": 86_400_000_000 };
/** Periods that the simulation looks ahead. */
const AHEAD: Readonly<Record<RiskHorizon, number>> = { "1h": 24, "1d": 10 };
/** The same desk is told the same. */
const SEED = 1;

/** @param hours bars of an hour, in order of time; whole periods count, begun ones do not */
export function equityRisk(hours: readonly EquityBar[], horizon: RiskHorizon): EquityRisk {
  const points = hours.flatMap(({ first, last }) => [first, last]).map(toPoint);
  const periods = periodReturns(points, PERIOD[horizon]).flatMap(({ from, value, isPartial }) =>
    value === null || isPartial ? [] : [{ at: micros(from + MICROS[horizon]), value }],
  );
  const returns = periods.map(({ value }) => value);
  const backtest = backtestVar(returns, { level: VAR_LEVEL });
  return {
    horizon,
    returns: returns.length,
    historical: historicalRisk(returns, VAR_LEVEL),
    simulated: simulateRisk({ returns, horizon: AHEAD[horizon], level: VAR_LEVEL, seed: SEED }),
    backtest: { ...backtest, at: backtest.forecasts.map(({ index }) => periods[index]?.at ?? micros(0)) },
  };
}

const toPoint = ({ at, equityAtoms }: EquityMark) => ({ at, equity: toUnits(equityAtoms) });
