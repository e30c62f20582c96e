import { type Answers, upOfDecided } from "./answers";

/** Points of the certainty curve: each hundredth and both ends. */
const POINTS = 101;

/**
 * Sorted |p − 1/2| of answers at equal shares: place i is exceeded by all but i per cent of them. A live answer's
 * confidence is its place among these.
 *
 * @returns null without answers
 */
export function certaintyPoints(answers: Answers): number[] | null {
  const { length } = answers.labels;
  if (length === 0) return null;
  const sorted = upOfDecided(answers)
    .map((p) => Math.abs(p - 0.5))
    .sort();
  return Array.from({ length: POINTS }, (_, i) => sorted[Math.round((i / (POINTS - 1)) * (length - 1))] ?? 0);
}
