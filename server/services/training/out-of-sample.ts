/**
 * What a contender would have said day after day: each walk's model, calibrated on its own rows, answers until the next
 * walk's takes over, as a refreshed model does on a desk.
 */
import type { ClassScores, FoldScore } from "@/server/domain/models/scores";
import { applyCalibrator, fitCalibrator } from "@/server/learning/calibration/calibrator";
import type { RowIndex } from "@/server/learning/dataset";
import type { Walk } from "@/server/learning/folds/walk-forward";
import { type Answers, classShares, upOf } from "@/server/learning/scores/answers";
import { certaintyPoints, confidenceOf } from "@/server/learning/scores/certainty";
import { classScores, scoresAgainst } from "@/server/learning/scores/class-scores";
import { type Contender, scorable } from "./contender";
import { calibrationRows, labelsAt } from "./fold-rows";
import { labelled } from "./sample";
import type { Training } from "./training";

export type OutOfSample = Readonly<{
  /** Rising. */
  rows: RowIndex;
  /** `classes` a row; without NaN. */
  probabilities: Float32Array;
  /** Share of the validation answers of the row's own walk that were less decided, 0 to 1: known before the row. */
  confidence: Float32Array;
  /** Shares of the classes among the training rows of the row's own walk, `classes` a row: what has to be beaten. */
  base: Float32Array;
  folds: readonly FoldScore[];
}>;

type Said = Readonly<{
  probabilities: Float32Array;
  points: readonly number[] | null;
  shares: readonly number[];
}>;

export function outOfSample(training: Training, contender: Contender, walks: readonly Walk[]): OutOfSample {
  const { sample, classes, order } = training;
  const said = new Map<number, Said>();
  const folds: FoldScore[] = [];
  for (const [i, walk] of walks.entries()) {
    const answers = contender.answers[i];
    if (!answers || answers.test.length === 0) continue;
    const known = calibrationRows(training, walk.calibrate, answers.calibrate);
    const calibrator = fitCalibrator(contender.name === "prior" ? "none" : order.recipe.calibration, known);
    const calibrated = applyCalibrator(calibrator, answers.test, classes);
    const points = certaintyPoints({
      classes,
      probabilities: applyCalibrator(calibrator, known.probabilities, classes),
      labels: known.y,
    });
    const shares = classShares(labelsAt(sample.data, labelled(sample.data, walk.train)), classes);
    const { length } = walk.test;
    for (let row = 0; row < length; row++) {
      const probabilities = calibrated.subarray(row * classes, (row + 1) * classes);
      if (!Number.isNaN(probabilities[0])) said.set(walk.test[row] ?? 0, { probabilities, points, shares });
    }
    const scored = scorable(training, walk.test, calibrated);
    if (scored.labels.length > 0) folds.push(foldOf(walk, scored, shares));
  }
  const rows = Uint32Array.from(said.keys()).toSorted();
  const probabilities = new Float32Array(rows.length * classes);
  const base = new Float32Array(rows.length * classes);
  const confidence = new Float32Array(rows.length);
  rows.forEach((row, place) => {
    const one = said.get(row);
    if (!one) return;
    probabilities.set(one.probabilities, place * classes);
    base.set(one.shares, place * classes);
    confidence[place] = confidenceOf(one.points, upOf(one.probabilities));
  });
  return { rows, probabilities, confidence, base, folds };
}

/** Of all rows together, each against what was known of the classes before it. */
export const overallScores = (training: Training, { rows, probabilities, base }: OutOfSample): ClassScores =>
  scoresAgainst(scorable(training, rows, probabilities), scorable(training, rows, base));

const foldOf = ({ name, spans }: Walk, scored: Answers, shares: readonly number[]): FoldScore => ({
  name,
  trainFrom: spans.train.from,
  trainTo: spans.train.to,
  testFrom: spans.test.from,
  testTo: spans.test.to,
  classes: classScores(scored, shares),
  trading: null,
});
