import { expect, test } from "vitest";
import { type Weighing, weighed } from "./ensembles";
import type { Training } from "./training";

const HOUR = 3_600_000_000;
const ROWS = 240;
const HALF = ROWS / 2;

/** One row an hour, its outcome known at the next; all went up. */
const training = {
  classes: 2,
  sample: {
    data: {
      y: new Float64Array(ROWS).fill(1),
      at: Float64Array.from({ length: ROWS }, (_, i) => (i + 1) * HOUR),
      endAt: Float64Array.from({ length: ROWS }, (_, i) => (i + 2) * HOUR),
    },
  },
} as unknown as Training;

const rows = (from: number) => Uint32Array.from({ length: HALF }, (_, i) => from + i);
const answers = (up: number) => Float32Array.from({ length: HALF * 2 }, (_, i) => (i % 2 === 1 ? up : 1 - up));

/** The first was the better one until the calibration rows, the second is on them. */
const weighing: Weighing = {
  stop: rows(0),
  calibrate: rows(HALF),
  members: [
    { stop: answers(0.6), calibrate: answers(0.4) },
    { stop: answers(0.4), calibrate: answers(0.9) },
  ],
};

test("a blend is judged on what it said before it knew: the first calibration row by the first half alone", () => {
  const { combination, calibrate } = weighed(training, "blend", weighing);
  expect(combination.weights[1]).toBeGreaterThan(0.99);
  expect(calibrate[1]).toBeCloseTo(0.4, 3);
  // As outcomes come in, the second takes over.
  expect(calibrate.at(-1)).toBeGreaterThan(0.89);
});

test("a stack knows nothing of the calibration rows' outcomes", () => {
  const once = weighed(training, "stack", weighing);
  const y = Float64Array.from({ length: ROWS }, (_, i) => (i < HALF ? 1 : 0));
  const turned = { ...training, sample: { ...training.sample, data: { ...training.sample.data, y } } };
  expect(weighed(turned, "stack", weighing)).toEqual(once);
});
