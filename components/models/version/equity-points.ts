import type { PerformancePoint } from "@/components/charts/performance-chart";
import type { EquityPoint } from "@/server/domain/models/scores";

/** As percent of the starting balance, with how far each lies below the highest before it. */
export function toPerformancePoints(equity: readonly EquityPoint[]): readonly PerformancePoint[] {
  let peak = Number.NEGATIVE_INFINITY;
  return equity.map(({ at, equity: value, low, high }) => {
    peak = Math.max(peak, value);
    return {
      time: at / 1e6,
      equity: value * 100,
      pessimistic: low * 100,
      optimistic: high * 100,
      drawdown: peak > 0 ? (value / peak - 1) * 100 : null,
    };
  });
}

/** Rows of the table twin at most. */
const ROWS = 40;

/** Evenly thinned, newest first. */
export function equityTwin(equity: readonly EquityPoint[]): readonly EquityPoint[] {
  const step = Math.max(Math.ceil(equity.length / ROWS), 1);
  return equity.toReversed().filter((_, i) => i % step === 0);
}
