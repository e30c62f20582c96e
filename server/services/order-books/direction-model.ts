/** Models of the sign of the next seconds, scored on blocks of time that they have not seen. */
import type { GraphRuntime } from "@/server/learning/graph-runtime";
import type { HyperParams, ModelFamily } from "@/server/learning/model-family";
import { classShares } from "@/server/learning/scores/answers";
import { classScores } from "@/server/learning/scores/class-scores";
import { BLOCKS, type DirectionData, type Fold, foldOf } from "./direction-data";

/** Down, up. */
const SIGNS = 2;

export type DirectionScores = Readonly<{
  family: string;
  columns: number;
  rows: number;
  /** Means over the scored blocks by their rows. */
  auc: number;
  accuracy: number;
  baseAccuracy: number;
  logLoss: number;
  baseLogLoss: number;
  /** Of each block, in order of time. */
  aucs: readonly number[];
}>;

export type FitTools = Readonly<{ runtime: GraphRuntime; seed: number }>;

export async function directionScores(
  prepared: DirectionData,
  family: ModelFamily,
  tools: FitTools,
): Promise<DirectionScores> {
  const blocks: Awaited<ReturnType<typeof scored>>[] = [];
  for (let block = 0; block < BLOCKS; block++)
    blocks.push(await scored(prepared, family, { ...tools, fold: foldOf(prepared, block) }));
  const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
  const mean = (of: (block: (typeof blocks)[number]) => number) =>
    blocks.reduce((sum, block) => sum + block.rows * of(block), 0) / rows;
  return {
    family: family.name,
    columns: prepared.data.columns.length,
    rows,
    auc: mean(({ auc }) => auc ?? 0.5),
    accuracy: mean(({ accuracy }) => accuracy),
    baseAccuracy: mean(({ baseAccuracy }) => baseAccuracy),
    logLoss: mean(({ logLoss }) => logLoss),
    baseLogLoss: mean(({ baseLogLoss }) => baseLogLoss),
    aucs: blocks.map(({ auc }) => auc ?? 0.5),
  };
}

async function scored(
  { data }: DirectionData,
  family: ModelFamily,
  { runtime, seed, fold }: FitTools & { fold: Fold },
) {
  const fitted = await family.fit({
    data,
    train: fold.train,
    valid: fold.valid,
    classes: SIGNS,
    params: defaults(family),
    seed,
    runtime,
    onProgress: () => {},
    checkpoint: null,
  });
  try {
    const probabilities = await fitted.predict(data, fold.test);
    const labelsOf = (rows: Fold["test"]) => Float64Array.from(rows, (row) => data.y[row] ?? 0);
    const shares = classShares(labelsOf(fold.train), SIGNS);
    return classScores({ classes: SIGNS, probabilities, labels: labelsOf(fold.test) }, shares);
  } finally {
    await fitted.release();
  }
}

const defaults = ({ params }: ModelFamily): HyperParams =>
  Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.default]));
