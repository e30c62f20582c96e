import type { Micros } from "@/server/domain/micros";
import type { FeatureSet } from "@/server/features/sets/feature-set";

/** Rows that a live model wants. */
export type WantedRows = Readonly<{ instrumentId: string; set: FeatureSet }>;

/** A bar or second that models are to be asked of. */
export type DueRow = WantedRows &
  Readonly<{
    endAt: Micros;
    gridMicros: number;
    /** The newest of an unbroken run, oldest first. */
    rows: readonly Float32Array[];
    /** Why there is no row; null when there is one. */
    refusal: string | null;
  }>;
