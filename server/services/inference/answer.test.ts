import { expect, test } from "vitest";
import { certaintyPoints, confidenceOf } from "@/server/learning/scores/certainty";
import { inWholeNumbers } from "./answer";

const PPM = 1_000_000;

/** P(up) of 0.500, 0.501 … 0.900: what the version said out of sample. */
const said = Array.from({ length: 401 }, (_, i) => 0.5 + i / 1_000);
const points = certaintyPoints({
  classes: 2,
  probabilities: said.flatMap((up) => [1 - up, up]),
  labels: said.map(() => 1),
});

test.each([0.5, 0.503, 0.62, 0.38, 0.777, 0.95])("P(up) %d is as confident live as in a backtest", (up) => {
  const { confidencePpm } = inWholeNumbers([1 - up, up], points);
  expect(confidencePpm).toBe(Math.round(confidenceOf(points, Math.round(up * PPM) / PPM) * PPM));
  // Evenly spread answers: the share that was less decided.
  expect(confidencePpm).toBeCloseTo(Math.min(1, Math.abs(up - 0.5) / 0.4) * PPM, -1);
});

test("without points enough to stand among it is twice the distance from even", () => {
  for (const none of [null, [], [0.1]]) expect(inWholeNumbers([0.3, 0.7], none).confidencePpm).toBe(400_000);
});

test("the flat class counts for nothing", () => {
  expect(inWholeNumbers([0.1, 0.6, 0.3], null)).toMatchObject({ upPpm: 750_000, confidencePpm: 500_000 });
});

test("no answer has no confidence", () => {
  expect(confidenceOf(points, Number.NaN)).toBe(0);
});
