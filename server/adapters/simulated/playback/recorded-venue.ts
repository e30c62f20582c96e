/** A recording as a venue: its messages go out with their own spacing, in the recording's time, at a chosen speed. */
import { barsOf } from "@/server/adapters/simulated/binance/kline-bars";
import type { Publish, VenueModel } from "@/server/adapters/simulated/binance/venue-model";
import { type MarketClock, scaledClock } from "@/server/adapters/simulated/clock";
import { openRecording, type Recording } from "./open-recording";
import { parseRecorded, type RecordedMessage } from "./recorded-message";
import { RecordedSymbol } from "./recorded-symbol";
import { mergeLines, recordedLines } from "./recording-lines";

export type RecordedVenueOptions = Readonly<{
  place: string;
  speed: number;
  /** Wall clock; the recording's own is made from it. */
  clock: MarketClock;
  onNote?: (note: string) => void;
}>;

type Due = Readonly<{ atMicros: number; symbol: string; message: RecordedMessage }>;

/** Playing waits at most so long for a message, so that the end and a changed clock are noticed. */
const LOOK_MICROS_MAX = 250_000;

/** @throws RecordingError when nothing in it can be played */
export async function createRecordedVenue(options: RecordedVenueOptions): Promise<VenueModel> {
  const recording = await openRecording(options.place);
  const notes = [...recording.notes];
  const clock = scaledClock(options.clock, { originMicros: recording.startMicros, speed: options.speed });
  const symbols = new Map(recording.listings.map((listing) => [listing.symbol, new RecordedSymbol(listing)] as const));
  for (const symbol of symbols.values()) notes.push(...beginBook(symbol, recording));
  for (const note of notes) options.onNote?.(note);
  const nowMillis = () => Math.floor(clock.nowMicros() / 1_000);
  const symbolOf = (name: string): RecordedSymbol => {
    const found = symbols.get(name);
    if (found === undefined) throw new RangeError(`the recording has no ${name}`);
    return found;
  };
  const state = { ended: false, endsAtMs: null as number | null, stop: () => {} };
  const session = `${Math.floor(options.clock.nowMicros() / 1_000).toString(36)}`;
  return {
    listings: recording.listings,
    nowMillis,
    source: () => ({
      source: "recorded",
      label: `RECORDED ${new Date(recording.startMicros / 1_000).toISOString().slice(0, 10)} x${options.speed}`,
      session,
      speed: options.speed,
      marketTimeMs: nowMillis(),
      startedAtMs: Math.floor(recording.startMicros / 1_000),
      endsAtMs: state.endsAtMs,
      ended: state.ended,
      symbols: [...symbols.keys()],
      notes,
    }),
    depth: (symbol, limit) => symbolOf(symbol).book.depth(limit),
    trades: (symbol, limit) => symbolOf(symbol).trades.slice(-limit),
    klines: (query) =>
      barsOf(
        query,
        { earliestMillis: recording.startMicros / 1_000, nowMillis: nowMillis() },
        (open) => symbolOf(query.symbol).minutes.get(open) ?? null,
      ),
    start: (publish) => {
      const onDamage = (reason: string) => {
        notes.push(reason);
        options.onNote?.(reason);
      };
      state.stop = play(
        { recording, clock, onDamage },
        (due) => deliver(due, symbolOf, publish),
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

function deliver({ symbol, message }: Due, symbolOf: (name: string) => RecordedSymbol, publish: Publish): void {
  if (message.kind !== "snapshot" && message.kind !== "unreadable") symbolOf(symbol).play(message, publish);
}

/**
 * A client that asks before the recorded snapshot was taken gets that snapshot all the same: it drops the
 * diffs that are in it already, as Binance's rules tell it to.
 */
function beginBook(symbol: RecordedSymbol, { files }: Recording): string[] {
  const own = files
    .filter((file) => file.symbol === symbol.listing.symbol)
    .sort((a, b) => a.startMicros - b.startMicros);
  const [first] = own;
  if (first === undefined) return [];
  if (first.snapshot !== null) {
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
  const lines = mergeLines(recording.files.map(({ file, symbol }) => dueLines(file, symbol, onDamage)));
  const until = (atMicros: number) =>
    new Promise<void>((resolve) => {
      cancel = clock.after(Math.min(LOOK_MICROS_MAX, atMicros - clock.nowMicros()), resolve);
    });
  const run = async () => {
    let lastMicros = recording.startMicros;
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

async function* dueLines(file: string, symbol: string, onDamage: (reason: string) => void): AsyncGenerator<Due> {
  for await (const { atMicros, text } of recordedLines(file, onDamage)) {
    yield { atMicros, symbol, message: parseRecorded(text) };
  }
}
