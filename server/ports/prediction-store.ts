import type { Prediction } from "@/server/domain/models/prediction";

/** A prediction as it is kept, with what came. */
export type StoredPrediction = Prediction &
  Readonly<{
    id: number;
    /** Null when a scoring job asked. */
    deskId: string | null;
    /** Class that came; null before it is scored, and for good where a gap hides it. */
    outcome: number | null;
    scoredAt: number | null;
  }>;

export type Outcome = Readonly<{ id: number; outcome: number | null; scoredAt: number }>;

export type PredictionQuery = Readonly<{
  model: string;
  version: number;
  /** Asked at or after, µs. */
  from: number;
  /** Newest so many, 1 to 50,000. */
  limit: number;
  /** Only those with a known outcome. */
  scored: boolean;
}>;

export type PredictionStore = Readonly<{
  /** Of scoring jobs, without a desk; one that is there already stays as it is. */
  add: (predictions: readonly Prediction[]) => Promise<void>;
  /** Newest first. */
  list: (query: PredictionQuery) => Promise<readonly StoredPrediction[]>;
  /** Those whose horizon ended before `before` and that were not scored yet, oldest first. */
  listUnscored: (query: Readonly<{ before: number; limit: number }>) => Promise<readonly StoredPrediction[]>;
  saveOutcomes: (outcomes: readonly Outcome[]) => Promise<void>;
  /** Drops those scored before `before`, wall time. @returns how many */
  drop: (before: number) => Promise<number>;
}>;
