import type { MarketBlock } from "@/server/domain/market-block";

/** Rows `from` (included) to `to` (excluded) as a block over the same memory. */
export const sliceBlock = (block: MarketBlock, from: number, to: number): MarketBlock => ({
  length: to - from,
  exchangeAt: block.exchangeAt.subarray(from, to),
  receivedAt: block.receivedAt.subarray(from, to),
  seq: block.seq.subarray(from, to),
  priceTicks: block.priceTicks.subarray(from, to),
  sizeLots: block.sizeLots.subarray(from, to),
  instrument: block.instrument.subarray(from, to),
  kind: block.kind.subarray(from, to),
  side: block.side.subarray(from, to),
  flags: block.flags.subarray(from, to),
});

/** The first row at or after `from` that was received at `at` or later; the block's length when none was. */
export function rowAt({ receivedAt, length }: MarketBlock, at: number, from: number): number {
  let low = from;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((receivedAt[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
