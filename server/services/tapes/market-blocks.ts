/** The market rows of a tape, for whoever wants the market and not the run that recorded it. */
import { FLAG, KIND, type MarketBlock, MarketBlockBuilder } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import { TAPE_KINDS_FROM, type TapeChunk, type TapeReading } from "@/server/ports/tape";
import { sliceBlock } from "@/server/services/replay/slice-block";
import { RUN_KIND } from "./run-rows";

/** Where the run lost its feed, every book becomes unknown, as it did to the run. */
export async function* marketBlocks(reading: TapeReading): AsyncGenerator<MarketBlock> {
  const instruments = reading.header.instruments.length;
  for await (const chunk of reading.chunks()) yield* blocksOf(chunk, instruments);
}

function* blocksOf({ block }: TapeChunk, instruments: number): Generator<MarketBlock> {
  let from = 0;
  for (let i = 0; i <= block.length; i++) {
    const kind = block.kind[i] ?? TAPE_KINDS_FROM;
    if (kind < TAPE_KINDS_FROM) continue;
    if (i > from) yield sliceBlock(block, from, i);
    if (kind === RUN_KIND.restart) yield gaps(block.receivedAt[i] as Micros, instruments);
    from = i + 1;
  }
}

function gaps(at: Micros, instruments: number): MarketBlock {
  const builder = new MarketBlockBuilder();
  const row = { exchangeAt: at, receivedAt: at, seq: 0, priceTicks: 0, sizeLots: 0, kind: KIND.bookGap, side: 0 };
  for (let instrument = 0; instrument < instruments; instrument++) {
    builder.push({ ...row, instrument, flags: FLAG.end });
  }
  return builder.take();
}
