/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado &
 * Zhu, "The probability of backtest overfitting", J. Computational Finance 20(4), 2017; SSRN 2326253, 2015).
 *
 * The history is cut into blocks; each choice of half of them is once the sample in which the best configuration is
 * chosen, and the other half what it then does. Overfit is when the chosen one comes out below the median.
 */
import { known, type Metric, tooFew, unknown } from "@/server/analysis/metric";

export type Overfitting = Readonly<{
  /** Share of the choices in which the best in sample was at or below the median out of sample. */
  probability: Metric;
  /** Share in which it lost out of sample. */
  lossProbability: Metric;
  /** Out-of-sample Sharpe as a line of the one in sample (of the chosen): slope below zero is decay. */
  slope: Metric;
  /** ln(ω / (1 − ω)) of each choice, ω = rank / (configurations + 1). */
  logits: readonly number[];
  blocks: number;
  /** Rows that were used: a multiple of `blocks`, the latest. */
  rows: number;
}>;

/** Sum and sum of squares of one configuration in one block. */
type Sums = readonly [sum: number, squares: number];
/** By block, then by configuration. */
type BlockSums = readonly (readonly Sums[])[];

const ROWS_PER_BLOCK_MIN = 2;

/**
 * @param matrix rows in order of time, one return of each configuration a row
 * @param blocks even, 2 to 16: 16 make 12,870 choices
 */
export function probabilityOfOverfitting(
  matrix: readonly (readonly number[])[],
  { blocks = 16 }: Readonly<{ blocks?: number }> = {},
): Overfitting {
  const configurations = matrix[0]?.length ?? 0;
  const length = Math.floor(matrix.length / blocks);
  const lack =
    tooFew(configurations, 2, "configurations") ??
    tooFew(matrix.length, blocks * ROWS_PER_BLOCK_MIN, "rows of returns");
  if (blocks % 2 !== 0 || blocks < 2 || blocks > 16)
    throw new RangeError(`blocks must be even, 2 to 16, was ${blocks}`);
  if (lack) return nothing(lack, blocks);
  const used = matrix.slice(matrix.length - length * blocks);
  const sums = Array.from({ length: blocks }, (_, b) => blockSums(used.slice(b * length, (b + 1) * length)));
  const chosen = halves(blocks).map((half) => choice(sums, { half, rows: (length * blocks) / 2 }));
  const logits = chosen.map(({ logit }) => logit);
  return {
    probability: known(logits.filter((logit) => logit <= 0).length / logits.length),
    lossProbability: known(chosen.filter(({ outside }) => outside < 0).length / chosen.length),
    slope: slopeOf(chosen),
    logits,
    blocks,
    rows: used.length,
  };
}

const nothing = (lack: Metric, blocks: number): Overfitting => ({
  probability: lack,
  lossProbability: lack,
  slope: lack,
  logits: [],
  blocks,
  rows: 0,
});

function blockSums(rows: readonly (readonly number[])[]): Sums[] {
  const configurations = rows[0]?.length ?? 0;
  return Array.from({ length: configurations }, (_, n) => {
    let [sum, squares] = [0, 0];
    for (const row of rows) {
      const value = row[n] ?? 0;
      sum += value;
      squares += value * value;
    }
    return [sum, squares];
  });
}

/** All ways to take half of the blocks, as bit sets. */
function halves(blocks: number): number[] {
  const found: number[] = [];
  for (let set = 0; set < 2 ** blocks; set++) if (bitsIn(set) === blocks / 2) found.push(set);
  return found;
}

function bitsIn(set: number): number {
  let count = 0;
  for (let rest = set; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

type Choice = Readonly<{ inside: number; outside: number; logit: number }>;

/** The best in the half, the first of equals, and its relative rank among all in the other half; equals share a rank. */
function choice(sums: BlockSums, { half, rows }: Readonly<{ half: number; rows: number }>): Choice {
  const inside = sharpesOf(sums, rows, (block) => ((half >> block) & 1) === 1);
  const outside = sharpesOf(sums, rows, (block) => ((half >> block) & 1) === 0);
  const best = inside.reduce((most, value, n) => (value > (inside[most] ?? Number.NEGATIVE_INFINITY) ? n : most), 0);
  const own = outside[best] ?? 0;
  const below = outside.filter((value) => value < own).length;
  const equal = outside.filter((value) => value === own).length;
  const omega = (below + (equal + 1) / 2) / (outside.length + 1);
  return { inside: inside[best] ?? 0, outside: own, logit: Math.log(omega / (1 - omega)) };
}

/** Of one period. What does not vary has none and counts as 0: it neither wins nor loses against chance. */
function sharpesOf(sums: BlockSums, rows: number, isTaken: (block: number) => boolean): number[] {
  const configurations = sums[0]?.length ?? 0;
  const total = Array.from({ length: configurations * 2 }, () => 0);
  sums.forEach((block, b) => {
    if (!isTaken(b)) return;
    for (let n = 0; n < configurations; n++) {
      const [sum, squares] = block[n] ?? [0, 0];
      total[2 * n] = (total[2 * n] ?? 0) + sum;
      total[2 * n + 1] = (total[2 * n + 1] ?? 0) + squares;
    }
  });
  return Array.from({ length: configurations }, (_, n) => {
    const [sum, squares] = [total[2 * n] ?? 0, total[2 * n + 1] ?? 0];
    const variance = (squares - (sum * sum) / rows) / (rows - 1);
    return variance > (squares / rows) * 1e-12 ? sum / rows / Math.sqrt(variance) : 0;
  });
}

/** Least squares. */
function slopeOf(chosen: readonly Choice[]): Metric {
  const count = chosen.length;
  const [x, y] = [
    chosen.reduce((sum, { inside }) => sum + inside, 0) / count,
    chosen.reduce((sum, { outside }) => sum + outside, 0) / count,
  ];
  const spread = chosen.reduce((sum, { inside }) => sum + (inside - x) ** 2, 0);
  if (spread === 0) return unknown("The chosen are all alike in sample");
  return known(chosen.reduce((sum, { inside, outside }) => sum + (inside - x) * (outside - y), 0) / spread);
}
