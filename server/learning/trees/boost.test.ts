import { describe, expect, test } from "vitest";
import { Rng } from "@/server/domain/rng";
import type { Dataset } from "@/server/learning/dataset";
import type { FitProgress } from "@/server/learning/model-family";
import { areaUnderRoc } from "@/server/learning/scores/ranking";
import { type BoostTask, boost } from "./boost";
import type { BoostOptions, Growth } from "./boost-tree";
import { growForest } from "./forest";
import { binaryObjective, quantileObjective, squaredObjective } from "./objective";
import { atOnce } from "./stepwise";
import { interacting, madeUpData, rowRange } from "./test-data";
import { predictTrees, type TreeEnsemble } from "./tree-ensemble";
import { ensembleToJson } from "./tree-json";

const RULES = { lambda: 1, weightMin: 1e-3, rowsMin: 20, gainMin: 0, monotone: null };
const OPTIONS: BoostOptions = {
  growth: "leaf",
  trees: 30,
  learningRate: 0.1,
  leavesMax: 31,
  depthMax: 30,
  rules: RULES,
  rowShare: 1,
  columnShare: 1,
  patience: 10,
};
const GROWTHS: readonly Growth[] = ["leaf", "level", "symmetric"];
const none = new Uint32Array(0);

const ofGrowth = (growth: Growth, more: Partial<BoostOptions> = {}): BoostOptions => ({
  ...OPTIONS,
  growth,
  depthMax: growth === "leaf" ? 30 : 4,
  ...more,
});

const fit = (data: Dataset, more: Partial<BoostTask> = {}) =>
  boost({
    data,
    train: rowRange(0, data.rows),
    valid: none,
    objective: binaryObjective,
    options: OPTIONS,
    seed: 1,
    onProgress: () => undefined,
    checkpoint: null,
    ...more,
  });

const textOf = (ensemble: TreeEnsemble): string => JSON.stringify(ensembleToJson(ensemble));

/** Six thousand rows of ten columns; the first half is learned. */
const task = madeUpData({ rows: 6_000, columns: 10, seed: 8, label: interacting });

/** Log loss and AUC on the rows that were not learned. */
function scoresOf(ensemble: TreeEnsemble): { logLoss: number; auc: number } {
  const rows = rowRange(3_000, 6_000);
  const said = predictTrees(ensemble, task, rows);
  const score = Float64Array.from(rows, (_, i) => said[i * 2 + 1] as number);
  const happened = (i: number): boolean => task.y[rows[i] as number] === 1;
  const losses = score.map((up, i) => -Math.log(happened(i) ? up : 1 - up));
  return {
    logLoss: losses.reduce((sum, loss) => sum + loss, 0) / rows.length,
    auc: areaUnderRoc({ score, happened }) ?? 0,
  };
}

// The same rows and the same settings, computed with scikit-learn 1.9.1 and xgboost 3.2.0 (tree_method hist, lambda 1,
// no other penalty). The trees are not the same: each library cuts its bins and ends its leaves in its own way, and which
// bin first tells two columns that only matter together is luck.
test.each([
  // HistGradientBoostingClassifier(max_iter=30, max_leaf_nodes=31, min_samples_leaf=20, l2_regularization=1, max_bins=254)
  ["leaf", { rules: RULES }, { logLoss: 0.5317, auc: 0.8284 }],
  // grow_policy lossguide, max_leaves=31, max_depth=0, min_child_weight=1e-3
  ["leaf", { rules: { ...RULES, rowsMin: 1 } }, { logLoss: 0.5254, auc: 0.8331 }],
  // grow_policy depthwise, max_depth=6, min_child_weight=1e-3; a depth of 4 leaves it to luck
  ["level", { rules: { ...RULES, rowsMin: 1 }, depthMax: 6 }, { logLoss: 0.5272, auc: 0.8296 }],
] as const)("growth by %s scores like other libraries", (growth, more, theirs) => {
  const own = scoresOf(fit(task, { train: rowRange(0, 3_000), options: ofGrowth(growth, more) }).ensemble);
  expect(Math.abs(own.logLoss - theirs.logLoss)).toBeLessThan(0.012);
  expect(Math.abs(own.auc - theirs.auc)).toBeLessThan(0.01);
});

// RandomForestClassifier(100, max_leaf_nodes=128, max_depth=12, min_samples_leaf=20, max_features=0.4), scikit-learn 1.9.1.
test("a forest scores like another library's", () => {
  const rules = { leavesMax: 128, depthMax: 12, rowsMin: 20, columnShare: 0.4 };
  const steps = growForest({
    data: task,
    train: rowRange(0, 3_000),
    valid: rowRange(3_000, 6_000),
    classes: 2,
    options: { trees: 100, rowShare: 0.632, rules },
    seed: 1,
    onProgress: () => undefined,
    checkpoint: null,
  });
  const { ensemble, curve } = atOnce(steps);
  const own = scoresOf(ensemble);
  expect(Math.abs(own.logLoss - 0.5636)).toBeLessThan(0.01);
  expect(Math.abs(own.auc - 0.8212)).toBeLessThan(0.01);
  const last = curve.at(-1);
  expect(last?.validLoss).toBeCloseTo(own.logLoss, 4);
  // Out of bag tells what other rows would: within what two samples of three thousand differ by.
  expect(Math.abs((last?.trainLoss ?? 0) - own.logLoss)).toBeLessThan(0.03);
});

