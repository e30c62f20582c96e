/**
 * Random forest: trees that know nothing of one another, each on a sample of the rows drawn without putting back, whose
 * class shares are averaged. The train loss of its curve is out of bag: each row by the trees that did not see it.
 */
import { AppError } from "@/server/domain/errors";
import { Rng } from "@/server/domain/rng";
import type { Dataset, RowIndex } from "@/server/learning/dataset";
import type { FitCheckpoint, FitProgress } from "@/server/learning/model-family";
import { binRows, fitBins } from "./bins";
import { type ForestRules, type ForestTask, growForestTree } from "./forest-tree";
import { sampleOf } from "./sample";
import type { Stepwise } from "./stepwise";
import { leafOf, type Tree } from "./tree";
import { loadTrees, saveTrees } from "./tree-checkpoint";
import type { TreeEnsemble } from "./tree-ensemble";

export type ForestOptions = Readonly<{
  trees: number;
  /** Of the rows that a tree sees, below 1 so that some are out of its bag. */
  rowShare: number;
  rules: ForestRules;
}>;

export type ForestFit = Readonly<{
  data: Dataset;
  train: RowIndex;
  /** Only measured: more trees never overfit. */
  valid: RowIndex;
  classes: number;
  options: ForestOptions;
  seed: number;
  onProgress: (progress: FitProgress) => void;
  checkpoint: FitCheckpoint | null;
}>;

const TREES_A_CHECKPOINT = 10;

/** Pauses after each tree. */
export function* growForest(
  fit: ForestFit,
): Stepwise<Readonly<{ ensemble: TreeEnsemble; curve: readonly FitProgress[] }>> {
  const { data, train, options, checkpoint } = fit;
  if (train.length === 0) throw new AppError("invalid", "There must be rows to learn from, there were 0");
  const task = taskOf(fit);
  const kept = checkpoint === null ? null : loadTrees(textOf(fit), checkpoint.load());
  const trees: Tree[] = [];
  const curve: FitProgress[] = [];
  const votes = { bag: newVotes(train.length, fit.classes), valid: newVotes(fit.valid.length, fit.classes) };
  for (let i = 0; i < options.trees; i++) {
    const rng = Rng.derive(fit.seed, `forest ${i}`);
    const rows = sampleOf(train.length, options.rowShare, rng);
    const isIn = new Uint8Array(train.length);
    for (const row of rows) isIn[row] = 1;
    const tree = kept?.trees[i] ?? growForestTree(task, { rows, rng, scale: 1 / options.trees });
    trees.push(tree);
    vote(votes.bag, { data, rows: train, tree }, (position) => isIn[position] === 0);
    vote(votes.valid, { data, rows: fit.valid, tree }, () => true);
    const validLoss = fit.valid.length > 0 ? lossOf(votes.valid, data, fit.valid) : null;
    const progress = { step: i + 1, steps: options.trees, trainLoss: lossOf(votes.bag, data, train), validLoss };
    curve.push(progress);
    const isNew = i >= (kept?.trees.length ?? 0);
    if (checkpoint !== null && isNew && (i + 1) % TREES_A_CHECKPOINT === 0)
      checkpoint.save(saveTrees(textOf(fit), { trees, curve: [] }));
    if (!isNew) continue;
    fit.onProgress(progress);
    yield;
  }
  return { ensemble: { columns: data.columns, link: "shares", base: new Float32Array(fit.classes), trees }, curve };
}

function taskOf({ data, train, classes, options }: ForestFit): ForestTask {
  const y = Float64Array.from(train, (row) => data.y[row] as number);
  const weight = Float64Array.from(train, (row) => data.weight[row] as number);
  const prior = new Float64Array(classes);
  for (const [i, label] of y.entries()) (prior[label] as number) += weight[i] as number;
  const total = prior.reduce((sum, value) => sum + value, 0);
  const binned = binRows(data, train, fitBins(data, train));
  return { binned, y, weight, classes, prior: prior.map((value) => value / total), rules: options.rules };
}

type Votes = Readonly<{ classes: number; sums: Float64Array }>;
const newVotes = (rows: number, classes: number): Votes => ({ classes, sums: new Float64Array(rows * classes) });

type Asked = Readonly<{ data: Dataset; rows: RowIndex; tree: Tree }>;

function vote({ classes, sums }: Votes, { data, rows, tree }: Asked, mayVote: (position: number) => boolean): void {
  for (let i = 0; i < rows.length; i++) {
    if (!mayVote(i)) continue;
    const leaf = leafOf(tree, data.x, (rows[i] as number) * data.columns.length);
    for (let k = 0; k < classes; k++) (sums[i * classes + k] as number) += tree.values[leaf * classes + k] as number;
  }
}

/** Mean log loss of rows that any tree voted on; 0 when there is none. */
function lossOf({ classes, sums }: Votes, data: Dataset, rows: RowIndex): number {
  let [loss, weights] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    let total = 0;
    for (let k = 0; k < classes; k++) total += sums[i * classes + k] as number;
    if (total === 0) continue;
    const row = rows[i] as number;
    const weight = data.weight[row] as number;
    loss -= weight * Math.log((sums[i * classes + (data.y[row] as number)] as number) / total);
    weights += weight;
  }
  return weights > 0 ? loss / weights : 0;
}

const textOf = ({ options, seed, train, classes, data }: ForestFit): string =>
  JSON.stringify([options, seed, classes, [train.length, train[0], train.at(-1)], data.columns]);
