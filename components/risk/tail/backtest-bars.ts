/** The back-test as bars: what each period returned, against the loss that was not to be exceeded. */
import type { Backtest } from "./fan";

export type BacktestBar = Readonly<{
  at: number;
  returned: number;
  /** The loss that was forecast; positive. */
  var: number;
  isExceeded: boolean;
  /** Of the box, 0 to 1. */
  x: number;
  width: number;
  y: number;
  height: number;
}>;

export type BacktestPicture = Readonly<{
  bars: readonly BacktestBar[];
  /** The forecasts as a step line. */
  line: string;
  zeroY: number;
  reach: number;
}>;

/** The newest so many are drawn; the counts are of all. */
export const BARS_MAX = 250;

/** @returns null when no period could be forecast */
export function backtestPicture({ forecasts, at }: Pick<Backtest, "forecasts" | "at">): BacktestPicture | null {
  const shown = forecasts.map((forecast, i) => ({ ...forecast, at: at[i] ?? 0 })).slice(-BARS_MAX);
  if (shown.length === 0) return null;
  const reach = Math.max(...shown.flatMap(({ returned, var: risk }) => [Math.abs(returned), Math.abs(risk)]), 1e-9);
  const width = 1 / shown.length;
  const y = (value: number) => 0.5 - value / reach / 2;
  const bars = shown.map(({ at: time, returned, var: risk, isExceeded }, i) => ({
    at: time,
    returned,
    var: risk,
    isExceeded,
    x: i * width,
    width,
    y: Math.min(y(returned), 0.5),
    height: Math.abs(y(returned) - 0.5),
  }));
  const line = bars
    .map((bar, i) => `${i === 0 ? "M0 " : "V"}${y(-bar.var).toFixed(5)}H${(bar.x + width).toFixed(5)}`)
    .join("");
  return { bars, line, zeroY: 0.5, reach };
}
