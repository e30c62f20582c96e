/** Scores of class probabilities, with those of knowing nothing beside them. */
import type { ClassScores } from "@/server/domain/models/scores";
import { type Answers, likeliest, probabilityAt, upProbabilities } from "./answers";
import { areaUnderRoc, averagePrecision } from "./ranking";
import { calibrationError } from "./reliability";

/** An answer of exactly 0 for what happened would cost an endless loss. */
const PROBABILITY_MIN = 1e-15;

/**
 * @param shares of the classes among the training rows: the base that has to be beaten
 * @throws RangeError without rows: nothing can be said of none
 */
export function classScores(answers: Answers, shares: readonly number[]): ClassScores {
  const { classes, labels } = answers;
  const probabilities = Float64Array.from({ length: labels.length * classes }, (_, i) => shares[i % classes] ?? 0);
  return scoresAgainst(answers, { ...answers, probabilities });
}

/**
 * @param base the same rows answered by what has to be beaten
 * @throws RangeError without rows
 */
export function scoresAgainst(answers: Answers, base: Answers): ClassScores {
  const rows = answers.labels.length;
  if (rows === 0) throw new RangeError("scores need at least one row, there were 0");
  const up = answers.classes - 1;
  const ranked = { score: upProbabilities(answers), happened: (row: number) => answers.labels[row] === up };
  const table = confusionOf(answers);
  return {
    rows,
    logLoss: logLoss(answers),
    baseLogLoss: logLoss(base),
    brier: brier(answers),
    auc: areaUnderRoc(ranked),
    prAuc: averagePrecision(ranked),
    mcc: matthews(table),
    accuracy: accuracyOf(table, rows),
    baseAccuracy: accuracyOf(confusionOf(base), rows),
    calibrationError: calibrationError(answers),
  };
}

/** Mean of −ln of the probability given to what happened. */
export function logLoss(answers: Answers): number {
  const { labels } = answers;
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum -= Math.log(bounded(probabilityAt(answers, row, labels[row] ?? 0)));
  return sum / labels.length;
}

const accuracyOf = (table: readonly (readonly number[])[], rows: number): number =>
  table.reduce((sum, row, of) => sum + (row[of] ?? 0), 0) / rows;

const bounded = (p: number): number => Math.min(Math.max(p, PROBABILITY_MIN), 1 - PROBABILITY_MIN);

/** Half of Brier's sum over the classes (1950), so that two classes give the usual one-sided score; 0 to 1. */
function brier(answers: Answers): number {
  const { labels, classes } = answers;
  let sum = 0;
  for (let row = 0; row < labels.length; row++)
    for (let of = 0; of < classes; of++) sum += (probabilityAt(answers, row, of) - (labels[row] === of ? 1 : 0)) ** 2;
  return sum / 2 / labels.length;
}

/** Rows are what was, columns what was said. */
export function confusionOf(answers: Answers): number[][] {
  const table = Array.from({ length: answers.classes }, () => Array.from({ length: answers.classes }, () => 0));
  for (let row = 0; row < answers.labels.length; row++) {
    const counts = table[answers.labels[row] ?? 0];
    const said = likeliest(answers, row);
    if (counts) counts[said] = (counts[said] ?? 0) + 1;
  }
  return table;
}

/**
 * Matthews correlation for any number of classes (Gorodkin, "Comparing two K-category assignments by a K-category
 * correlation coefficient", Computational Biology and Chemistry 28, 2004). 0 when one class only was said or happened.
 */
function matthews(table: readonly (readonly number[])[]): number {
  const total = table.flat().reduce((sum, count) => sum + count, 0);
  const was = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const said = table.map((_, of) => table.reduce((sum, row) => sum + (row[of] ?? 0), 0));
  const right = table.reduce((sum, row, of) => sum + (row[of] ?? 0), 0);
  const crossed = was.reduce((sum, count, of) => sum + count * (said[of] ?? 0), 0);
  const squares = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count * count, 0);
  const spread = Math.sqrt((total * total - squares(said)) * (total * total - squares(was)));
  return spread === 0 ? 0 : (right * total - crossed) / spread;
}
