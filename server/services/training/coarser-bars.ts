import type { Bar } from "@/server/features/bars/bar";

/**
 * Bars of a wider grid out of narrower ones. Minutes without a trade may be absent; a first or last bar that the
 * history covers only in part is left out.
 *
 * @param grids µs; `to` is a multiple of `from`
 */
export function coarserBars(
  bars: readonly Bar[],
  { from, to }: Readonly<{ from: number; to: number }>,
): readonly Bar[] {
  if (from === to) return bars;
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last) return [];
  const out: { -readonly [K in keyof Bar]: Bar[K] }[] = [];
  const end = Math.floor((last.openAt + from) / to) * to;
  for (const bar of bars) {
    const openAt = Math.floor(bar.openAt / to) * to;
    if (openAt < first.openAt || openAt >= end) continue;
    const open = out.at(-1);
    if (open?.openAt !== openAt) {
      out.push({ ...bar, openAt });
      continue;
    }
    open.high = Math.max(open.high, bar.high);
    open.low = Math.min(open.low, bar.low);
    open.close = bar.close;
    open.volume += bar.volume;
  }
  return out;
}
