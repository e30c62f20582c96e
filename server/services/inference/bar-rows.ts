/** Rows of features of one instrument at its bars' ends, warmed from stored candles and fed with final ones alone. */
import { setImmediate as breathe } from "node:timers/promises";
import { intervalMicros } from "@/server/domain/candle";
import { micros } from "@/server/domain/micros";
import type { Bar } from "@/server/features/bars/bar";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import { historyMicrosOf } from "@/server/features/sets/registry";
import { createBarRowStream } from "@/server/features/sets/row-stream";
import type { MarketStore, StoredCandle } from "@/server/ports/market-store";

export type BarRowsDeps = Readonly<{
  market: Pick<MarketStore, "listCandles">;
  /** Ends a warm-up in its middle. */
  signal?: AbortSignal;
}>;
export type BarRowsInput = Readonly<{
  instrumentId: string;
  set: FeatureSet /** Rows kept, at least 1. */;
  keep: number;
}>;

export type BarRows = Readonly<{
  /**
   * Takes in what has become final until `barEnd`, from the beginning of the history that the set needs.
   *
   * @returns whether the bar that ended there is among it
   * @throws the signal's reason when aborted
   */
  advance: (barEnd: number) => Promise<boolean>;
  /** The newest rows of an unbroken run, oldest first, at most `keep`. */
  rows: () => readonly Float32Array[];
}>;

const PAGE = 2_000;
/**
 * What is not final so long after its end may never be: the venue did not answer for a minute that the collector missed.
 * It is passed over, as training passes it over, or one lost minute would silence models for as long as their history.
 */
const WAIT_MICROS = 600_000_000;
/** A desk lives in the thread that this runs in: it must come to its market and its timers. About 5 ms. */
const BARS_AT_ONCE = 100;

export function createBarRows({ market, signal }: BarRowsDeps, { instrumentId, set, keep }: BarRowsInput): BarRows {
  if (set.grid.kind !== "bar") throw new RangeError(`${set.name} is not made at bar ends`);
  const { interval } = set.grid;
  const width = intervalMicros(interval);
  const stream = createBarRowStream(set);
  let rows: Float32Array[] = [];
  /** Start of the first bar that was not taken in yet. */
  let next: number | null = null;

  /** Final bars from `from` on that ended by `barEnd`, oldest first. */
  const read = async (from: number, barEnd: number): Promise<readonly StoredCandle[]> => {
    const pages: StoredCandle[][] = [];
    for (let before = barEnd; before > from; ) {
      signal?.throwIfAborted();
      const limit = Math.min(PAGE, Math.ceil((before - from) / width));
      const page = await market.listCandles({ instrumentId, interval, before: micros(before), limit });
      pages.unshift(page.filter(({ openAt }) => openAt >= from));
      const oldest = page[0]?.openAt;
      if (oldest === undefined || page.length < limit) break;
      before = oldest;
    }
    const all = pages.flat();
    // What stands behind one that is not final yet waits with it: rows are made in order.
    const isOpen = ({ isFinal, openAt }: StoredCandle): boolean => {
      const endAt = openAt + width;
      return endAt > barEnd || (!isFinal && endAt > barEnd - WAIT_MICROS);
    };
    const open = all.findIndex(isOpen);
    return (open < 0 ? all : all.slice(0, open)).filter(({ isFinal }) => isFinal);
  };

  return {
    async advance(barEnd) {
      const from = next ?? Math.ceil((barEnd - historyMicrosOf(set)) / width) * width;
      const candles = await read(from, barEnd);
      for (const [place, candle] of candles.entries()) {
        if (place % BARS_AT_ONCE === 0) {
          await breathe();
          signal?.throwIfAborted();
        }
        if (next !== null && candle.openAt !== next) rows = [];
        stream.push(toBar(candle));
        next = candle.openAt + width;
        // Rows that later bars would push out are not kept at all.
        if (candles.length - place <= keep) rows = [...rows, stream.row.slice()].slice(-keep);
      }
      return next === barEnd;
    },
    rows: () => rows,
  };
}

/** Ticks and lots: features that depend on the unit are given to no model. */
const toBar = (candle: StoredCandle): Bar => ({
  openAt: candle.openAt,
  open: candle.openTicks,
  high: candle.highTicks,
  low: candle.lowTicks,
  close: candle.closeTicks,
  volume: candle.volumeLots,
});
