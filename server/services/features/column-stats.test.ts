// Guarantees: a column is held against the champion's training bins where there are some, missing values are counted and
// never taken for numbers, and correlations agree with Pearson's formula.
import { expect, test } from "vitest";
import type { ColumnReference, ModelManifest } from "@/server/domain/models/manifest";
import { columnReference } from "@/server/learning/scores/column-reference";
import { columnStats, correlations } from "./column-stats";

const values = (list: readonly number[]) => Float32Array.from(list);
const manifestOf = (reference: readonly ColumnReference[]) => ({ reference, scores: null }) as unknown as ModelManifest;

test("without a champion the bins are equal steps and there is no training to compare with", () => {
  const stats = columnStats(
    { column: "a", values: values([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, Number.NaN]), memoryRows: 1 },
    null,
  );
  expect(stats.edges).toHaveLength(9);
  expect(stats).toMatchObject({ min: 0, max: 10, psi: null, training: null, level: "unknown", importance: null });
  expect(stats.missingShare).toBeCloseTo(1 / 11, 12);
  expect(stats.now.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
});

test("the same values as in training do not drift, shifted ones do", () => {
  const then = Array.from({ length: 1_000 }, (_, i) => Math.sin(i));
  const manifest = manifestOf([columnReference("a", then)]);
  expect(columnStats({ column: "a", values: values(then), memoryRows: 1 }, manifest)).toMatchObject({ level: "ok" });
  const shifted = columnStats({ column: "a", values: values(then.map((value) => value + 1)), memoryRows: 1 }, manifest);
  expect(shifted.level).toBe("alarm");
  expect(shifted.psi ?? 0).toBeGreaterThan(0.25);
});

test("a column without any value is all missing and has no moments", () => {
  expect(columnStats({ column: "a", values: values([Number.NaN, Number.NaN]), memoryRows: 1 }, null)).toMatchObject({
    missingShare: 1,
    min: null,
    mean: null,
  });
});

test("correlations: one with itself, its opposite, its absence, and a worked one", () => {
  // Pearson's r of (1, 2, 3, 4) and (2, 1, 4, 3) is 3 / 5 by hand: covariance sum 3, squares 5 and 5.
  const [a, b] = [values([1, 2, 3, 4]), values([2, 1, 4, 3])];
  const matrix = correlations([a, b, a.map((value) => -value), values([7, 7, 7, 7])]);
  expect(matrix[0]?.[0]).toBeCloseTo(1, 12);
  expect(matrix[0]?.[1]).toBeCloseTo(0.6, 12);
  expect(matrix[1]?.[0]).toBeCloseTo(0.6, 12);
  expect(matrix[0]?.[2]).toBeCloseTo(-1, 12);
  expect(matrix[0]?.[3]).toBeNull();
});
