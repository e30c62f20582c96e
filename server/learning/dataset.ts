/** What models are fitted on: rows of one or more instruments, instrument after instrument, each in order of time, with labels that know when they ended. */
export type Dataset = Readonly<{
  rows: number;
  /** Names of the columns, in order. */
  columns: readonly string[];
  /** Row after row, `rows` times `columns.length`; NaN is a missing value. */
  x: Float32Array;
  /** Class 0 … classes − 1, or a number to regress on. */
  y: Float64Array;
  /** At least 0; 1 by default. */
  weight: Float64Array;
  /** When the row was known, µs, never falling within an instrument. */
  at: Float64Array;
  /** When its label was known, µs: what purging goes by. */
  endAt: Float64Array;
  /** Index into the instruments of the run. */
  instrument: Uint16Array;
  /**
   * First row of the unbroken run that the row stands in: same instrument, one grid step apart. A model over the last T
   * rows has no window for a row with fewer than T − 1 rows of its run before it.
   */
  runStart: Uint32Array;
}>;

/** Rows of a dataset by index, ascending. Folds are such lists, so that no fold copies the data. */
export type RowIndex = Uint32Array;
