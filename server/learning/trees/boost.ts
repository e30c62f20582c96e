/**
 * Gradient boosting over binned columns (Friedman 2001; Chen & Guestrin 2016; Ke et al., "LightGBM", NeurIPS 2017). The
 * same input gives the same trees, and a run that is taken up again from its checkpoint too: nothing is drawn but by
 * round, and scores are what the trees so far say.
 */
import { AppError } from "@/server/domain/errors";
import { Rng } from "@/server/domain/rng";
import type { Dataset, RowIndex } from "@/server/learning/dataset";
import type { FitCheckpoint, FitProgress } from "@/server/learning/model-family";
import { type BinnedRows, binRows, fitBins } from "./bins";
import { type BoostOptions, growTree } from "./boost-tree";
import { packGradients } from "./histogram";
import type { Objective, Targets } from "./objective";
import { sampleOf } from "./sample";
import { atOnce, type Stepwise } from "./stepwise";
import { leafOf, type Tree } from "./tree";
import { loadTrees, saveTrees } from "./tree-checkpoint";
import type { TreeEnsemble } from "./tree-ensemble";

export type BoostTask = Readonly<{
  data: Dataset;
  train: RowIndex;
  /** Stops early, and keeps the trees up to its least loss; empty keeps all. */
  valid: RowIndex;
  objective: Objective;
  options: BoostOptions;
  seed: number;
  onProgress: (progress: FitProgress) => void;
  checkpoint: FitCheckpoint | null;
}>;

export type Boosted = Readonly<{ ensemble: TreeEnsemble; curve: readonly FitProgress[] }>;

/** Trees are cheap to grow again; writing them each round would cost more. */
const ROUNDS_A_CHECKPOINT = 10;

export const boost = (task: BoostTask): Boosted => atOnce(boostStepwise(task));

/**
 * Pauses after each measured round.
 *
 * @throws AppError invalid for no rows, an infinite value or a loss that is no number
 */
export function* boostStepwise(task: BoostTask): Stepwise<Boosted> {
  const { objective, options, checkpoint } = task;
  if (task.train.length === 0) throw new AppError("invalid", "There must be rows to learn from, there were 0");
  if (objective.leafQuantile !== null && options.rules.monotone !== null)
    throw new AppError("invalid", "A quantile may not be monotone: its leaves have values of their own");
  const state = startOf(task);
  const curve: FitProgress[] = [...state.curve];
  let best = bestOf(curve);
  for (let round = state.trees.length / objective.outputs; ; round++) {
    const progress = measure(task, state, round);
    if (progress.step > (curve.at(-1)?.step ?? -1)) curve.push(progress);
    best = bestOf(curve);
    if (checkpoint !== null && round > 0 && round % ROUNDS_A_CHECKPOINT === 0)
      checkpoint.save(saveTrees(taskText(task), { trees: state.trees, curve }));
    task.onProgress(progress);
    yield;
    const isLate = task.valid.length > 0 && round - best >= options.patience;
    if (round >= options.trees || isLate) break;
    for (let output = 0; output < objective.outputs; output++) addTree(task, state, { round, output });
  }
  const kept = task.valid.length > 0 ? best : options.trees;
  const trees = state.trees.slice(0, kept * objective.outputs);
  return { ensemble: { columns: task.data.columns, link: objective.link, base: state.base, trees }, curve };
}

const bestOf = (curve: readonly FitProgress[]): number =>
  curve.reduce(
    (best, { step, validLoss }) => (validLoss !== null && validLoss < best.loss ? { step, loss: validLoss } : best),
    {
      step: 0,
      loss: Infinity,
    },
  ).step;

type State = Readonly<{
  base: Float32Array;
  trees: Tree[];
  curve: readonly FitProgress[];
  binned: BinnedRows;
  targets: Targets;
  scores: Float64Array;
  gradients: Readonly<{ gradient: Float64Array; curvature: Float64Array }>;
  packed: Float64Array;
  valid: Readonly<{ targets: Targets; scores: Float64Array }>;
}>;

