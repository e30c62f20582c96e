/** A recorded session again and again in constant memory: the same blocks, each pass a later day. */
import { type InstrumentSpec, instrument } from "@/server/domain/instrument";
import { type MarketBlock, MarketBlockBuilder } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { openRecordedMarket } from "@/workers/cli/recorded-blocks";

export type Session = Readonly<{
  name: string;
  instruments: readonly InstrumentSpec[];
  blocks: readonly MarketBlock[];
  rows: number;
  /** From the first to the last receipt, and ten quiet seconds, µs. */
  span: number;
}>;

/** Keeps a pause between two passes, so that a session never touches the next one. */
const PAUSE_MICROS = 10_000_000;
const BLOCK_ROWS = 8_192;

/** @param copies the one instrument of the recording so many times over, row by row */
export async function readSession(place: string, copies = 1): Promise<Session> {
  const market = await openRecordedMarket(place);
  const blocks: MarketBlock[] = [];
  for await (const block of market.blocks()) blocks.push(block);
  const { name, instruments } = market;
  const rows = blocks.reduce((sum, { length }) => sum + length, 0);
  const first = blocks[0]?.receivedAt[0] ?? 0;
  const last = blocks.at(-1);
  const span = (last?.receivedAt[last.length - 1] ?? first) - first + PAUSE_MICROS;
  if (copies === 1) return { name, instruments, blocks, rows, span };
  const [spec] = instruments;
  const specs = spec ? Array.from({ length: copies }, (_, i) => copyOf(spec, i)) : [];
  return { name, instruments: specs, blocks: copied(blocks, copies), rows: rows * copies, span };
}

/** Moves every stamp by `by` µs, in place. */
export function shift({ exchangeAt, receivedAt, length }: MarketBlock, by: number): void {
  for (let i = 0; i < length; i++) {
    exchangeAt[i] = (exchangeAt[i] ?? 0) + by;
    receivedAt[i] = (receivedAt[i] ?? 0) + by;
  }
}

/** Each row once for every instrument, one instrument after the other. */
export function copied(blocks: readonly MarketBlock[], copies: number): MarketBlock[] {
  const builder = new MarketBlockBuilder(BLOCK_ROWS);
  const made: MarketBlock[] = [];
  for (const block of blocks) {
    for (let i = 0; i < block.length * copies; i++) {
      const row = Math.floor(i / copies);
      builder.push({
        exchangeAt: micros(block.exchangeAt[row] ?? 0),
        receivedAt: micros(block.receivedAt[row] ?? 0),
        seq: block.seq[row] ?? 0,
        priceTicks: block.priceTicks[row] ?? 0,
        sizeLots: block.sizeLots[row] ?? 0,
        instrument: i % copies,
        kind: block.kind[row] ?? 0,
        side: block.side[row] ?? 0,
        flags: block.flags[row] ?? 0,
      });
      if (builder.length >= BLOCK_ROWS) made.push(builder.take());
    }
  }
  return builder.length > 0 ? [...made, builder.take()] : made;
}

function copyOf(spec: InstrumentSpec, i: number): InstrumentSpec {
  const { venueId, base, quote, version, tickSize, lotSize, makerFeePpm, takerFeePpm } = spec;
  const common = { venueId, quote, version, tickSize, lotSize, makerFeePpm, takerFeePpm, minNotional: "5" };
  const name = `${base}${i}`;
  return instrument({ ...common, base: name, symbol: `${name}/${quote}`, venueSymbol: `${name}${quote}` });
}
