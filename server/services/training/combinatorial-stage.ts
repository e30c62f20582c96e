/**
 * The chosen family over combinatorial splits: how its log loss varies over several paths through the same history. One
 * walk-forward is one path, and its score may be luck.
 */
import type { ModelScores } from "@/server/domain/models/scores";
import { combinatorialSplits, embargoMicros, type Split } from "@/server/learning/folds/combinatorial";
import { rowsWithin } from "@/server/learning/folds/purge";
import { logLoss } from "@/server/learning/scores/class-scores";
import { scorable } from "./contender";
import { fitFold } from "./fit-fold";
import type { Chosen } from "./search-stage";
import type { Training } from "./training";

/** Of the rows that may teach, the newest so many decide when to stop. */
const STOP_SHARE = 0.15;

export async function combinatorialScores(
  training: Training,
  { family, params }: Chosen,
): Promise<ModelScores["combinatorial"]> {
  const { folds } = training.order.recipe;
  const { data } = training.sample;
  if (folds.combinatorial === null) return null;
  const embargo = embargoMicros(data, folds);
  const { splits, paths } = combinatorialSplits(data, { ...folds.combinatorial, embargo });
  const said: Readonly<{ probabilities: Float32Array; offsets: readonly number[] }>[] = [];
  for (const [i, split] of splits.entries()) {
    const { train, valid } = parted(training, split);
    const answer = Uint32Array.from(split.tests.flatMap((rows) => [...rows]));
    const fit = await fitFold(training, { family, params, fold: split.name, train, valid, answer, judge: answer });
    const offsets = split.tests.map((_, k) => split.tests.slice(0, k).reduce((sum, rows) => sum + rows.length, 0));
    said.push({ probabilities: fit.probabilities, offsets });
    training.reporter.progress({
      share: (i + 1) / splits.length,
      text: `Combinatorial fit ${i + 1} of ${splits.length}`,
    });
  }
  const losses = paths.map((path) => pathLoss(training, { path, splits, said }));
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
  const sd = losses.length > 1 ? Math.sqrt(squares / (losses.length - 1)) : 0;
  return { paths: losses.length, logLossMean: mean, logLossSd: sd };
}

/** The newest of the rows that teach, and of the older those whose labels were known before them. */
function parted({ sample: { data } }: Training, { train }: Split) {
  const times = Float64Array.from(train, (row) => data.at[row] ?? 0).toSorted();
  const from = times[Math.floor(times.length * (1 - STOP_SHARE))] ?? 0;
  const taught = new Set(train);
  const older = rowsWithin(data, { from: 0, to: from }, from).filter((row) => taught.has(row));
  return { train: older, valid: train.filter((row) => (data.at[row] ?? 0) >= from) };
}

type Paths = Readonly<{
  path: readonly number[];
  splits: readonly Split[];
  said: readonly Readonly<{ probabilities: Float32Array; offsets: readonly number[] }>[];
}>;

/** Mean over the groups' rows, each group answered by the split that the path takes there. */
function pathLoss(training: Training, { path, splits, said }: Paths): number {
  let [sum, count] = [0, 0];
  for (const [group, of] of path.entries()) {
    const split = splits[of];
    const place = split?.heldOut.indexOf(group) ?? -1;
    const rows = split?.tests[place];
    if (!rows) continue;
    const from = (said[of]?.offsets[place] ?? 0) * training.classes;
    const probabilities = said[of]?.probabilities.subarray(from, from + rows.length * training.classes);
    const answers = scorable(training, rows, probabilities ?? new Float32Array());
    if (answers.labels.length === 0) continue;
    sum += logLoss(answers) * answers.labels.length;
    count += answers.labels.length;
  }
  return count === 0 ? Number.NaN : sum / count;
}