function startOf(task: BoostTask): State {
  const { data, train, objective } = task;
  const rows = train.length;
  const targets = targetsOf(data, train);
  const base = Float32Array.from(objective.start(targets));
  const kept = task.checkpoint === null ? null : loadTrees(taskText(task), task.checkpoint.load());
  const scoresOf = (index: RowIndex) => {
    const scores = new Float64Array(index.length * objective.outputs);
    for (const [k, value] of base.entries()) scores.fill(value, k * index.length, (k + 1) * index.length);
    for (const tree of kept?.trees ?? []) addScores({ data, rows: index, scores }, tree);
    return scores;
  };
  return {
    base,
    trees: [...(kept?.trees ?? [])],
    curve: kept?.curve ?? [],
    binned: binRows(data, train, fitBins(data, train)),
    targets,
    scores: scoresOf(train),
    gradients: {
      gradient: new Float64Array(rows * objective.outputs),
      curvature: new Float64Array(rows * objective.outputs),
    },
    packed: new Float64Array(rows),
    valid: { targets: targetsOf(data, task.valid), scores: scoresOf(task.valid) },
  };
}

const targetsOf = (data: Dataset, rows: RowIndex): Targets => ({
  y: Float64Array.from(rows, (row) => data.y[row] as number),
  weight: Float64Array.from(rows, (row) => data.weight[row] as number),
});

type Scored = Readonly<{ data: Dataset; rows: RowIndex; scores: Float64Array }>;

/** @param isLeftOut of a position; all where it is not given */
function addScores({ data, rows, scores }: Scored, tree: Tree, isLeftOut?: (position: number) => boolean): void {
  const start = tree.target * rows.length;
  for (let i = 0; i < rows.length; i++) {
    if (isLeftOut !== undefined && !isLeftOut(i)) continue;
    const leaf = leafOf(tree, data.x, (rows[i] as number) * data.columns.length);
    (scores[start + i] as number) += tree.values[leaf] as number;
  }
}

function measure({ objective, options, valid }: BoostTask, state: State, round: number): FitProgress {
  const trainLoss = objective.differentiate(state.scores, state.targets, state.gradients);
  const validLoss = valid.length > 0 ? objective.loss(state.valid.scores, state.valid.targets) : null;
  if (!Number.isFinite(trainLoss) || (validLoss !== null && !Number.isFinite(validLoss)))
    throw new AppError("invalid", `The loss after ${round} trees must be a number, was ${trainLoss} and ${validLoss}`);
  return { step: round, steps: options.trees, trainLoss, validLoss };
}

function addTree(task: BoostTask, state: State, { round, output }: { round: number; output: number }): void {
  const { data, train, options, objective } = task;
  const count = train.length;
  const rng = Rng.derive(task.seed, `tree ${round}.${output}`);
  const rows = sampleOf(count, options.rowShare, rng);
  const columns = [...sampleOf(data.columns.length, options.columnShare, rng)];
  const part = (all: Float64Array): Float64Array => all.subarray(output * count, (output + 1) * count);
  const exact = { gradient: part(state.gradients.gradient), curvature: part(state.gradients.curvature) };
  const scores = part(state.scores);
  const { tree, leaves } = growTree(
    { binned: state.binned, rows, columns, gradients: packGradients(exact, rows, { into: state.packed, rng }) },
    { options, exact, output, quantile: quantileOf(objective, state.targets, scores) },
  );
  for (const { node, begin, end } of leaves) {
    const value = tree.values[node] as number;
    for (let i = begin; i < end; i++) (scores[rows[i] as number] as number) += value;
  }
  if (rows.length < count) {
    const isIn = new Uint8Array(count);
    for (const row of rows) isIn[row] = 1;
    addScores({ data, rows: train, scores: state.scores }, tree, (position) => isIn[position] === 0);
  }
  addScores({ data, rows: task.valid, scores: state.valid.scores }, tree);
  state.trees.push(tree);
}

const quantileOf = ({ leafQuantile }: Objective, targets: Targets, scores: Float64Array) =>
  leafQuantile === null ? null : { share: leafQuantile, targets, scores };

const taskText = ({ options, seed, train, valid, objective, data }: BoostTask): string =>
  JSON.stringify([
    { ...options, rules: { ...options.rules, monotone: [...(options.rules.monotone ?? [])] } },
    [seed, objective.link, objective.outputs, objective.leafQuantile],
    [train.length, train[0], train.at(-1), valid.length, valid[0], valid.at(-1)],
    data.columns,
  ]);
