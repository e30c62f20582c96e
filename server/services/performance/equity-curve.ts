/** Equity of a window as a line that is light to send and has lost no peak and no trough. Floats, for the picture and for ratios. */
import { underWater } from "@/server/analysis/returns/drawdowns";
import type { EquityPoint } from "@/server/analysis/returns/periods";
import { toUnits } from "@/server/domain/atoms";
import { MICROS_PER_SECOND, type Micros, micros } from "@/server/domain/micros";
import type { WindowSpan } from "@/server/domain/performance-window";
import type { Bands } from "@/server/domain/portfolio";
import type { EquityBar, EquityMark } from "@/server/ports/performance-reader";

export type CurvePoint = Readonly<{
  at: Micros;
  equity: number;
  /** The same session under the outer queue models; null of a desk without bands. */
  pessimistic: number | null;
  optimistic: number | null;
  /** Share below the highest of the window so far, 0 and up; null while that is nothing or less. */
  depth: number | null;
}>;

const BARS_MAX = 2_500;
/** Bars of the line that is sent: at most four points each. */
const LINE_BARS = 500;

const SECONDS = [1, 5, 60, 300, 900, 1_800, 3_600, 14_400, 43_200, 86_400];

/** Narrowest of the bars that keep their number below the most; days at last, so that days' ends are always known. */
export function barWidth({ from, to }: WindowSpan): number {
  const widths = SECONDS.map((seconds) => seconds * MICROS_PER_SECOND);
  return widths.find((width) => (to - from) / width <= BARS_MAX) ?? 86_400 * MICROS_PER_SECOND;
}

/** First, lowest, highest and last of each bar, in order of time and each once. */
export function pointsOf(bars: readonly EquityBar[]): EquityPoint[] {
  return bars.flatMap((bar) => marksOf(bar).map(({ at, equityAtoms }) => ({ at, equity: toUnits(equityAtoms) })));
}

const marksOf = ({ first, low, high, last }: EquityBar): EquityMark[] =>
  [...new Map([first, low, high, last].map((mark) => [mark.at, mark])).values()].sort((a, b) => a.at - b.at);

/** From what the window opened with to what it ended with. */
export function curveOf(open: EquityPoint, bars: readonly EquityBar[], end: EquityPoint): CurvePoint[] {
  const thinned = joined(bars, Math.ceil(bars.length / LINE_BARS));
  const points = [open, ...pointsOf(thinned).filter(({ at }) => at > open.at && at < end.at), end];
  const depths = new Map(underWater(points).map(({ at, depth }) => [at, depth]));
  const spreads = new Map(thinned.flatMap(({ last, bands }) => (bands ? [[last.at, spreadOf(bands)]] : [])));
  // Bands are known at some points only: between them the range moves with the line.
  let spread = [...spreads.values()][0] ?? null;
  return points.map(({ at, equity }) => {
    spread = spreads.get(at) ?? spread;
    return {
      at,
      equity,
      pessimistic: spread && equity + spread.pessimistic,
      optimistic: spread && equity + spread.optimistic,
      depth: depths.get(at) ?? null,
    };
  });
}

const spreadOf = ({ pessimistic, base, optimistic }: Bands) => ({
  pessimistic: toUnits(pessimistic.equityAtoms - base.equityAtoms),
  optimistic: toUnits(optimistic.equityAtoms - base.equityAtoms),
});

/** Each `count` bars in a row as one. */
function joined(bars: readonly EquityBar[], count: number): EquityBar[] {
  if (count <= 1) return [...bars];
  const groups = Array.from({ length: Math.ceil(bars.length / count) }, (_, i) =>
    bars.slice(i * count, (i + 1) * count),
  );
  return groups.flatMap((group) => {
    const [head, tail] = [group[0], group.at(-1)];
    if (!head || !tail) return [];
    const most = (pick: "low" | "high", isBeyond: (a: bigint, b: bigint) => boolean) =>
      group.map((bar) => bar[pick]).reduce((best, one) => (isBeyond(one.equityAtoms, best.equityAtoms) ? one : best));
    return [
      {
        from: micros(head.from),
        first: head.first,
        low: most("low", (a, b) => a < b),
        high: most("high", (a, b) => a > b),
        last: tail.last,
        bands: tail.bands,
      },
    ];
  });
}
