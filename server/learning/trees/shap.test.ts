import { describe, expect, test } from "vitest";
import { Rng } from "@/server/domain/rng";
import { loadExplainer, writeExplainFile } from "./explain-file";
import { logOddsExplainer } from "./explain-model";
import { forest } from "./forest-family";
import { gaussLegendre } from "./gauss-legendre";
import { gbdtFamilies } from "./gbdt-families";
import { treeExplainer } from "./shap";
import { interacting, madeUpData, rowRange, threeWay } from "./test-data";
import type { Tree } from "./tree";
import { addTrees, type TreeEnsemble, toAnswer } from "./tree-ensemble";
import { ensembleFromJson, ensembleToJson } from "./tree-json";

type Asked = Readonly<{ row: Float32Array; isKnown: (column: number) => boolean }>;

/** What is expected of one row when only some columns are known: Lundberg 2020, algorithm 1, word for word. */
function expectedOf(tree: Tree, asked: Asked, node = 0): number {
  const { row, isKnown } = asked;
  const column = tree.column[node] as number;
  if (column < 0) return tree.values[node * tree.width] as number;
  const [left, right] = [tree.left[node] as number, tree.right[node] as number];
  const value = row[column] as number;
  const goesLeft = value <= (tree.threshold[node] as number) || (Number.isNaN(value) && tree.missingLeft[node] === 1);
  if (isKnown(column)) return expectedOf(tree, asked, goesLeft ? left : right);
  const cover = tree.cover[node] as number;
  const parts = [left, right].map((child) => {
    const share = (tree.cover[child] as number) / cover;
    return share === 0 ? 0 : share * expectedOf(tree, asked, child);
  });
  return (parts[0] ?? 0) + (parts[1] ?? 0);
}

/** The definition: over all orders in which columns become known. */
function shapley(tree: Tree, row: Float32Array, columns: number): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: columns }, (_, column) => {
    let sum = 0;
    for (let set = 0; set < 2 ** columns; set++) {
      if ((set >> column) & 1) continue;
      const size = Array.from({ length: columns }, (_, bit) => (set >> bit) & 1).reduce((sum, bit) => sum + bit, 0);
      const weight = (factorial(size) * factorial(columns - size - 1)) / factorial(columns);
      const known = (with_: number): Asked => ({ row, isKnown: (other) => ((with_ >> other) & 1) === 1 });
      sum += weight * (expectedOf(tree, known(set | (1 << column))) - expectedOf(tree, known(set)));
    }
    return sum;
  });
}

const COLUMNS = 6;

async function fitted(name: string, classes: number, missingShare = 0.1): Promise<TreeEnsemble> {
  const family = [...gbdtFamilies, forest].find((one) => one.name === name);
  const data = madeUpData({
    rows: 800,
    columns: COLUMNS,
    seed: 4,
    missingShare,
    label: classes === 2 ? interacting : threeWay,
  });
  const model = await family?.fit({
    data,
    train: rowRange(0, 800),
    valid: new Uint32Array(0),
    classes,
    params: { trees: name === "forest" ? 20 : 10, rowsMin: 5 },
    seed: 2,
    runtime: { load: () => Promise.reject(new Error("trees need no runtime")) },
    onProgress: () => undefined,
    checkpoint: null,
  });
  return ensembleFromJson(model?.explain?.[0]?.ensemble ?? { columns: [], link: "sigmoid", base: [], trees: [] });
}

function rowsOf(count: number): Float32Array[] {
  const rng = Rng.derive(9, "rows");
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: COLUMNS }, () => (rng.next() < 0.15 ? Number.NaN : rng.next() * 2 - 1)),
  );
}

test.each(["gbdt-leaf", "gbdt-level", "gbdt-symmetric"])("%s: equals the definition over all subsets", async (name) => {
  const ensemble = await fitted(name, 2);
  expect(ensemble.trees.length).toBeGreaterThan(2);
  for (const row of rowsOf(8)) {
    const own = treeExplainer(ensemble, [1]).explain(row);
    const all = ensemble.trees.map((tree) => shapley(tree, row, COLUMNS));
    for (const [column, value] of own.entries())
      expect(value).toBeCloseTo(
        all.reduce((sum, one) => sum + (one[column] ?? 0), 0),
        10,
      );
  }
});

describe.each(["gbdt-leaf", "gbdt-level", "gbdt-symmetric", "forest"])("%s", (name) => {
  test.each([2, 3])("adds up to what moved the log-odds of up against down: %i classes", async (classes) => {
    const ensemble = await fitted(name, classes);
    const explain = logOddsExplainer(ensemble);
    const sums = new Float64Array(ensemble.base.length);
    const changes = rowsOf(20).map((row) => {
      addTrees(ensemble, row, { at: 0, into: sums });
      const answer = new Float32Array(classes);
      toAnswer(ensemble.link, sums, answer);
      const logOdds = Math.log((answer[classes - 1] ?? 0) / (answer[0] ?? 0));
      return logOdds - explain(row).reduce((sum, value) => sum + value, 0);
    });
    // What is left is what was expected of any row: the same for all of them.
    for (const rest of changes) expect(rest).toBeCloseTo(changes[0] ?? 0, 4);
  });
});

test("a file gives the reasons that the model gave, weighted", async () => {
  const ensemble = await fitted("gbdt-leaf", 2);
  const json = ensembleToJson(ensemble);
  const both = loadExplainer(
    writeExplainFile(json.columns, [
      { weight: 0.25, ensemble: json },
      { weight: 0.5, ensemble: json },
    ]),
  );
  const alone = logOddsExplainer(ensemble);
  for (const row of rowsOf(5)) {
    const expected = alone(row).map((value) => value * 0.75);
    for (const [column, value] of both.shap(row).entries()) expect(value).toBeCloseTo(expected[column] ?? 0, 12);
  }
});

test.each(["", "{}", '{"format":2,"columns":[],"parts":[]}', "[1"])("refuses %j as a file of trees", (text) => {
  expect(() => loadExplainer(text)).toThrow("The trees beside a model must be JSON of format 1");
});

test("refuses trees that ask for a column that is not there", () => {
  const tree = {
    c: [3, -1, -1],
    t: [0, 0, 0],
    m: [0, 0, 0],
    l: [1, -1, -1],
    r: [2, -1, -1],
    v: [0, 1, 2],
    n: [2, 1, 1],
    g: [1, 0, 0],
    w: 1,
    o: 0,
  };
  const ensemble = { columns: ["a"], link: "sigmoid" as const, base: [0], trees: [tree] };
  expect(() => loadExplainer(writeExplainFile(["a"], [{ weight: 1, ensemble }]))).toThrow(
    "Tree 0 must ask for columns and nodes",
  );
});

// Abramowitz & Stegun, table 25.4, n = 3, moved from [−1, 1] to [0, 1].
test("quadrature has the tabled points and weights", () => {
  const { points, weights } = gaussLegendre(3);
  const root = 0.774596669241483 / 2;
  for (const [i, value] of [0.5 - root, 0.5, 0.5 + root].entries()) expect(points[i]).toBeCloseTo(value, 14);
  for (const [i, value] of [5 / 18, 8 / 18, 5 / 18].entries()) expect(weights[i]).toBeCloseTo(value, 14);
});
