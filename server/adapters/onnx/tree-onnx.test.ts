import { expect, test } from "vitest";
import type { Dataset, RowIndex } from "@/server/learning/dataset";
import type { FittedModel } from "@/server/learning/model-family";
import { forest } from "@/server/learning/trees/forest-family";
import { gbdtFamilies } from "@/server/learning/trees/gbdt-families";
import { interacting, madeUpData, rowRange, threeWay } from "@/server/learning/trees/test-data";
import { onnxRuntime } from "./runtime";

const ROWS = 6_000;

const answers = async (model: FittedModel, data: Dataset, rows: RowIndex): Promise<Float32Array> => {
  const session = await onnxRuntime.load(model.onnx, { threads: 1 });
  const width = data.columns.length;
  const features = Float32Array.from(
    { length: rows.length * width },
    (_, i) => data.x[(rows[0] ?? 0) * width + i] ?? 0,
  );
  const { probabilities } = await session.run({ features: { dims: [rows.length, width], data: features } });
  await session.release();
  expect(probabilities?.dims).toEqual([rows.length, model.classes]);
  return probabilities?.data as Float32Array;
};

// LEARNING.md's spike saw 2e-7 to 4.3e-7: float32 sums against float64.
const CLOSE = 1e-6;

for (const family of [...gbdtFamilies, forest]) {
  test.each([2, 3])(`${family.name} says the same in onnxruntime, with missing values: %i classes`, async (classes) => {
    const label = classes === 2 ? interacting : threeWay;
    const data = madeUpData({ rows: ROWS, columns: 10, seed: 5, missingShare: 0.1, label });
    const model = await family.fit({
      data,
      train: rowRange(0, 3_000),
      valid: rowRange(3_000, 4_000),
      classes,
      params: { trees: 40, rowsMin: 20, ...(family === forest ? { columnShare: 0.4 } : { learningRate: 0.2 }) },
      seed: 1,
      runtime: onnxRuntime,
      onProgress: () => undefined,
      checkpoint: null,
    });
    const test_ = rowRange(4_000, ROWS);
    const own = await model.predict(data, test_);
    const theirs = await answers(model, data, test_);
    const furthest = own.reduce((most, value, i) => Math.max(most, Math.abs(value - (theirs[i] ?? Number.NaN))), 0);
    expect(furthest).toBeLessThan(CLOSE);
    const best = (all: Float32Array, i: number) => {
      const row = [...all.subarray(i * classes, (i + 1) * classes)];
      return row.indexOf(Math.max(...row));
    };
    expect([...test_.keys()].filter((i) => best(own, i) !== best(theirs, i))).toEqual([]);
    // It learned: by chance it would be a half, or less of three.
    const right = [...test_.keys()].filter((i) => best(own, i) === data.y[test_[i] ?? 0]).length / test_.length;
    expect(right).toBeGreaterThan(classes === 2 ? 0.65 : 0.55);
  });
}
