/** Rows of the second grid of recorded or live blocks, with the mids and spreads that labels are read off. */
import type { MarketBlock } from "@/server/domain/market-block";
import { MICROS_PER_SECOND, type Micros } from "@/server/domain/micros";
import { applyWithTimers } from "@/server/engine/kernel/timers";
import { GRID_DEFINITIONS, type GridOptions, GridRowStream } from "@/server/features/grid/grid-row-stream";
import type { LabelSeries } from "@/server/features/labels/label-series";

export type GridRows = Readonly<{
  /** Row after row, one float32 a column of `GRID_DEFINITIONS`. */
  x: Float32Array;
  /** Whole seconds; prices are mids in half ticks. A second that is missing is a gap. */
  series: LabelSeries;
}>;

export async function gridRows(blocks: AsyncIterable<MarketBlock>, options: GridOptions): Promise<GridRows> {
  const stream = new GridRowStream(options);
  const kept: { at: number; mid: number; spread: number; row: Float32Array }[] = [];
  const engine = {
    applyBlock: (block: MarketBlock, from?: number, to?: number) => stream.applyBlock(block, from, to),
    applyTimer: (at: Micros) => {
      stream.applyTimer(at);
      const { midHalfTicks, spreadTicks } = stream.touch();
      kept.push({ at, mid: midHalfTicks, spread: spreadTicks, row: stream.row.slice() });
    },
    now: () => stream.now(),
  };
  for await (const block of blocks) applyWithTimers(engine, block);
  const x = new Float32Array(kept.length * GRID_DEFINITIONS.length);
  for (const [i, { row }] of kept.entries()) x.set(row, i * GRID_DEFINITIONS.length);
  return {
    x,
    series: {
      at: Float64Array.from(kept, ({ at }) => at),
      price: Float64Array.from(kept, ({ mid }) => mid),
      range: null,
      // Half a spread in half ticks is the spread in ticks.
      halfSpread: Float64Array.from(kept, ({ spread }) => spread),
      gapMicros: MICROS_PER_SECOND,
    },
  };
}
