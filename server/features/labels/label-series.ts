/**
 * What labels are read off: one instrument's prices at the times when its rows are known. Bars give their closes at
 * their ends, the grid its mids at whole seconds.
 */
export type LabelSeries = Readonly<{
  /** When each row is known, µs, rising. */
  at: Float64Array;
  /** Close or mid, above 0, in any one unit; NaN where it is unknown, which is a gap. */
  price: Float64Array;
  /** Extremes since the row before, same unit: what barriers are touched by. Null leaves it to `price`. */
  range: Readonly<{ high: Float64Array; low: Float64Array }> | null;
  /** Half the spread at each row, same unit; null where no book is known and the dead band goes by sigma alone. */
  halfSpread: Float64Array | null;
  /** Rows further apart than this have a gap between them, µs. Nearer ones with nothing in between were quiet. */
  gapMicros: number;
}>;

export type Labels = Readonly<{
  /** The class, or a number to regress on; NaN is null. */
  y: Float64Array;
  /** When it was known, µs, later than its row; of a null one when it would have been. */
  endAt: Float64Array;
}>;

export const emptyLabels = ({ at }: LabelSeries, horizonMicros: number): Labels => ({
  y: new Float64Array(at.length).fill(Number.NaN),
  endAt: at.map((time) => time + horizonMicros),
});

/**
 * For each row the last row of its window (at, at + horizon], its own where the window was quiet; −1 where the window
 * touches a gap, an unknown price or the end of the data.
 */
export function windowEnds(series: LabelSeries, horizonMicros: number): Int32Array {
  const { at, price } = series;
  const ends = new Int32Array(at.length).fill(-1);
  const runs = runStarts(series);
  let end = 0;
  for (let i = 0; i < at.length; i++) {
    const until = time(at, i) + horizonMicros;
    if (end < i) end = i;
    while (end + 1 < at.length && time(at, end + 1) <= until) end++;
    // The row after the window says that the feed lived through it: without one, or behind a gap, nobody knows.
    const witness = time(at, end) === until ? end : end + 1;
    if (witness < at.length && runs[witness] === runs[i] && !Number.isNaN(price[i])) ends[i] = end;
  }
  return ends;
}

/** First row of each row's unbroken run; a row with an unknown price is a run of its own. */
export function runStarts({ at, price, gapMicros }: LabelSeries): Int32Array {
  const starts = new Int32Array(at.length);
  for (let i = 1; i < at.length; i++) {
    const isBroken = time(at, i) - time(at, i - 1) > gapMicros || Number.isNaN(price[i]) || Number.isNaN(price[i - 1]);
    starts[i] = isBroken ? i : (starts[i - 1] ?? 0);
  }
  return starts;
}

/** The index is in range by construction. */
export const time = (column: Float64Array, i: number): number => column[i] as number;
