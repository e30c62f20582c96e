import { expect, test } from "vitest";
import { thinned } from "./view";

test("a curve is thinned evenly to sixty points with both its ends, a short one left alone", () => {
  const points = Array.from({ length: 501 }, (_, i) => i);
  const shown = thinned(points);
  expect(shown).toHaveLength(60);
  expect([shown[0], shown.at(-1)]).toEqual([0, 500]);
  const gaps = shown.slice(1).map((point, i) => point - (shown[i] ?? 0));
  expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
  expect(thinned([1, 2])).toEqual([1, 2]);
});
