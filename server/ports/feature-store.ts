import type { Micros } from "@/server/domain/micros";

/** Rows of one UTC day, by the start of the bars that made them. */
export type FeatureChunk = Readonly<{
  instrumentId: string;
  setHash: string;
  /** Its first moment, µs. */
  dayAt: number;
  /** When each row was known, µs, rising. */
  times: Float64Array;
  /** Row after row. */
  values: Float32Array;
  /** sha256 of all candles that the rows depend on, in hexadecimal. */
  lineage: string;
}>;

export type FeatureDay = Readonly<{ dayAt: number; rows: number; lineage: string }>;
export type FeatureSpan = Readonly<{ instrumentId: string; setHash: string; from: number; to: number }>;

/** The filling of the feature store, or of candle history, for one instrument. */
export type Backfill = Readonly<{
  id: string;
  kind: "features" | "history";
  instrumentId: string;
  /** Null for history. */
  setName: string | null;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  /** How far back it goes; null takes all there is. */
  fromAt: Micros | null;
  /** How far it has come; null before anything was done. */
  toAt: Micros | null;
  /** 0 to 1. */
  share: number;
  /** What is being done or how it ended, in words. */
  text: string;
  startedAt: Micros;
  updatedAt: Micros;
}>;

export type BackfillNote = Pick<Backfill, "share" | "text" | "toAt">;

export type FeatureStore = Readonly<{
  saveSet: (set: Readonly<{ hash: string; name: string; version: number; definition: unknown }>) => Promise<void>;
  /** Replaces the day. */
  saveChunk: (chunk: FeatureChunk) => Promise<void>;
  /** Days that there are, oldest first. */
  listDays: (instrumentId: string, setHash: string) => Promise<readonly FeatureDay[]>;
  /** Whole days that lie in [from, to), oldest first. */
  readChunks: (span: FeatureSpan) => Promise<readonly FeatureChunk[]>;
  saveBackfill: (backfill: Backfill) => Promise<void>;
  findBackfill: (id: string) => Promise<Backfill | null>;
  /** @returns false when it is not running any more: somebody cancelled it */
  noteBackfill: (id: string, progress: BackfillNote) => Promise<boolean>;
}>;
