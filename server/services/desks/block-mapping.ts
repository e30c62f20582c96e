/** From a feed's instrument numbers to a desk's. */
import { AppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import { MarketBlockBuilder } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";

/** @returns the block in the desk's numbers; rows of instruments that the desk does not trade are left out */
export type BlockMapping = (block: MarketBlock) => MarketBlock;

/**
 * @throws AppError refused when an instrument's tick or lot size is not the one that the desk counts
 *   in, or one of the desk's instruments is not in the feed: its numbers would mean something else
 */
export function createBlockMapping(feed: readonly InstrumentSpec[], desk: readonly InstrumentSpec[]): BlockMapping {
  const places = feed.map((spec) => desk.findIndex(({ id }) => id === spec.id));
  for (const wanted of desk) {
    const offered = feed.find(({ id }) => id === wanted.id);
    if (!offered) throw new AppError("refused", `the feed has no ${wanted.id}, which the desk trades`);
    if (offered.tickSize === wanted.tickSize && offered.lotSize === wanted.lotSize) continue;
    throw new AppError(
      "refused",
      `${wanted.id} now has tick ${offered.tickSize} and lot ${offered.lotSize}; the desk counts in ${wanted.tickSize} and ${wanted.lotSize}`,
    );
  }
  if (places.length === desk.length && places.every((place, i) => place === i)) return (block) => block;
  return (block) => mapped(block, places);
}

function mapped(block: MarketBlock, places: readonly number[]): MarketBlock {
  const builder = new MarketBlockBuilder(block.length || 1);
  for (let i = 0; i < block.length; i++) {
    const place = places[block.instrument[i] ?? 0] ?? -1;
    if (place < 0) continue;
    builder.push({
      exchangeAt: (block.exchangeAt[i] ?? 0) as Micros,
      receivedAt: (block.receivedAt[i] ?? 0) as Micros,
      seq: block.seq[i] ?? 0,
      priceTicks: block.priceTicks[i] ?? 0,
      sizeLots: block.sizeLots[i] ?? 0,
      instrument: place,
      kind: block.kind[i] ?? 0,
      side: block.side[i] ?? 0,
      flags: block.flags[i] ?? 0,
    });
  }
  return builder.take();
}
