/**
 * Boosted trees: how long they take to grow, and how long the reasons of one prediction take.
 *
 * Time is the processor's, of one thread. The second row tells it in units of the work that cannot be saved, one addition
 * to a histogram per row and column and tree: that ratio is the machine's no longer, nor its neighbours'.
 */
import { Rng } from "@/server/domain/rng";
import type { Dataset } from "@/server/learning/dataset";
import { boost } from "@/server/learning/trees/boost";
import { logOddsExplainer } from "@/server/learning/trees/explain-model";
import { binaryObjective } from "@/server/learning/trees/objective";
import type { TreeEnsemble } from "@/server/learning/trees/tree-ensemble";
import type { BenchRow, Say } from "./bench-row";
import { watchCpu } from "./cpu-watch";

const COLUMNS = 100;
const LEAVES = 31;
/** 200,000 rows and 200 trees took a throw-away study 20.2 s on one thread; no more than 1.3 times that is wanted. */
const FULL = { rows: 200_000, trees: 200 };
const SECONDS_AIM = 26.3;
/** So that the whole bench does not take a minute longer. */
const SMALL = { rows: 40_000, trees: 50 };
const EXPLAIN_AIM_MILLIS = 0.5;
const EXPLAINED = 500;

export function benchTrees(isFull: boolean, say: Say): BenchRow[] {
  const { rows, trees } = isFull ? FULL : SMALL;
  const data = madeUp(rows);
  const addMillis = plainAdditions(data);
  const stop = watchCpu();
  const ensemble = grow(data, trees);
  const { cpuSeconds } = stop();
  const ratio = (cpuSeconds * 1_000) / (addMillis * trees);
  const told = `${rows} rows x ${COLUMNS}, ${trees} trees x ${LEAVES} leaves, one thread, processor time`;
  say(
    `Trees: ${cpuSeconds.toFixed(1)} s, ${ratio.toFixed(2)} times a plain addition per row, column and tree; ${told}`,
  );
  const size = isFull ? "" : ".small";
  const row = (id: string, rest: Omit<BenchRow, "id" | "better" | "data">): BenchRow => ({
    id,
    better: "less",
    data: told,
    ...rest,
  });
  return [
    row(`trees.grow${size}`, {
      what: isFull ? "Boosted trees, leaf by leaf" : "Boosted trees, a small fit",
      value: cpuSeconds,
      unit: "s",
      aim: isFull ? SECONDS_AIM : null,
    }),
    row(`trees.grow.ratio${size}`, {
      what: "The same, against one plain addition per row, column and tree",
      value: ratio,
      unit: "times",
      aim: null,
    }),
    row(`trees.explain${size}`, {
      what: `Reasons of one prediction, ${trees} trees`,
      value: explainMillis(ensemble, data, say),
      unit: "ms",
      aim: isFull ? EXPLAIN_AIM_MILLIS : null,
    }),
  ];
}

function grow(data: Dataset, trees: number): TreeEnsemble {
  return boost({
    data,
    train: Uint32Array.from({ length: data.rows }, (_, i) => i),
    valid: new Uint32Array(0),
    objective: binaryObjective,
    options: {
      growth: "leaf",
      trees,
      learningRate: 0.1,
      leavesMax: LEAVES,
      depthMax: LEAVES,
      rules: { lambda: 1, weightMin: 1e-3, rowsMin: 20, gainMin: 0, monotone: null },
      rowShare: 1,
      columnShare: 1,
      patience: trees,
    },
    seed: 1,
    onProgress: () => undefined,
    checkpoint: null,
  }).ensemble;
}

/** Processor time of a whole pass: each row's number added to the histogram of each column. */
function plainAdditions({ rows }: Dataset): number {
  const rng = Rng.derive(2, "bins");
  const bins = Uint8Array.from({ length: rows }, () => rng.next() * 256);
  const values = Float64Array.from({ length: rows }, () => rng.next());
  const sums = new Float64Array(256);
  const pass = (): void => {
    for (let i = 0; i < rows; i++) (sums[bins[i] as number] as number) += values[i] as number;
  };
  for (let i = 0; i < 10; i++) pass();
  const stop = watchCpu();
  for (let column = 0; column < COLUMNS; column++) pass();
  return stop().cpuSeconds * 1_000;
}

/** Of the quickest one, since they all do the same work: what neighbours do to the caches is no property of the code. */
function explainMillis(ensemble: TreeEnsemble, { x }: Dataset, say: Say): number {
  const explain = logOddsExplainer(ensemble);
  let least = Infinity;
  for (let i = 0; i < EXPLAINED; i++) {
    const row = x.subarray(i * COLUMNS, (i + 1) * COLUMNS);
    const stop = watchCpu();
    explain(row);
    least = Math.min(least, stop().seconds * 1_000);
  }
  say(`Reasons of one prediction: ${least.toFixed(2)} ms`);
  return least;
}

/** Ninety-five columns of chance, and five that matter: two together, one in waves, one evenly and one by its sign. */
function madeUp(rows: number): Dataset {
  const rng = Rng.derive(1, "trees");
  const x = Float32Array.from({ length: rows * COLUMNS }, () => rng.next() * 2 - 1);
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = x.subarray(i * COLUMNS, i * COLUMNS + 5);
    const logOdds = 1.5 * (2 * a * b + Math.sin(3 * c) + d + 0.5 * Math.sign(e));
    return rng.next() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
  });
  return {
    rows,
    columns: Array.from({ length: COLUMNS }, (_, i) => `c${i}`),
    x,
    y,
    weight: new Float64Array(rows).fill(1),
    at: new Float64Array(rows),
    endAt: new Float64Array(rows),
    instrument: new Uint16Array(rows),
    runStart: new Uint32Array(rows),
  };
}
