/**
 * What may become of the equity if the days to come are drawn from those that were: paths of past returns in blocks,
 * so that losses that came in runs still do (stationary bootstrap, Politis & Romano 1994: each step goes on to the
 * next return, round the end, or with probability 1 / block begins anew anywhere).
 */
import { known, type Metric, tooFew } from "@/server/analysis/metric";
import { mean } from "@/server/analysis/moments";
import { ascending, quantileOf } from "@/server/analysis/quantile";
import { seededRandom } from "@/server/analysis/seeded-random";
import { returnsNeeded, tailOf } from "./historical-risk";

export type SimulationInput = Readonly<{
  returns: readonly number[];
  /** Periods ahead. */
  horizon: number;
  paths?: number;
  /** Mean length of a block; ∛n by default, the rate at which it should grow (Politis & White 2004). */
  block?: number;
  level?: number;
  seed?: number;
}>;

/** Multiples of today's equity after so many periods. */
export type Band = Readonly<{ period: number; p5: number; p25: number; p50: number; p75: number; p95: number }>;

export type SimulatedRisk = Readonly<{
  level: number;
  paths: number;
  block: number;
  /** At the horizon, shares of today's equity; positive is a loss. */
  var: Metric;
  cvar: Metric;
  /** Share of the paths that end below where they began, and mean over paths of the deepest fall on the way. */
  lossShare: Metric;
  meanDrawdown: Metric;
  /** One for each period, and one for today; none without enough returns. */
  bands: readonly Band[];
}>;

const PATHS = 2_000;

export function simulateRisk(input: SimulationInput): SimulatedRisk {
  const { returns, horizon, paths = PATHS, level = 0.95, seed = 1 } = input;
  const { block = Math.max(Math.round(Math.cbrt(returns.length)), 1) } = input;
  const said = { level, paths, block };
  const lack = tooFew(returns.length, returnsNeeded(level), "returns");
  if (lack) return { ...said, var: lack, cvar: lack, lossShare: lack, meanDrawdown: lack, bands: [] };
  const random = seededRandom(seed);
  const simulated = Array.from({ length: paths }, () => pathOf(returns, { horizon, block, random }));
  const ends = ascending(simulated.map((path) => (path.at(-1) ?? 1) - 1));
  const { valueAtRisk, shortfall } = tailOf(ends, level);
  return {
    ...said,
    var: known(valueAtRisk),
    cvar: known(shortfall),
    lossShare: known(ends.filter((value) => value < 0).length / paths),
    meanDrawdown: known(mean(simulated.map(deepestFall))),
    bands: Array.from({ length: horizon + 1 }, (_, period) => bandOf(period, simulated)),
  };
}

type PathInput = Readonly<{ horizon: number; block: number; random: () => number }>;

/** Equity as multiples of the first, which is 1. What is lost is lost: at zero the path ends. */
function pathOf(returns: readonly number[], { horizon, block, random }: PathInput): number[] {
  const path = [1];
  let at = Math.floor(random() * returns.length);
  for (let [period, equity] = [0, 1]; period < horizon; period++) {
    equity = Math.max(equity * (1 + (returns[at] ?? 0)), 0);
    path.push(equity);
    const isNew = random() < 1 / block;
    at = isNew ? Math.floor(random() * returns.length) : (at + 1) % returns.length;
  }
  return path;
}

function bandOf(period: number, paths: readonly (readonly number[])[]): Band {
  const sorted = ascending(paths.map((path) => path[period] ?? 0));
  const at = (share: number) => quantileOf(sorted, share);
  return { period, p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) };
}

function deepestFall(path: readonly number[]): number {
  let [peak, fall] = [0, 0];
  for (const equity of path) {
    peak = Math.max(peak, equity);
    fall = Math.max(fall, peak > 0 ? 1 - equity / peak : 0);
  }
  return fall;
}