describe.each(GROWTHS)("growth by %s", (growth) => {
  test("two fits are the same to the bit, and another seed draws other rows", () => {
    const options = ofGrowth(growth, { rowShare: 0.7, columnShare: 0.5 });
    const of = (seed: number) => textOf(fit(task, { options, seed, train: rowRange(0, 2_000) }).ensemble);
    expect(of(1)).toBe(of(1));
    expect(of(1)).not.toBe(of(2));
  });

  test("a fit that was stopped goes on to the same bits", () => {
    const options = ofGrowth(growth, { rowShare: 0.7, columnShare: 0.5 });
    const split = { train: rowRange(0, 2_000), valid: rowRange(2_000, 3_000), options };
    const whole = fit(task, split);
    let kept: Uint8Array | null = null;
    const checkpoint = { load: () => kept, save: (bytes: Uint8Array) => void (kept = bytes) };
    const onProgress = ({ step }: FitProgress): void => {
      if (step === 17) throw new Error("stopped");
    };
    expect(() => fit(task, { ...split, checkpoint, onProgress })).toThrow("stopped");
    const steps: number[] = [];
    const resumed = fit(task, { ...split, checkpoint, onProgress: ({ step }) => steps.push(step) });
    expect(steps[0]).toBe(10);
    expect(textOf(resumed.ensemble)).toBe(textOf(whole.ensemble));
    expect(resumed.curve).toEqual(whole.curve);
  });

  test("a rising column never lowers the answer, whatever the rows say", () => {
    // Noise that falls in the first column and rises in the second.
    const label = (row: Float32Array, draw: number) =>
      draw < 0.5 - 0.3 * Math.sin(4 * (row[0] as number)) + 0.2 * (row[1] as number) + 0.2 * (row[2] as number) ? 1 : 0;
    const data = madeUpData({ rows: 3_000, columns: 4, seed: 6, missingShare: 0.05, label });
    const monotone = Int8Array.of(1, -1, 0, 0);
    const options = ofGrowth(growth, { rules: { ...RULES, monotone } });
    const { ensemble } = fit(data, { options });
    const free = fit(data, { options: ofGrowth(growth) }).ensemble;
    const rng = Rng.derive(1, "paths");
    const falls = (one: TreeEnsemble, column: number, way: number): number => {
      let count = 0;
      for (let path = 0; path < 50; path++) {
        const start = Float32Array.from({ length: 4 }, () => rng.next() * 2 - 1);
        const x = Float32Array.from({ length: 41 * 4 }, (_, i) =>
          i % 4 === column ? -1 + Math.floor(i / 4) / 20 : (start[i % 4] as number),
        );
        const said = predictTrees(one, { ...data, rows: 41, x }, rowRange(0, 41));
        for (let i = 1; i < 41; i++)
          if (way * ((said[i * 2 + 1] as number) - (said[i * 2 - 1] as number)) < 0) count += 1;
      }
      return count;
    };
    expect([falls(ensemble, 0, 1), falls(ensemble, 1, -1)]).toEqual([0, 0]);
    // Without the rule the same rows do make it fall.
    expect(falls(free, 0, 1)).toBeGreaterThan(50);
    // And the column that is free is still used.
    expect(ensemble.trees.some(({ column }) => column.includes(2))).toBe(true);
  });

  test("learned rows are answered alike after any rising map of a column", () => {
    const grid = { ...task, x: task.x.map((value) => Math.round(value * 256) / 256) };
    const maps = [
      (v: number) => v ** 3,
      (v: number) => Math.exp(3 * v),
      (v: number) => 8 * v + 1,
      (v: number) => Math.atan(v),
    ];
    const train = rowRange(0, 1_500);
    const own = predictTrees(fit(grid, { train, options: ofGrowth(growth) }).ensemble, grid, train);
    for (const map of maps) {
      const mapped = { ...grid, x: grid.x.map((value, i) => (i % 10 < 5 ? map(value) : value)) };
      const said = predictTrees(fit(mapped, { train, options: ofGrowth(growth) }).ensemble, mapped, train);
      expect(said).toEqual(own);
    }
  });

  test("what is missing takes the side where it belongs", () => {
    const data = madeUpData({ rows: 2_000, columns: 3, seed: 3, label: () => 0 });
    for (let row = 0; row < 2_000; row++) {
      if (row % 5 === 0) data.x[row * 3 + 1] = Number.NaN;
      // Missing goes with what is high.
      const value = data.x[row * 3 + 1] as number;
      data.y[row] = Number.isNaN(value) || value > 0.3 ? 1 : 0;
    }
    const { ensemble } = fit(data, { options: ofGrowth(growth) });
    const said = predictTrees(ensemble, data, rowRange(0, 2_000));
    expect(
      rowRange(0, 2_000).filter((i) => (said[i * 2 + 1] as number) > 0.5 !== (data.y[i] === 1)).length,
    ).toBeLessThan(10);
  });
});

