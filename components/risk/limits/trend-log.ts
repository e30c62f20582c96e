/** How much of each limit was in use over the last minutes, as this page has seen it. Bounded. */
import type { LimitView } from "@/server/domain/risk/limit-view";

export type TrendPoint = Readonly<{ at: number; used: number }>;
export type Direction = "nearer" | "farther" | "level";

/** Ten minutes at one view a second. */
const POINTS_MAX = 600;
/** What an arrow looks back over, µs. */
const ARROW_MICROS = 60_000_000;
/** Less of the limit than this is no move. */
const MOVE = 0.005;

export class TrendLog {
  #series = new Map<string, TrendPoint[]>();

  /** @param at market time, µs; what is not newer than the last is ignored */
  record(at: number, limits: readonly Pick<LimitView, "id" | "used">[]): void {
    const kept = new Map<string, TrendPoint[]>();
    for (const { id, used } of limits) {
      const points = this.#series.get(id) ?? [];
      if ((points.at(-1)?.at ?? -1) < at) points.push({ at, used });
      if (points.length > POINTS_MAX) points.shift();
      kept.set(id, points);
    }
    this.#series = kept;
  }

  of(id: string): readonly TrendPoint[] {
    return this.#series.get(id) ?? [];
  }
}

export function directionOf(points: readonly TrendPoint[]): Direction {
  const last = points.at(-1);
  const before = last && points.find(({ at }) => at >= last.at - ARROW_MICROS);
  const move = last && before ? last.used - before.used : 0;
  if (Math.abs(move) < MOVE) return "level";
  return move > 0 ? "nearer" : "farther";
}

/** Least height of a curve, in share of the limit: below it noise would look like a mountain. */
const RANGE_MIN = 0.04;

/** SVG path in a 1 x 1 box whose y grows downwards; empty with fewer than two points. */
export function trendPath(points: readonly TrendPoint[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || first.at === last.at) return "";
  const values = points.map(({ used }) => used);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const range = Math.max(high - low, RANGE_MIN);
  const bottom = Math.max((low + high - range) / 2, 0);
  return points
    .map(({ at, used }, i) => {
      const x = (at - first.at) / (last.at - first.at);
      const y = 1 - (used - bottom) / range;
      return `${i === 0 ? "M" : "L"}${x.toFixed(4)} ${Math.min(Math.max(y, 0), 1).toFixed(4)}`;
    })
    .join("");
}
