/** Rows of features of one instrument at its bars' ends, warmed from stored candles and fed with final ones alone. */
import { intervalMicros } from "@/server/domain/candle";
import { micros } from "@/server/domain/micros";
import type { Bar } from "@/server/features/bars/bar";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import { historyMicrosOf } from "@/server/features/sets/registry";
import { createBarRowStream } from "@/server/features/sets/row-stream";
import type { MarketStore, StoredCandle } from "@/server/ports/market-store";

export type BarRowsDeps = Readonly<{ market: Pick<MarketStore, "listCandles"> }>;
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
   */
  advance: (barEnd: number) => Promise<boolean>;
  /** The newest rows of an unbroken run, oldest first, at most `keep`. */
  rows: () => readonly Float32Array[];
}>;

const PAGE = 2_000;

export function createBarRows({ market }: BarRowsDeps, { instrumentId, set, keep }: BarRowsInput): BarRows {
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
      const limit = Math.min(PAGE, Math.ceil((before - from) / width));
      const page = await market.listCandles({ instrumentId, interval, before: micros(before), limit });
      pages.unshift(page.filter(({ openAt }) => openAt >= from));
      const oldest = page[0]?.openAt;
      if (oldest === undefined || page.length < limit) break;
      before = oldest;
    }
    const all = pages.flat();
    // What stands behind one that is not final waits with it: rows are made in order.
    const open = all.findIndex(({ isFinal, openAt }) => !isFinal || openAt + width > barEnd);
    return open < 0 ? all : all.slice(0, open);
  };

  return {
    async advance(barEnd) {
      const from = next ?? Math.ceil((barEnd - historyMicrosOf(set)) / width) * width;
      for (const candle of await read(from, barEnd)) {
        if (next !== null && candle.openAt !== next) rows = [];
        stream.push(toBar(candle));
        next = candle.openAt + width;
        rows = [...rows, stream.row.slice()].slice(-keep);
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