test.each(["leaf", "level"] as const)("no leaf of growth by %s has fewer rows than allowed", (growth) => {
  const options = ofGrowth(growth, { rules: { ...RULES, rowsMin: 70 }, learningRate: 0.5 });
  const { ensemble } = fit(task, { options, train: rowRange(0, 3_000) });
  const least = Math.min(
    ...ensemble.trees.flatMap(({ column, cover }) => [...cover].filter((_, i) => column[i] === -1)),
  );
  expect(least).toBeGreaterThanOrEqual(70);
  // Rows stand in leaves of their own, none twice and none left out.
  for (const { column, cover } of ensemble.trees)
    expect([...cover].filter((_, i) => column[i] === -1).reduce((sum, rows) => sum + rows, 0)).toBe(3_000);
});

test("keeps the trees up to the least validation loss, and stops after its patience", () => {
  const options = { ...OPTIONS, trees: 400, learningRate: 0.3, patience: 7 };
  const { ensemble, curve } = fit(task, { train: rowRange(0, 1_000), valid: rowRange(1_000, 3_000), options });
  const losses = curve.map(({ validLoss }) => validLoss ?? Infinity);
  const best = losses.indexOf(Math.min(...losses));
  expect(ensemble.trees.length).toBe(best);
  expect(curve.at(-1)?.step).toBe(best + 7);
  expect(best).toBeGreaterThan(3);
});

test("the loss of the learned rows falls with each tree", () => {
  const { curve } = fit(task, { train: rowRange(0, 3_000) });
  for (const [i, { trainLoss }] of curve.entries()) expect(trainLoss).toBeLessThan(curve[i - 1]?.trainLoss ?? Infinity);
});

test("a quantile has its share of the rows below it, wherever they are", () => {
  // The spread grows with the first column.
  const data = madeUpData({ rows: 6_000, columns: 3, seed: 2, label: (row, draw) => draw * (2 + (row[0] as number)) });
  for (const share of [0.1, 0.5, 0.9]) {
    const { ensemble } = fit(data, {
      objective: quantileObjective(share),
      train: rowRange(0, 4_000),
      options: { ...OPTIONS, trees: 60 },
    });
    const said = predictTrees(ensemble, data, rowRange(4_000, 6_000));
    const below = (rows: number[]) =>
      rows.filter((i) => (data.y[4_000 + i] as number) <= (said[i] as number)).length / rows.length;
    const all = [...rowRange(0, 2_000)];
    const isLow = (i: number) => (data.x[(4_000 + i) * 3] as number) < 0;
    // Two standard errors of a share of a thousand rows are 0.03 at most; leaves are fitted, so a little more.
    expect(Math.abs(below(all.filter(isLow)) - share)).toBeLessThan(0.06);
    expect(Math.abs(below(all.filter((i) => !isLow(i))) - share)).toBeLessThan(0.06);
  }
});

test("a regression finds a curve through noise", () => {
  const data = madeUpData({
    rows: 4_000,
    columns: 3,
    seed: 2,
    label: (row, draw) => Math.sin(3 * (row[0] as number)) + draw - 0.5,
  });
  const { ensemble } = fit(data, { objective: squaredObjective, train: rowRange(0, 3_000) });
  const said = predictTrees(ensemble, data, rowRange(3_000, 4_000));
  const errors = [...said].map((value, i) => value - Math.sin(3 * (data.x[(3_000 + i) * 3] as number)));
  expect(errors.reduce((sum, error) => sum + error ** 2, 0) / 1_000).toBeLessThan(0.01);
});

test("refuses no rows, an infinite value and a quantile that is monotone", () => {
  expect(() => fit(task, { train: none })).toThrow("There must be rows to learn from, there were 0");
  const x = task.x.slice();
  x[12] = Infinity;
  expect(() => fit({ ...task, x })).toThrow("Column c2 must be finite or missing, was Infinity");
  const options = { ...OPTIONS, rules: { ...RULES, monotone: Int8Array.of(1) } };
  expect(() => fit(task, { options, objective: quantileObjective(0.5) })).toThrow("A quantile may not be monotone");
});

test("rows of one class, and of constant columns, make a constant", () => {
  const data = { ...madeUpData({ rows: 100, columns: 2, seed: 1, label: () => 1 }), x: new Float32Array(200) };
  const said = predictTrees(fit(data).ensemble, data, rowRange(0, 1));
  expect(said[1]).toBeGreaterThan(0.99);
});
