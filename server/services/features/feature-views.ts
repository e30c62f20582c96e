/** What pages see of features. */
import type { Interval } from "@/server/domain/candle";
import type { DriftLevel } from "@/server/domain/models/drift";
import type { FeatureDefinition } from "@/server/features/feature";
import type { BackfillProgress, CandleSpan, ChunkSpan } from "@/server/ports/feature-reader";

export type FeatureSetView = Readonly<{
  name: string;
  version: number;
  hash: string;
  /** An interval of bars, or "1s". */
  grid: Interval | "1s";
  /** Name of the column, and which of the definitions it is. */
  columns: readonly Readonly<{ name: string; interval: Interval | null; feature: string }>[];
}>;

export type FeatureCatalog = Readonly<{
  sets: readonly FeatureSetView[];
  /** Each once, however many sets and intervals hold it. */
  definitions: readonly FeatureDefinition[];
}>;

export type FeatureCoverage = Readonly<{
  candles: readonly CandleSpan[];
  chunks: readonly ChunkSpan[];
  /** Newest first. */
  backfills: readonly BackfillProgress[];
}>;

export type ColumnStats = Readonly<{
  column: string;
  missingShare: number;
  /** Of values that are there; null without any. */
  min: number | null;
  max: number | null;
  mean: number | null;
  sd: number | null;
  /** Inner edges of the bins, ascending: the champion's training deciles, else equal steps between the extremes. */
  edges: readonly number[];
  now: readonly number[];
  /** Null where no champion was trained on this set. */
  training: readonly number[] | null;
  trainingMissing: number | null;
  psi: number | null;
  level: DriftLevel;
  /** In the champion: by how much log loss grows when it is shuffled. */
  importance: number | null;
}>;

export type FeatureStats = Readonly<{
  set: string;
  instrumentId: string;
  rows: number;
  from: number | null;
  to: number | null;
  /** What "training" means: the champion that the page compares with. */
  champion: Readonly<{ model: string; version: number }> | null;
  columns: readonly ColumnStats[];
  /** Pearson's r, −1 to 1, row by row; null where a column does not vary. Null for sets too wide to be drawn. */
  correlation: readonly (readonly (number | null)[])[] | null;
  /** Why there is nothing to show; empty when there is. */
  problem: string;
}>;
