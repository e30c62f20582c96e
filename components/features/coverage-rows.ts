import type { Backfill, FeatureCoverage } from "./views";

export type CoverageRow = Readonly<{
  key: string;
  instrumentId: string;
  widthMicros: number;
  from: number;
  to: number;
  bars: number;
  /** Share of the span's bars that are not there, 0 to 1. */
  missing: number;
  stored: Readonly<{ days: number; rows: number }> | null;
  /** The newest of the set; null when there was none. */
  backfill: Backfill | null;
}>;

export function coverageRows(
  { candles, chunks, backfills }: FeatureCoverage,
  wanted: Readonly<{ set: string; hash: string }>,
): readonly CoverageRow[] {
  return candles.map((span) => {
    const chunk = chunks.find(
      ({ instrumentId, setHash }) => instrumentId === span.instrumentId && setHash === wanted.hash,
    );
    const whole = Math.max((span.to - span.from) / span.widthMicros, 1);
    return {
      ...span,
      key: `${span.instrumentId} ${span.widthMicros}`,
      missing: Math.min(Math.max(1 - span.bars / whole, 0), 1),
      stored: chunk === undefined ? null : { days: chunk.days, rows: chunk.rows },
      backfill:
        backfills.find(
          ({ kind, instrumentId, setName }) =>
            kind === "features" && instrumentId === span.instrumentId && setName === wanted.set,
        ) ?? null,
    };
  });
}
