/** Opens a Bitstamp order-by-order recording for reports: its instrument, its rows, and what was found on the way. */
import { AppError } from "@/server/domain/errors";
import { type InstrumentSpec, instrument } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import { textLines } from "@/server/platform/text-lines";
import { BITSTAMP_LOT, BitstampL3, type BitstampNotes } from "./bitstamp-l3";

export type L3Recording = Readonly<{
  spec: InstrumentSpec;
  blocks: () => AsyncGenerator<MarketBlock>;
  /** Complete once all blocks were taken. */
  notes: () => BitstampNotes;
  /** Why the file broke off, or null. */
  damage: () => string | null;
}>;

export function openBitstamp(file: string): L3Recording {
  let reader = new BitstampL3();
  let damage: string | null = null;
  async function* blocks(): AsyncGenerator<MarketBlock> {
    reader = new BitstampL3();
    try {
      for await (const line of textLines(file)) {
        const block = reader.push(line);
        if (block) yield block;
      }
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : "unreadable";
      if (reader.notes.lines === 0) throw new AppError("invalid", `${file} cannot be read: ${reason}`, { cause });
      damage = `${file} breaks off after ${reader.notes.lines} lines (${reason})`;
    }
    if (reader.notes.badLines === reader.notes.lines) {
      throw new AppError("invalid", `${file} is no order-by-order recording of Bitstamp: no line could be read`);
    }
    yield reader.finish();
  }
  return { spec: BITSTAMP_SPEC, blocks, notes: () => reader.notes, damage: () => damage };
}

/** Fees and minimum do not matter to a queue. */
const BITSTAMP_SPEC = instrument({
  venueId: "bitstamp",
  symbol: "BTC/USD",
  venueSymbol: "btcusd",
  base: "BTC",
  quote: "USD",
  version: 1,
  tickSize: "0.01",
  lotSize: BITSTAMP_LOT,
  minNotional: "5",
  makerFeePpm: 2_500,
  takerFeePpm: 2_500,
});
