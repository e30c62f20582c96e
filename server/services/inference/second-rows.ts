/**
 * Rows of features at whole seconds, from the blocks of the desk's own engine. What is not asked for costs nothing: an
 * instrument is followed from the moment on when a live model wants it, beginning with a copy of the engine's book.
 *
 * A copy is what a stream that had seen every row would hold, and windows begin with the next message as they do after a
 * snapshot. So the bits are those of bulk once each column's own `warmUp` has passed; before it the column is missing.
 */
import type { LadderBookState } from "@/server/domain/book/ladder-book";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import { MICROS_PER_SECOND, type Micros } from "@/server/domain/micros";
import { applyTimersUntil, applyWithTimers } from "@/server/engine/kernel/timers";
import { GridRowStream } from "@/server/features/grid/grid-row-stream";
import { microstructure } from "@/server/features/grid/microstructure";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import type { DueRow, WantedRows } from "./due-row";

/** For models that look at several; ten minutes. */
const ROWS_KEPT = 600;

type Followed = WantedRows & {
  readonly instrument: number;
  readonly stream: GridRowStream;
  /** Places of the set's columns in the stream's row. */
  readonly places: readonly number[];
  rows: readonly Float32Array[];
  /** Second of the newest row, µs; 0 before the first. */
  rowAt: number;
  /** Of the row that was given out last. */
  takenAt: number;
};

export class SecondRows {
  #instruments: readonly InstrumentSpec[] = [];
  #copyBook: (instrument: number) => LadderBookState | null = () => null;
  #followed: readonly Followed[] = [];

  /** @param copyBook  of an instrument as of the last block that was heard; null when there is none */
  open(instruments: readonly InstrumentSpec[], copyBook: (instrument: number) => LadderBookState | null): void {
    this.#instruments = instruments;
    this.#copyBook = copyBook;
  }

  /** From here on these, once each; those that go on keep what they have learned. */
  keep(wanted: readonly WantedRows[]): void {
    const known = new Map(this.#followed.map((one) => [keyOf(one), one]));
    const once = new Map(wanted.map((one) => [keyOf(one), one]));
    this.#followed = [...once].flatMap(([key, one]) => known.get(key) ?? this.#opened(one) ?? []);
  }

  onBlock(block: MarketBlock): void {
    for (const one of this.#followed) applyWithTimers(timed(one), block);
  }

  /** A quiet market: seconds pass until here. */
  onClock(until: number): void {
    for (const one of this.#followed) applyTimersUntil(timed(one), until);
  }

  /** Books are unknown until their snapshots. */
  onRestart(at: Micros): void {
    for (const one of this.#followed) one.stream.applyRestart(at);
  }

  get isAnyDue(): boolean {
    return this.#followed.some(({ rowAt, takenAt }) => rowAt > takenAt);
  }

  /** The newest second of each that was not given out; seconds that passed while a question was under way are let go. */
  take(): readonly DueRow[] {
    return this.#followed.flatMap((one) => {
      if (one.rowAt <= one.takenAt) return [];
      one.takenAt = one.rowAt;
      const { instrumentId, set, rows, rowAt } = one;
      return { instrumentId, set, gridMicros: MICROS_PER_SECOND, endAt: rowAt as Micros, rows, refusal: null };
    });
  }

  #opened({ instrumentId, set }: WantedRows): Followed | null {
    const instrument = this.#instruments.findIndex(({ id }) => id === instrumentId);
    const spec = this.#instruments[instrument];
    if (!spec) return null;
    // A desk's feed is of one venue: what the same coin does elsewhere is missing here.
    const stream = new GridRowStream({ instrument, spec, others: [] });
    const book = this.#copyBook(instrument);
    if (book) stream.beginWith(book);
    return { instrumentId, set, instrument, stream, places: placesOf(set), rows: [], rowAt: 0, takenAt: 0 };
  }
}

const keyOf = ({ instrumentId, set }: WantedRows): string => `${set.hash} ${instrumentId}`;

const placesOf = ({ columns }: FeatureSet): readonly number[] =>
  columns.map(({ name }) => microstructure.columns.findIndex((column) => column.name === name));

/** The stream with its rows kept, those of an unbroken run of seconds. */
const timed = (one: Followed) => ({
  now: () => one.stream.now(),
  applyBlock: (block: MarketBlock, from?: number, to?: number) => one.stream.applyBlock(block, from, to),
  applyTimer(at: Micros) {
    one.stream.applyTimer(at);
    const row = Float32Array.from(one.places, (place) => one.stream.row[place] ?? Number.NaN);
    const before = at === one.rowAt + MICROS_PER_SECOND ? one.rows : [];
    one.rows = [...before.slice(1 - ROWS_KEPT), row];
    one.rowAt = at;
  },
});
