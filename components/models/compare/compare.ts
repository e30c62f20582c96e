/** Two versions side by side: each figure with its difference and which way it went, and the walks they share. Pure. */

import { SCORE_LINES, type ScoreLine, type Verdict, verdictOf } from "@/components/models/score-lines";
import type { FoldScore, ModelScores } from "@/server/domain/models/scores";

export type CompareRow = Readonly<{
  line: ScoreLine;
  a: number | null;
  b: number | null;
  verdict: Verdict;
}>;

export const compareRows = (a: ModelScores | null, b: ModelScores | null): readonly CompareRow[] =>
  SCORE_LINES.map((line) => {
    const [left, right] = [a === null ? null : line.value(a), b === null ? null : line.value(b)];
    return { line, a: left, b: right, verdict: verdictOf(line.better, left, right) };
  });

export type SharedFold = Readonly<{ key: string; testFrom: number; testTo: number; a: FoldScore; b: FoldScore }>;

/** Walks that were tested on the same days: only these can be compared one by one. */
export function sharedFolds(a: ModelScores | null, b: ModelScores | null): readonly SharedFold[] {
  const theirs = new Map((b?.folds ?? []).map((fold) => [keyOf(fold), fold]));
  return (a?.folds ?? []).flatMap((fold) => {
    const other = theirs.get(keyOf(fold));
    return other === undefined
      ? []
      : [{ key: keyOf(fold), testFrom: fold.testFrom, testTo: fold.testTo, a: fold, b: other }];
  });
}

const keyOf = ({ testFrom, testTo }: FoldScore): string => `${testFrom}-${testTo}`;

/** In a sentence: how many figures went which way. */
export function verdictText(rows: readonly CompareRow[]): string {
  const count = (wanted: Verdict) => rows.filter(({ verdict }) => verdict === wanted).length;
  const [better, worse] = [count("better"), count("worse")];
  if (better + worse === 0) return "Nothing tells them apart out of sample.";
  return `Of ${better + worse} figures that differ, ${better} ${better === 1 ? "is" : "are"} better and ${worse} worse.`;
}
