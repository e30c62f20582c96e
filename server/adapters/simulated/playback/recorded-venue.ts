/** A recording as a venue: its messages go out with their own spacing, in the recording's time, at a chosen speed. */
import { type BarParts, barsOf } from "@/server/adapters/simulated/binance/kline-bars";
import type { Publish, VenueModel } from "@/server/adapters/simulated/binance/venue-model";
import { type MarketClock, scaledClock } from "@/server/adapters/simulated/clock";
import { dayOf, openRecording, type Recording } from "./open-recording";
import { parseRecorded, type RecordedMessage } from "./recorded-message";
import { recordedPerpetual } from "./recorded-perpetual";
import { RecordedSymbol } from "./recorded-symbol";
import { mergeLines, recordedLines } from "./recording-lines";
import type { RecordingLook } from "./recording-look";

export type RecordedVenueOptions = Readonly<{
  place: string;
  speed: number;
  /** Wall clock; the recording's own is made from it. */
  clock: MarketClock;
  onNote?: (note: string) => void;
}>;

/** `atMicros` is market time. */
type Due = Readonly<{ atMicros: number; symbol: string; message: RecordedMessage }>;

/** Playing waits at most so long for a message, so that the end and a changed clock are noticed. */
const LOOK_MICROS_MAX = 250_000;

/** @throws RecordingError when nothing in it can be played */
export async function createRecordedVenue(options: RecordedVenueOptions): Promise<VenueModel> {
  const recording = await openRecording(options.place);
  const notes = [...recording.notes];
  const { leadMicros } = recording;
  const startedAtMicros = recording.startMicros + leadMicros;
  const clock = scaledClock(options.clock, { originMicros: startedAtMicros, speed: options.speed });
  const hasAggTrades = recording.files.some((file) => file.hasAggTrades);
  const symbols = new Map(
    recording.listings.map((listing) => [listing.symbol, new RecordedSymbol(listing, hasAggTrades)] as const),
  );
  for (const symbol of symbols.values()) notes.push(...beginBook(symbol, recording));
  for (const note of notes) options.onNote?.(note);
  const nowMillis = () => Math.floor(clock.nowMicros() / 1_000);
  const symbolOf = (name: string): RecordedSymbol => {
    const found = symbols.get(name);
    if (found === undefined) throw new RangeError(`the recording has no ${name}`);
    return found;
  };
  const state: { ended: boolean; endsAtMs: number | null; stop: () => void } = {
    ended: false,
    endsAtMs: recording.endMicros === null ? null : Math.floor((recording.endMicros + leadMicros) / 1_000),
    stop: () => {},
  };
  const session = `${Math.floor(options.clock.nowMicros() / 1_000).toString(36)}`;
  return {
    product: recording.product,
    listings: recording.listings,
    nowMillis,
    source: () => ({
      source: "recorded",
      label: `RECORDED ${dayOf(recording.startMicros)} x${options.speed}`,
      session,
      speed: options.speed,
      marketTimeMs: nowMillis(),
      startedAtMs: Math.floor(startedAtMicros / 1_000),
      endsAtMs: state.endsAtMs,
      ended: state.ended,
      symbols: [...symbols.keys()],
      notes,
    }),
    depth: (symbol, limit) => symbolOf(symbol).book.depth(limit),
    trades: (symbol, limit) => symbolOf(symbol).trades(limit),
    klines: (query) => {
      const range = { ...query, earliestMillis: Math.floor(startedAtMicros / 1_000), nowMillis: nowMillis() };
      return barsOf(range, partsOf(symbolOf(query.symbol)));
    },
    prepareKlines: () => Promise.resolve(),
    ...(recording.product === "spot" ? {} : { perpetual: recordedPerpetual(symbolOf) }),
    start: (publish) => {
      const onDamage = (reason: string) => {
        notes.push(reason);
        options.onNote?.(reason);
      };
      state.stop = play(
        { recording, clock, onDamage },
        (due) => deliver(due, symbols, publish),
        (lastMicros) => {
          state.ended = true;
          state.endsAtMs = Math.floor(lastMicros / 1_000);
          options.onNote?.("The recording has ended");
        },
      );
    },
    stop: () => state.stop(),
  };
}

const partsOf = ({ bars }: RecordedSymbol): BarParts => ({
  second: (open) => bars.second(open),
  minute: (open) => bars.minute(open),
  hour: () => null,
});

function deliver({ symbol, message }: Due, symbols: ReadonlyMap<string, RecordedSymbol>, publish: Publish): void {
  if (message.kind !== "unreadable") symbols.get(symbol)?.play(message, publish);
}

/**
 * A client that asks before the recorded snapshot was taken gets that snapshot all the same: it drops the
 * diffs that are in it already, as Binance's rules tell it to.
 */
function beginBook(symbol: RecordedSymbol, { files }: Recording): string[] {
  const own = files.filter(({ symbols }) => symbols.includes(symbol.listing.symbol));
  const [first] = own;
  // A file of several instruments does not say whose snapshot it holds.
  if (first?.snapshot !== null && first?.snapshot !== undefined && first.symbols.length === 1) {
    symbol.book.reset(first.snapshot);
    return [];
  }
  return [`${symbol.listing.symbol} has no snapshot: its book is built from the updates alone and partial at first`];
}

type Playing = Readonly<{ recording: Recording; clock: MarketClock; onDamage: (reason: string) => void }>;

/** Reads ahead by one message and waits for its time. */
function play(
  { recording, clock, onDamage }: Playing,
  onDue: (due: Due) => void,
  onEnd: (lastMicros: number) => void,
): () => void {
  let cancel = () => {};
  let isStopped = false;
  const lines = mergeLines(recording.files.map((file) => dueLines(file, recording.leadMicros, onDamage)));
  const until = (atMicros: number) =>
    new Promise<void>((resolve) => {
      cancel = clock.after(Math.min(LOOK_MICROS_MAX, atMicros - clock.nowMicros()), resolve);
    });
  const run = async () => {
    let lastMicros = clock.nowMicros();
    for await (const due of lines) {
      while (!isStopped && due.atMicros > clock.nowMicros()) await until(due.atMicros);
      if (isStopped) return;
      lastMicros = due.atMicros;
      onDue(due);
    }
    onEnd(lastMicros);
  };
  run().catch((error: unknown) => {
    onDamage(error instanceof Error ? error.message : String(error));
    onEnd(clock.nowMicros());
  });
  return () => {
    isStopped = true;
    cancel();
  };
}

async function* dueLines(
  { file, symbols }: RecordingLook,
  leadMicros: number,
  onDamage: (reason: string) => void,
): AsyncGenerator<Due> {
  const only = symbols.length === 1 ? (symbols[0] ?? "") : "";
  for await (const { atMicros, text } of recordedLines(file, onDamage)) {
    const message = parseRecorded(text);
    const symbol = "symbol" in message ? message.symbol : only;
    yield { atMicros: atMicros + leadMicros, symbol, message };
  }
}
