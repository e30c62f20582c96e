import type { Interval } from "@/server/domain/candle";

/** A final bar; prices and volume in ticks and lots of the instrument's newest version. */
export type StoredBar = Readonly<{
  /** Its start, µs. */
  openAt: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}>;

export type BarSpan = Readonly<{
  instrumentId: string;
  interval: Interval;
  /** Bars that open at `from` or later and before `to`, µs. */
  from: number;
  to: number;
}>;

/**
 * What history features are made of: bars of an interval from the stored minutes, and before those begin from bars that
 * were imported in that width. Both restated in the newest version's ticks and lots.
 */
export type BarStore = Readonly<{
  /** Start of the oldest final bar and end of the newest, µs; null when there is none of that width. */
  extentOf: (instrumentId: string, interval: Interval) => Promise<Readonly<{ from: number; to: number }> | null>;
  /** Oldest first. Quiet bars may be absent. Ask for a month at a time. */
  readBars: (span: BarSpan) => Promise<readonly StoredBar[]>;
  /** Bars longer than a minute, in the steps of the given version; last write wins. */
  saveImported: (rows: readonly StoredBar[], of: ImportedOf) => Promise<void>;
}>;

export type ImportedOf = Readonly<{ instrumentId: string; instrumentVersion: number; interval: Interval }>;
