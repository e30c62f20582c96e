import type { ColumnReference } from "@/server/domain/models/manifest";
import { binCounts } from "./column-reference";

/** An empty bin would be infinitely far away. */
const SHARE_MIN = 1e-4;

/**
 * Population stability index of values against a reference: Σ (now − then) ln(now / then) over the reference's bins
 * and, as one more, what is missing (Siddiqi, "Credit Risk Scorecards", 2006, ch. 6). 0 is no change. Chance alone
 * gives about (bins − 1) (1/rows now + 1/rows then) (Yurdakul & Naranjo 2020), so few rows look like drift.
 *
 * @param values NaN is missing
 * @returns null without values
 */
export function populationStability(reference: ColumnReference, values: ArrayLike<number>): number | null {
  const total = values.length;
  if (total === 0) return null;
  const counts = binCounts(reference.deciles, values);
  const present = counts.reduce((sum, count) => sum + count, 0);
  const then = [...reference.shares.map((share) => share * (1 - reference.missingShare)), reference.missingShare];
  const now = [...counts, total - present].map((count) => count / total);
  return then.reduce((sum, share, bin) => {
    const [a, b] = [Math.max(now[bin] ?? 0, SHARE_MIN), Math.max(share, SHARE_MIN)];
    return sum + (a - b) * Math.log(a / b);
  }, 0);
}
