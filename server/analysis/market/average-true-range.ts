import type { PriceBar } from "./price-bars";

/**
 * Wilder's average true range: the mean of the first `period` true ranges, then each new one with weight 1 / period
 * (J. Welles Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib's ATR). After a missing bar the true
 * range is high − low, since what lay between is not known.
 *
 * @param bars  oldest first; only those in the newest bar's ticks count
 * @returns     in ticks; null with fewer than `period` + 1 bars
 */
export function averageTrueRange(
  bars: readonly PriceBar[],
  { period, width }: Readonly<{ period: number; width: number }>,
): number | null {
  const version = bars.at(-1)?.version;
  const usable = bars.filter((bar) => bar.version === version);
  if (usable.length < period + 1) return null;
  let range = 0;
  usable.forEach((bar, i) => {
    const before = usable[i - 1];
    if (!before) return;
    const close = before.openAt === bar.openAt - width ? before.close : null;
    const trueRange = Math.max(bar.high, close ?? bar.high) - Math.min(bar.low, close ?? bar.low);
    range = i <= period ? range + trueRange / period : range + (trueRange - range) / period;
  });
  return range;
}
