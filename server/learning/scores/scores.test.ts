import fc from "fast-check";
import { expect, test } from "vitest";
import type { Answers } from "./answers";
import { upProbabilities } from "./answers";
import { certaintyPoints } from "./certainty";
import { classScores, confusionOf } from "./class-scores";
import { columnReference } from "./column-reference";
import { populationStability } from "./population-stability";
import { areaUnderRoc, averagePrecision } from "./ranking";
import { reliabilityBins } from "./reliability";

/**
 * 200 answers from the ZX81's generator s ← (75 s + 74) mod 65537, seeded with the number of classes: weights
 * 1 + s mod 97 normalised, and a label drawn from them. The expected numbers are scikit-learn 1.9.1's of the same
 * answers (log_loss, brier_score_loss, roc_auc_score, average_precision_score, matthews_corrcoef, confusion_matrix).
 */
function drawn(classes: number): Answers {
  let state = classes;
  const draw = () => {
    state = (state * 75 + 74) % 65537;
    return state;
  };
  const probabilities: number[] = [];
  const labels: number[] = [];
  for (let row = 0; row < 200; row++) {
    const weights = Array.from({ length: classes }, () => 1 + (draw() % 97));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    probabilities.push(...weights.map((weight) => weight / total));
    const mark = draw() % total;
    let sum = 0;
    labels.push(weights.findIndex((weight) => mark < (sum += weight)));
  }
  return { classes, probabilities, labels };
}

test("two classes score as scikit-learn scores them", () => {
  const answers = drawn(2);
  const scores = classScores(answers, [0.5, 0.5]);
  expect(scores.logLoss).toBeCloseTo(0.5361005736117989, 12);
  expect(scores.brier).toBeCloseTo(0.18037918986115906, 12);
  expect(scores.auc).toBeCloseTo(0.8066306630663066, 12);
  expect(scores.prAuc).toBeCloseTo(0.8021137877359266, 12);
  expect(scores.mcc).toBeCloseTo(0.45994599459945995, 12);
  expect(scores.accuracy).toBeCloseTo(0.73, 12);
  expect(scores.baseLogLoss).toBeCloseTo(Math.LN2, 12);
  expect(scores.calibrationError).toBeCloseTo(0.057754366868213516, 12);
  expect(confusionOf(answers)).toEqual([
    [74, 27],
    [27, 72],
  ]);
});

test("three classes score as scikit-learn scores them", () => {
  const answers = drawn(3);
  const scores = classScores(answers, [0.2, 0.5, 0.3]);
  expect(scores.logLoss).toBeCloseTo(0.9232760270947363, 12);
  expect(scores.brier).toBeCloseTo(0.2820399688407767, 12);
  expect(scores.auc).toBeCloseTo(0.7146438746438747, 12);
  expect(scores.prAuc).toBeCloseTo(0.5467758903006087, 12);
  expect(scores.mcc).toBeCloseTo(0.32183314762910364, 12);
  expect(scores.accuracy).toBeCloseTo(0.545, 12);
  expect(scores.baseAccuracy).toBeCloseTo(58 / 200, 12);
  expect(scores.calibrationError).toBeCloseTo(0.08100725458556496, 12);
  expect(confusionOf(answers)).toEqual([
    [35, 16, 26],
    [13, 37, 8],
    [13, 15, 37],
  ]);
});

test("rows of equal score count half, as scikit-learn counts them", () => {
  const answers = drawn(2);
  const ranked = {
    score: upProbabilities(answers).map((p) => Math.floor(p * 10)),
    happened: (row: number) => answers.labels[row] === 1,
  };
  expect(areaUnderRoc(ranked)).toBeCloseTo(0.8032803280328032, 12);
  expect(averagePrecision(ranked)).toBeCloseTo(0.7750904313513836, 12);
});

test("what cannot be known is null: an AUC of one class only", () => {
  const scores = classScores({ classes: 2, probabilities: [0.4, 0.6, 0.3, 0.7], labels: [1, 1] }, [0.5, 0.5]);
  expect(scores.auc).toBeNull();
  expect(scores.prAuc).toBeNull();
  expect(scores.mcc).toBe(0);
});

test("reliability bins hold every row once, in order of what was said", () => {
  const bins = reliabilityBins(drawn(3));
  expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(200);
  const said = bins.map(({ predicted }) => predicted);
  expect(said.toSorted((a, b) => a - b)).toEqual(said);
});

test("the certainty curve rises from the least to the most decided answer, the flat class left out", () => {
  const answers = { classes: 3, probabilities: [0.1, 0.8, 0.1, 0.2, 0.2, 0.6, 0.7, 0.3, 0], labels: [0, 1, 2] };
  const points = certaintyPoints(answers);
  expect(points).toHaveLength(101);
  expect(points?.[0]).toBe(0);
  expect(points?.[50]).toBeCloseTo(0.25, 12);
  expect(points?.[100]).toBe(0.5);
  expect(certaintyPoints({ ...answers, probabilities: [], labels: [] })).toBeNull();
});

const anyColumn = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN), fc.double()), {
  minLength: 1,
  maxLength: 300,
});

test("a column has drifted by nothing from itself, however its values repeat or lack", () => {
  fc.assert(
    fc.property(anyColumn, (values) => {
      expect(populationStability(columnReference("x", values), values)).toBeCloseTo(0, 9);
    }),
  );
});

test("a column reference tells shares that add up, edges that rise, and what is missing", () => {
  fc.assert(
    fc.property(anyColumn, (values) => {
      const { deciles, shares, missingShare } = columnReference("x", values);
      expect(new Set(deciles).size).toBe(deciles.length);
      expect(deciles.toSorted((a, b) => a - b)).toEqual(deciles);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(missingShare === 1 ? 0 : 1, 9);
    }),
  );
});

// Shares (0.5, 0.5) then and (0.75, 0.25) now: 0.25 ln 1.5 − 0.25 ln 0.5, by hand.
test("a shift is what the formula says", () => {
  const reference = columnReference("x", [0, 0, 1, 1]);
  expect(populationStability(reference, [0, 0, 0, 1])).toBeCloseTo(0.25 * Math.log(3), 12);
  expect(populationStability(reference, [])).toBeNull();
});

test("values that begin to lack are drift", () => {
  const reference = columnReference("x", [1, 2, 3, 4]);
  expect(populationStability(reference, [1, 2, Number.NaN, Number.NaN])).toBeGreaterThan(1);
});
