import type { Micros } from "./micros";

/** One value that the replay of a run and the database do not agree on; null where one of them has no such row. */
export type Difference = Readonly<{
  /** e.g. "fill", "ledger", "state" (all that the engine knows, at the end of a run). */
  kind: string;
  /** Id within the desk, e.g. "fill-3". */
  id: string;
  /** Path within the row, e.g. "reason.rule"; empty for the row as a whole. */
  field: string;
  replayed: string | null;
  stored: string | null;
}>;

export type ParityReport = Readonly<{
  deskId: string;
  /** Of the one run that was asked for; null: all that are on tape. */
  epoch: number | null;
  /** Wall time. */
  at: Micros;
  /** "incomplete": nothing differs in what could be replayed, and something could not be. */
  status: "same" | "different" | "incomplete";
  /** One sentence. */
  text: string;
  differences: number;
  /** The first 200. */
  listed: readonly Difference[];
  /** Rows compared, by kind. */
  compared: Readonly<Record<string, number>>;
  /** Rows, commands, timers and restarts applied. */
  events: number;
  /** Epochs replayed. */
  runs: readonly number[];
  /** What a reader must know: missing tapes, ends that were lost. */
  notes: readonly string[];
  tookMillis: number;
}>;
