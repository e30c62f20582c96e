import type { MarketBlock, MarketRow } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";

/** A block's rows one by one; the object is the same each time. */
export function* rowsOf(block: MarketBlock): Generator<MarketRow> {
  const row: { -readonly [K in keyof MarketRow]: MarketRow[K] } = {
    exchangeAt: 0 as Micros,
    receivedAt: 0 as Micros,
    seq: 0,
    priceTicks: 0,
    sizeLots: 0,
    instrument: 0,
    kind: 0,
    side: 0,
    flags: 0,
  };
  for (let i = 0; i < block.length; i++) {
    row.exchangeAt = block.exchangeAt[i] as Micros;
    row.receivedAt = block.receivedAt[i] as Micros;
    row.seq = block.seq[i] as number;
    row.priceTicks = block.priceTicks[i] as number;
    row.sizeLots = block.sizeLots[i] as number;
    row.instrument = block.instrument[i] as number;
    row.kind = block.kind[i] as number;
    row.side = block.side[i] as number;
    row.flags = block.flags[i] as number;
    yield row;
  }
}
