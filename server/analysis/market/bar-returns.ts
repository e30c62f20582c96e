import type { PriceBar } from "./price-bars";

/** Simple return of a span that ends at `at`, µs. */
export type TimedReturn = Readonly<{ at: number; value: number }>;

/**
 * The return over each span of `span` whose both ends are closes of bars in the same ticks: none across a missing end.
 *
 * @param bars oldest first, of one width
 * @param span a multiple of `width`, µs; longer than it, the spans overlap
 */
export function barReturns(
  bars: readonly PriceBar[],
  { width, span }: Readonly<{ width: number; span: number }>,
): TimedReturn[] {
  const returns: TimedReturn[] = [];
  let from = 0;
  for (const { openAt, close, version } of bars) {
    while ((bars[from]?.openAt ?? openAt) < openAt - span) from++;
    const before = bars[from];
    if (!before || before.openAt !== openAt - span || before.version !== version || before.close <= 0) continue;
    returns.push({ at: openAt + width, value: close / before.close - 1 });
  }
  return returns;
}
