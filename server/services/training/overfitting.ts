import { probabilityOfOverfitting } from "@/server/analysis/sharpe/overfitting";
import type { Traded } from "./backtest-stage";

const HOUR = 3_600_000_000;
const BLOCKS = 16;
/** Fewer rows are cut into fewer blocks. */
const ROWS_PER_BLOCK = 8;

/**
 * Probability that the best of what was traded was chosen by luck, over hourly returns on the hours that all of them
 * traded; null where there are fewer than two or too little time.
 */
export function overfittingOf(traded: readonly Traded[]): number | null {
  const curves = traded.filter(({ run }) => run.fills.length > 0).map(hourly);
  const hours = [...(curves[0]?.keys() ?? [])].filter((hour) => curves.every((curve) => curve.has(hour)));
  const ordered = hours.toSorted((a, b) => a - b);
  const rows = ordered
    .slice(1)
    .map((hour, i) => curves.map((curve) => (curve.get(hour) ?? 1) / (curve.get(ordered[i] ?? 0) ?? 1) - 1));
  const blocks = Math.min(BLOCKS, 2 * Math.floor(rows.length / ROWS_PER_BLOCK / 2));
  if (curves.length < 2 || blocks < 2) return null;
  return probabilityOfOverfitting(rows, { blocks }).probability.value;
}

/** Equity at the end of each hour. */
const hourly = ({ run }: Traded): Map<number, number> =>
  new Map(run.equity.filter(({ at }) => at % HOUR === 0).map(({ at, equity }) => [at, equity]));
