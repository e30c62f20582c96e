/**
 * How much worse the answers get when a column's values are permuted among rows that taught nothing (Breiman, "Random
 * forests", Machine Learning 45, 2001; Fisher, Rudin & Dominici 2019): above 0, the model leans on it, and rightly.
 */
import { Rng } from "@/server/domain/rng";
import type { Dataset, RowIndex } from "@/server/learning/dataset";
import type { FittedModel } from "@/server/learning/model-family";
import { logLoss } from "@/server/learning/scores/class-scores";
import { scorable } from "./contender";
import type { Training } from "./training";

/** Rows that are judged; more would only take longer. */
const ROWS_MAX = 2_000;
const COLUMNS_TOLD = 100;

type Predicts = Pick<FittedModel, "predict" | "importance">;
export type Importance = Readonly<{ column: string; gain: number | null; permutation: number | null }>;

/** @returns the columns that matter most, by permutation; its unit is log loss */
export async function importanceOf(training: Training, model: Predicts, rows: RowIndex): Promise<Importance[]> {
  const { sample, order, deps } = training;
  const { data } = sample;
  const every = Math.max(1, Math.ceil(rows.length / ROWS_MAX));
  const judged = rows.filter((_, i) => i % every === 0);
  const lossNow = async () => logLoss(scorable(training, judged, await model.predict(data, judged)));
  const whole = await lossNow();
  const found: Importance[] = [];
  for (const [c, column] of data.columns.entries()) {
    deps.signal.throwIfAborted();
    const rng = Rng.derive(order.recipe.seed, `importance-${column}`);
    const restore = permute(data, { column: c, rows: judged, rng });
    const loss = await lossNow();
    restore();
    found.push({ column, gain: model.importance?.[c] ?? null, permutation: loss - whole });
    training.reporter.progress({ text: `Importance: ${c + 1} of ${data.columns.length}` });
  }
  const worth = ({ permutation }: Importance) => permutation ?? 0;
  return found.toSorted((a, b) => worth(b) - worth(a)).slice(0, COLUMNS_TOLD);
}

type Permutation = Readonly<{ column: number; rows: RowIndex; rng: Rng }>;

/**
 * Puts the judged rows' values of one column into another order, in place, for a copy of all rows would not fit twice; a
 * window's earlier rows keep theirs. @returns what puts them back
 */
function permute({ x, columns }: Dataset, { column, rows, rng }: Permutation): () => void {
  const places = rows.map((row) => row * columns.length + column);
  const values = Float32Array.from(places, (place) => x[place] ?? 0);
  const shuffled = values.slice();
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(rng.next() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j] ?? 0, shuffled[i] ?? 0];
  }
  const write = (from: Float32Array) => places.forEach((place, i) => void (x[place] = from[i] ?? 0));
  write(shuffled);
  return () => write(values);
}
