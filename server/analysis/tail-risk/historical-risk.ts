/**
 * Value at risk and expected shortfall of past returns, as shares of the equity; positive is a loss. Historical
 * simulation: what was is taken for what may be, each past return as likely as another.
 */
import { known, type Metric, tooFew } from "@/server/analysis/metric";
import { mean } from "@/server/analysis/moments";
import { ascending, quantileOf } from "@/server/analysis/quantile";

export type TailRisk = Readonly<{
  level: number;
  /** Not exceeded with probability `level`: −(1 − level) percentile, linear. Below zero when even that one is a gain. */
  var: Metric;
  /** Mean loss of the returns at or below it (Rockafellar & Uryasev 2000; Acerbi & Tasche 2002). */
  cvar: Metric;
  returns: number;
}>;

/** So many returns that one is expected beyond the level; 20 at 95 %. */
export const returnsNeeded = (level: number): number => Math.ceil(1 / (1 - level) - 1e-9);

/** @param level e.g. 0.95 */
export function historicalRisk(returns: readonly number[], level = 0.95): TailRisk {
  const lack = tooFew(returns.length, returnsNeeded(level), "returns");
  if (lack) return { level, var: lack, cvar: lack, returns: returns.length };
  const { valueAtRisk, shortfall } = tailOf(ascending(returns), level);
  return { level, var: known(valueAtRisk), cvar: known(shortfall), returns: returns.length };
}

export function tailOf(sorted: readonly number[], level: number): { valueAtRisk: number; shortfall: number } {
  const edge = quantileOf(sorted, 1 - level);
  const beyond = sorted.filter((value) => value <= edge);
  return { valueAtRisk: 0 - edge, shortfall: 0 - mean(beyond) };
}

/** Returns over `periods` in a row, compounded; overlapping, one for each start. Ten days from 100 are 91. */
export function horizonReturns(returns: readonly number[], periods: number): number[] {
  const ends = Math.max(returns.length - periods + 1, 0);
  return Array.from({ length: ends }, (_, i) => compounded(returns.slice(i, i + periods)));
}

const compounded = (returns: readonly number[]): number => returns.reduce((all, value) => all * (1 + value), 1) - 1;
