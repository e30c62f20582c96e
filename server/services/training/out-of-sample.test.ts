import { expect, test } from "vitest";
import type { Walk } from "@/server/learning/folds/walk-forward";
import { priorContender } from "./contender";
import { outOfSample, overallScores } from "./out-of-sample";
import type { Training } from "./training";

const GRID = 300_000_000;
const PART = 100;

/** Down one time in four, then three in four: the shares that training rows show turn round between two walks. */
const y = Float64Array.from({ length: 8 * PART }, (_, i) => ((i < 4 * PART ? i % 4 < 1 : i % 4 < 3) ? 0 : 1));
const training = {
  classes: 2,
  order: { recipe: { calibration: "platt" } },
  sample: { data: { y } },
} as unknown as Training;

const rows = (part: number) => Uint32Array.from({ length: PART }, (_, i) => part * PART + i);
const span = (part: number) => ({ from: part * PART * GRID, to: (part + 1) * PART * GRID });
const walk = (name: string, first: number): Walk => ({
  name,
  spans: { train: span(first), stop: span(first + 1), calibrate: span(first + 2), test: span(first + 3) },
  train: rows(first),
  stop: rows(first + 1),
  calibrate: rows(first + 2),
  test: rows(first + 3),
});

test("the base knows of each row what its own walk's training rows showed, so that the shares never beat it", () => {
  const walks = [walk("walk-1", 0), walk("walk-2", 4)];
  const said = outOfSample(training, priorContender(training, walks), walks);
  const { logLoss, baseLogLoss, accuracy, baseAccuracy } = overallScores(training, said);
  expect(logLoss).toBe(baseLogLoss);
  expect(accuracy).toBe(baseAccuracy);
  expect(baseAccuracy).toBe(0.75);
  expect(said.folds.map(({ classes }) => classes.baseAccuracy)).toEqual([0.75, 0.75]);
});
