/** Numbers onto a plane of 100 x 100 whose y grows downwards, as SVG wants it. Pure. */
export type PlotPoint = Readonly<{ x: number; y: number }>;
export type PlotSeries = Readonly<{
  name: string;
  points: readonly PlotPoint[];
  /** Text colour of the line, a Tailwind class: `text-accent`. */
  tone: string;
  isDashed?: boolean;
  /** Draws its points too. */
  hasDots?: boolean;
}>;

export type Plane = Readonly<{ x: readonly [number, number]; y: readonly [number, number] }>;

/** The least plane that holds all points, with a twentieth of air above and below. */
export function planeOf(series: readonly PlotSeries[]): Plane | null {
  const points = series.flatMap((one) => one.points).filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const first = points[0];
  if (first === undefined) return null;
  let [left, right, low, high] = [first.x, first.x, first.y, first.y];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  const air = high > low ? (high - low) / 20 : Math.max(Math.abs(high) / 20, 1e-9);
  return { x: [left, right], y: [low - air, high + air] };
}

const share = (value: number, [from, to]: readonly [number, number]): number =>
  to === from ? 0.5 : (value - from) / (to - from);

export const placeOf = ({ x, y }: PlotPoint, plane: Plane): readonly [number, number] => [
  round(share(x, plane.x) * 100),
  round(100 - share(y, plane.y) * 100),
];

const round = (value: number) => Math.round(value * 100) / 100;

export function pathOf(points: readonly PlotPoint[], plane: Plane): string {
  const known = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  return known.length === 0 ? "" : `M${known.map((point) => placeOf(point, plane).join(" ")).join("L")}`;
}

/** The point of a series that is nearest to a place along x; null without points. */
export function nearest(points: readonly PlotPoint[], x: number): PlotPoint | null {
  let best: PlotPoint | null = null;
  for (const point of points) if (best === null || Math.abs(point.x - x) < Math.abs(best.x - x)) best = point;
  return best;
}

/** Round values within a range, at most `most` of them. */
export function ticksOf([from, to]: readonly [number, number], most: number): readonly number[] {
  const span = to - from;
  if (!(span > 0)) return [from];
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10) as number);
  const ticks: number[] = [];
  for (let i = Math.ceil(from / step); i * step <= to && ticks.length <= most; i++)
    ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}
