/**
 * What microstructure features cost: a row of the second grid with every window warm, and a market row on its way into
 * them. A timer may be asked for again and gives the same row, so the difference of asking often and once is its cost.
 */
import type { MarketBlock } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import { applyWithTimers } from "@/server/engine/kernel/timers";
import { GRID_DEFINITIONS, GridRowStream } from "@/server/features/grid/grid-row-stream";
import { sliceBlock } from "@/server/services/replay/slice-block";
import { testSpec } from "@/server/testing/engine-run";
import { randomMarket } from "@/server/testing/random-market";
import type { BenchRow, Say } from "./bench-row";
import { watchCpu } from "./cpu-watch";

const TICK_AIM_MICROS = 50;
/** Thirty-three a second: windows of half an hour are whole after 60,000. */
const WARM_MESSAGES = 64_000;
const ASKED = 20;
const ROUNDS = 3;

/** @param share 1 for a whole measurement, less to see that it runs */
export function benchGrid(share: number, say: Say): BenchRow[] {
  const block = randomMarket({ seed: 1, messages: WARM_MESSAGES + Math.ceil(20_000 * share) });
  const warm = Math.floor((block.length * WARM_MESSAGES) / (WARM_MESSAGES + Math.ceil(20_000 * share)));
  const rounds = Array.from({ length: ROUNDS }, () => ({ once: run(block, warm, 1), often: run(block, warm, ASKED) }));
  const least = (of: (round: (typeof rounds)[number]) => number) => Math.min(...rounds.map(of));
  const tick = least(({ once, often }) => (often.micros - once.micros) / ((ASKED - 1) * once.ticks));
  const row = least(({ once }) => (once.micros - tick * once.ticks) / (block.length - warm));
  say(`Microstructure: ${tick.toFixed(1)} µs a row of the second grid, ${row.toFixed(2)} µs a market row`);
  const data = `${GRID_DEFINITIONS.length} features, windows of 1 s to 30 min warm; a day's window is not; best of ${ROUNDS}, processor time`;
  const rounded = (value: number) => Math.round(value * 100) / 100;
  return [
    {
      id: "features.grid.tick",
      what: "Microstructure features, one whole second",
      value: rounded(tick),
      unit: "µs",
      better: "less",
      aim: TICK_AIM_MICROS,
      data,
    },
    {
      id: "features.grid.row",
      what: "Microstructure features, one market row",
      value: rounded(row),
      unit: "µs",
      better: "less",
      aim: null,
      data,
    },
  ];
}

/** After `warm` rows: µs of the rest, with each timer asked for so many times. */
function run(block: MarketBlock, warm: number, times: number): Readonly<{ micros: number; ticks: number }> {
  const stream = new GridRowStream({ instrument: 0, spec: testSpec(), others: [] });
  applyWithTimers(stream, sliceBlock(block, 0, warm));
  let ticks = 0;
  const asked = {
    now: () => stream.now(),
    applyBlock: (rows: MarketBlock, from?: number, to?: number) => stream.applyBlock(rows, from, to),
    applyTimer: (at: Micros) => {
      ticks++;
      for (let k = 0; k < times; k++) stream.applyTimer(at);
    },
  };
  const stop = watchCpu();
  applyWithTimers(asked, sliceBlock(block, warm, block.length));
  return { micros: stop().cpuSeconds * 1e6, ticks };
}
