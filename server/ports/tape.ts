/**
 * Tapes: append-only logs of market rows and of whatever else has a place in their order.
 *
 * A row is a market row, and may carry text. Kinds below `TAPE_KINDS_FROM` are the market's own
 * (`KIND`); those from there on belong to whoever records, so that one tape keeps one order.
 * A tape is a folder of files, one per UTC hour of receive time, readable by any Arrow tool.
 */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock, MarketRow } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";

/** `kind` of the first row that is no market event. */
export const TAPE_KINDS_FROM = 64;

/** In the metadata of every file of the tape, so that each explains itself. */
export type TapeHeader = Readonly<{
  /** What `instrument` indexes: tick, lot and contract as they were when it was recorded. */
  instruments: readonly InstrumentSpec[];
  /** Names of the kinds from `TAPE_KINDS_FROM` on, for people. */
  kinds: Readonly<Record<number, string>>;
  /** Whatever else a reader must know: desk, epoch, seed, settings … */
  facts: Readonly<Record<string, string>>;
}>;

export type TapeRow = MarketRow & Readonly<{ payload: string | null }>;

/** Rows in their order; `payloads` by their place in the block. */
export type TapeChunk = Readonly<{
  /** Place of the first row on the whole tape, from 0. */
  firstRow: number;
  block: MarketBlock;
  payloads: ReadonlyMap<number, string>;
}>;

/** A file that is closed and will not change. */
export type TapeFile = Readonly<{
  tape: string;
  /** e.g. "2024-08-08T13.arrow". */
  file: string;
  /** Receive time of its first and last row. */
  from: Micros;
  to: Micros;
  firstRow: number;
  rows: number;
  bytes: number;
  sha256: string;
}>;

/**
 * Never throws and never waits for a disk: a tape that cannot be written is given up, which is said
 * once to `onTrouble`, and what records goes on without it.
 */
export type TapeWriter = Readonly<{
  /** Rows `from` (included) to `to` (excluded). */
  append: (block: MarketBlock, from: number, to: number) => void;
  /** One row, mostly of a kind of one's own. */
  note: (row: TapeRow) => void;
  /** All rows so far are out of this process afterwards, so that they outlive it; on the disk within a second. */
  flush: () => void;
  /** False once it was given up. */
  isWhole: () => boolean;
  rows: () => number;
  /** Resolves when all files are closed. */
  close: () => Promise<void>;
}>;

export type TapeEvents = Readonly<{
  /** The tape was given up at this row; once. */
  onTrouble: (error: unknown, rows: number) => void;
  /** A file is complete. */
  onFile: (file: TapeFile) => void;
}>;

export type TapeReading = Readonly<{
  header: TapeHeader;
  /** In order, from the beginning, in constant memory; once. */
  chunks: () => AsyncIterable<TapeChunk>;
  /** What is known to be missing or damaged, in words; complete when all chunks were read. */
  losses: readonly string[];
}>;

/** Names of tapes are paths: "desk-simulated/3". */
export type Tapes = Readonly<{
  /** @throws AppError conflict when there is such a tape already */
  create: (tape: string, header: TapeHeader, events: TapeEvents) => TapeWriter;
  /** All below a name, e.g. "desk-simulated", in natural order ("/2" before "/10"). */
  list: (under: string) => Promise<readonly string[]>;
  /** @throws AppError not_found */
  read: (tape: string) => Promise<TapeReading>;
  /** Closes the files that a crash left open. Idempotent; not for a tape that is being written. */
  seal: (tape: string) => Promise<readonly TapeFile[]>;
  remove: (tape: string) => Promise<void>;
  /** Removes tapes that nothing was written to since, and says which. */
  sweep: (writtenBefore: Micros) => Promise<readonly string[]>;
}>;
