/** A raw Binance recording as blocks of market rows: the player's reader, the venue's mapper, the collector's normaliser. */
import { existsSync } from "node:fs";
import { specOfListing } from "@/server/adapters/simulated/listing-spec";
import { openRecording, type Recording } from "@/server/adapters/simulated/playback/open-recording";
import { mergeLines, type RecordedLine, recordedLines } from "@/server/adapters/simulated/playback/recording-lines";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import { AppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { FeedNormaliser } from "@/server/services/collector/feed-normaliser";
import { slugOf } from "@/server/services/collector/resolve-source";

/** Rows in a block: large enough to cost nothing, small enough to stay in the cache. */
const BLOCK_ROWS = 8_192;

export type RecordedMarket = Readonly<{
  name: string;
  instruments: readonly InstrumentSpec[];
  /** Each call reads the files anew. */
  blocks: () => AsyncGenerator<MarketBlock>;
  /** What a reader must know: files left out, partial books, damaged ends found so far. */
  notes: readonly string[];
}>;

/** `symbol` of the file that it stands in; null when there are several. */
type Line = RecordedLine & Readonly<{ symbol: string | null }>;

/** @throws AppError not_found, or invalid when nothing in it can be read */
export async function openRecordedMarket(place: string): Promise<RecordedMarket> {
  if (!existsSync(place)) throw new AppError("not_found", `there is no file or folder ${place}`);
  const recording = await openOrExplain(place);
  const venueId = `recorded-${slugOf(place)}`;
  const instruments = recording.listings.map((listing) => specOfListing(listing, venueId));
  const partial = partialSymbols(recording);
  const notes = [
    ...recording.notes,
    ...(recording.leadMicros > 0
      ? [
          `the recorder's clock was up to ${recording.leadMicros / 1_000} ms behind the venue's and is moved up by as much`,
        ]
      : []),
    ...partial.map((symbol) => `${symbol}: no snapshot at the start, its first book is partial`),
  ];
  const note = (text: string) => void (notes.includes(text) || notes.push(text));
  return { name: recording.name, instruments, notes, blocks: () => blocksOf(recording, instruments, note) };
}

async function* blocksOf(
  recording: Recording,
  specs: readonly InstrumentSpec[],
  onDamage: (text: string) => void,
): AsyncGenerator<MarketBlock> {
  const startFrom = partialSymbols(recording).length > 0 ? "updates" : "snapshot";
  const normaliser = new FeedNormaliser({ specs, mapper: createBinanceMapper(specs), startFrom });
  const places = new Map(specs.map(({ venueSymbol }, index) => [venueSymbol, index] as const));
  const sources = recording.files.map(({ file, symbols }) => linesOf(file, symbols, onDamage));
  for await (const { atMicros, text, symbol } of mergeLines(sources)) {
    const receivedAt = micros(atMicros + recording.leadMicros);
    // A snapshot in a recording is the bare answer of the REST interface and does not name its symbol.
    if (!text.startsWith('{"lastUpdateId"')) normaliser.accept(receivedAt, text);
    else if (symbol !== null) normaliser.acceptSnapshot(places.get(symbol) ?? 0, receivedAt, text);
    if (normaliser.length >= BLOCK_ROWS) yield normaliser.take();
  }
  if (normaliser.length > 0) yield normaliser.take();
}

async function* linesOf(
  file: string,
  symbols: readonly string[],
  onDamage: (text: string) => void,
): AsyncGenerator<Line> {
  // A file of several instruments does not say whose snapshot it holds.
  const symbol = symbols.length === 1 ? (symbols[0] ?? null) : null;
  for await (const line of recordedLines(file, onDamage)) yield { ...line, symbol };
}

/** Symbols whose first file holds no snapshot of theirs. */
function partialSymbols({ files, listings }: Recording): string[] {
  const first = (symbol: string) =>
    files.filter(({ symbols }) => symbols.includes(symbol)).toSorted((a, b) => a.startMicros - b.startMicros)[0];
  const isWhole = (symbol: string) => {
    const look = first(symbol);
    return look !== undefined && look.snapshot !== null && look.symbols.length === 1;
  };
  return listings.map(({ symbol }) => symbol).filter((symbol) => !isWhole(symbol));
}

async function openOrExplain(place: string): Promise<Recording> {
  try {
    return await openRecording(place);
  } catch (cause) {
    throw new AppError("invalid", cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
