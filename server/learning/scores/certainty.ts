import { type Answers, upOfDecided } from "./answers";

/** Points of the certainty curve: each hundredth and both ends. */
const POINTS = 101;

/**
 * Sorted |p − 1/2| of answers at equal shares: place i is exceeded by all but i per cent of them. A live answer's
 * confidence is its place among these.
 *
 * @returns null without answers; rows that were not answered (NaN) do not count
 */
export function certaintyPoints(answers: Answers): number[] | null {
  const sorted = upOfDecided(answers)
    .map((p) => Math.abs(p - 0.5))
    .filter((decided) => !Number.isNaN(decided))
    .sort();
  const { length } = sorted;
  if (length === 0) return null;
  return Array.from({ length: POINTS }, (_, i) => sorted[Math.round((i / (POINTS - 1)) * (length - 1))] ?? 0);
}

/**
 * Share of the answers behind the points that were less decided than this one, linear between points; twice the
 * distance from a half where there are none; 0 of no answer.
 *
 * @param up P(up) without the flat class; NaN is no answer
 */
export function confidenceOf(points: readonly number[] | null, up: number): number {
  const decided = Math.abs(up - 0.5);
  if (Number.isNaN(decided)) return 0;
  if (points === null || points.length < 2) return 2 * decided;
  const place = points.findIndex((point) => point >= decided);
  if (place <= 0) return place === 0 ? 0 : 1;
  const [low, high] = [points[place - 1] ?? 0, points[place] ?? 0];
  return (place - 1 + (decided - low) / (high - low)) / (points.length - 1);
}
