/** When which instrument's bar has ended, and the rows of features at its end. */
import { intervalMicros } from "@/server/domain/candle";
import { micros } from "@/server/domain/micros";
import type { Clock } from "@/server/ports/clock";
import { type BarRows, type BarRowsDeps, createBarRows } from "./bar-rows";
import type { DueRow, WantedRows } from "./due-row";

/** Of the host's ticks, twenty a second. */
const TICKS_BETWEEN_TRIES = 20;
/** A candle that is not final 20 s after it should be is waited for no longer. */
const TRIES_MAX = 20;
/** DOMAIN.md: a bar is final two seconds after its end. */
const FINAL_AFTER_MICROS = 2_000_000;
/** Rows kept for models that look at several. */
const ROWS_KEPT = 512;

type Stream = WantedRows & {
  readonly gridMicros: number;
  readonly rows: BarRows;
  /** End of the bar that was given out, or given up, last. */
  doneAt: number;
  tries: number;
  nextTryAt: number;
};

export class BarSchedule {
  readonly #deps: BarRowsDeps & Readonly<{ marketClock: Pick<Clock, "nowMicros"> }>;
  #streams: readonly Stream[] = [];

  constructor(deps: BarRowsDeps & Readonly<{ marketClock: Pick<Clock, "nowMicros"> }>) {
    this.#deps = deps;
  }

  /** From here on these, once each; those that go on keep what they have learned. */
  keep(wanted: readonly WantedRows[]): void {
    const once = new Map(wanted.map((one) => [keyOf(one), one]));
    const known = new Map(this.#streams.map((stream) => [keyOf(stream), stream]));
    this.#streams = [...once].map(([key, one]) => known.get(key) ?? this.#opened(one));
  }

  /** @param ticks  of the host: wall time */
  isAnyDue(ticks: number): boolean {
    return this.#streams.some((stream) => this.#dueOf(stream, ticks) !== null);
  }

  /**
   * Bars that ended since the last call and whose candles are final, or were waited for long enough.
   *
   * @param onTrouble  hears of what could not be read; it is tried again as late as a candle that is not final
   */
  async take(ticks: number, onTrouble: (error: unknown) => void): Promise<readonly DueRow[]> {
    const bars: DueRow[] = [];
    for (const stream of this.#streams) {
      const endAt = this.#dueOf(stream, ticks);
      if (endAt === null) continue;
      stream.nextTryAt = ticks + TICKS_BETWEEN_TRIES;
      let isThere: boolean;
      try {
        isThere = await stream.rows.advance(endAt);
      } catch (error) {
        onTrouble(error);
        continue;
      }
      stream.tries += 1;
      if (!isThere && stream.tries < TRIES_MAX) continue;
      const { instrumentId, set, gridMicros, rows } = stream;
      const refusal = isThere ? null : `its candle was not final ${TRIES_MAX} s after it should have been`;
      Object.assign(stream, { doneAt: endAt, tries: 0, nextTryAt: 0 });
      bars.push({ instrumentId, set, gridMicros, endAt: micros(endAt), rows: rows.rows(), refusal });
    }
    return bars;
  }

  #dueOf({ gridMicros, doneAt, nextTryAt }: Stream, ticks: number): number | null {
    const ended = Math.floor((this.#deps.marketClock.nowMicros() - FINAL_AFTER_MICROS) / gridMicros) * gridMicros;
    return ended > doneAt && ticks >= nextTryAt ? ended : null;
  }

  /** The newest bar that has ended is given out at once: the desk may have been down at its end. */
  #opened({ instrumentId, set }: WantedRows): Stream {
    const gridMicros = set.grid.kind === "bar" ? intervalMicros(set.grid.interval) : 0;
    const rows = createBarRows(this.#deps, { instrumentId, set, keep: ROWS_KEPT });
    return { instrumentId, set, gridMicros, rows, doneAt: 0, tries: 0, nextTryAt: 0 };
  }
}

const keyOf = ({ instrumentId, set }: WantedRows): string => `${set.hash} ${instrumentId}`;
