/** What there is to make features of, and what was made: for pages. */
export type CandleSpan = Readonly<{
  instrumentId: string;
  /** Start of the first and end of the last bar, µs. */
  from: number;
  to: number;
  /** Final bars there are, and how wide they are, µs. */
  bars: number;
  widthMicros: number;
}>;

export type ChunkSpan = Readonly<{
  instrumentId: string;
  setHash: string;
  from: number;
  to: number;
  days: number;
  rows: number;
}>;

/** How far the filling of history or of the feature store has come. */
export type BackfillProgress = Readonly<{
  id: string;
  kind: "features" | "history";
  instrumentId: string;
  setName: string | null;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  fromAt: number | null;
  toAt: number | null;
  /** 0 to 1. */
  share: number;
  text: string;
  startedAt: number;
  updatedAt: number;
}>;

export type FeatureReader = Readonly<{
  /** One-minute candles and bars that were brought along. */
  listCandleSpans: () => Promise<readonly CandleSpan[]>;
  listChunkSpans: () => Promise<readonly ChunkSpan[]>;
  /** Newest first. */
  listBackfills: (limit: number) => Promise<readonly BackfillProgress[]>;
}>;
