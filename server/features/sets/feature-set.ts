/** Named, versioned lists of features; what a model was trained on and must be served with. */
import type { Interval } from "@/server/domain/candle";
import type { Bar } from "@/server/features/bars/bar";
import type { FeatureDefinition } from "@/server/features/feature";

export type FeatureColumn = Readonly<{
  /** `5m.rsi_14`, or `book.imbalance_5` on the second grid. */
  name: string;
  /** Null on the second grid. */
  interval: Interval | null;
  definition: FeatureDefinition;
}>;

export type FeatureSet = Readonly<{
  /** `bars-5m`. */
  name: string;
  version: number;
  /** When a row is made: at the end of each bar of an interval, or at whole seconds. */
  grid: Readonly<{ kind: "bar"; interval: Interval }> | Readonly<{ kind: "second" }>;
  /** In the order of a row. */
  columns: readonly FeatureColumn[];
  /** sha256 over grid, columns, their definitions and parameters, in hexadecimal. */
  hash: string;
}>;

/**
 * Rows of one instrument, made one bar at a time; the same code live, in replay and in bulk.
 *
 * A value depends on nothing but the bars of a fixed, bounded past at fixed places of the calendar, so that a process
 * that starts now and is given `historyMicros` of bars gives the same bits as one that has run for a year.
 */
export type BarRowStream = Readonly<{
  /**
   * Takes the next final bar of the set's base interval and fills `row`.
   * A hole of more than ten base bars starts every window anew; shorter ones are quiet bars without volume.
   *
   * @returns true when a row was made at this bar's end: always, but single values may be NaN (not warm, not defined)
   */
  push: (bar: Bar) => boolean;
  /** The newest row, one float32 a column; overwritten by the next `push`. */
  row: Float32Array;
  /** End of the bar that made it, µs. */
  at: () => number;
  /**
   * A funding rate became known; sets without funding ignore it, and funding columns are NaN while there is none.
   *
   * @param atMicros  never falling
   * @param ratePpm  per funding interval, millionths of the position's value; positive when longs pay
   */
  funding: (atMicros: number, ratePpm: number) => void;
}>;
