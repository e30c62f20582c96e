/** Decides what of a place is played: which files belong together, which instruments, which steps. */
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { Listing } from "@/server/adapters/simulated/instruments";
import { RecordingError } from "./recording-lines";
import { lookInto, type RecordingLook } from "./recording-look";

export type Recording = Readonly<{
  /** For people: the file's or the folder's name. */
  name: string;
  files: readonly RecordingLook[];
  listings: readonly Listing[];
  /** Recorder's time of the first line, and of the last if the files were read to their end. */
  startMicros: number;
  endMicros: number | null;
  /** Added to the recorder's time so that no message comes before the exchange says it was made. */
  leadMicros: number;
  notes: readonly string[];
}>;

/** Files belong to one session when the next begins at most so long after the last ended. */
const SESSION_GAP_MICROS = 60e6;

/**
 * @param place a recording, or a folder of them
 * @throws RecordingError when nothing in it can be played
 */
export async function openRecording(place: string): Promise<Recording> {
  const names = filesOf(place);
  const notes: string[] = [];
  const looks: RecordingLook[] = [];
  for (const file of names) {
    try {
      looks.push(await lookInto(file));
    } catch (error) {
      if (!(error instanceof RecordingError) || names.length === 1) throw error;
      notes.push(`Left out: ${error.message}`);
    }
  }
  const files = longestSession(looks, (note) => notes.push(note));
  const [first] = files;
  if (first === undefined) throw new RecordingError(place, notes[0] ?? "holds no recording (*.gz)");
  const ends = files.map(({ endMicros }) => endMicros);
  return {
    name: path.basename(place),
    files,
    listings: [...new Set(files.flatMap(({ symbols }) => symbols))].map((symbol) => listingFor(symbol, files)),
    startMicros: first.startMicros,
    endMicros: ends.reduce((last, end) => (last === null || end === null ? null : Math.max(last, end)), 0),
    leadMicros: Math.max(...files.map(({ leadMicros }) => leadMicros)),
    notes,
  };
}

function filesOf(place: string): readonly string[] {
  if (place === "") throw new RecordingError("TAPEDECK_RECORDING", "names no file or folder");
  if (!existsSync(place)) throw new RecordingError(place, "no such file or folder");
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place)
    .filter((name) => name.endsWith(".gz"))
    .sort()
    .map((name) => path.join(place, name));
}

/** A folder may hold several sessions, months apart: the longest is played, and what is left out is said. */
function longestSession(looks: readonly RecordingLook[], onNote: (note: string) => void): readonly RecordingLook[] {
  const sessions: RecordingLook[][] = [];
  let endMicros = Number.NEGATIVE_INFINITY;
  for (const one of [...looks].sort((a, b) => a.startMicros - b.startMicros)) {
    if (one.startMicros > endMicros + SESSION_GAP_MICROS) sessions.push([]);
    sessions.at(-1)?.push(one);
    endMicros = Math.max(endMicros, one.endMicros ?? Number.POSITIVE_INFINITY);
  }
  const chosen = sessions.reduce<RecordingLook[]>((best, one) => (lengthOf(one) > lengthOf(best) ? one : best), []);
  for (const { file, startMicros } of sessions.filter((session) => session !== chosen).flat()) {
    onNote(`Left out: ${file} is of another session, ${dayOf(startMicros)}; play it by its own name`);
  }
  return chosen;
}

function lengthOf(session: readonly RecordingLook[]): number {
  const [first] = session;
  if (first === undefined) return -1;
  return Math.max(...session.map(({ endMicros }) => endMicros ?? Number.POSITIVE_INFINITY)) - first.startMicros;
}

/** Day of a time in microseconds, e.g. "2024-08-08". */
export const dayOf = (micros: number): string => new Date(micros / 1_000).toISOString().slice(0, 10);

/** Binance's quote assets, longest first where one ends another. */
const QUOTES = ["FDUSD", "USDT", "USDC", "TUSD", "BUSD", "BTC", "ETH", "BNB", "EUR", "TRY", "USD"];

function listingFor(symbol: string, looks: readonly RecordingLook[]): Listing {
  const own = looks.filter(({ symbols }) => symbols.includes(symbol));
  const bookSizeDecimals = Math.max(...own.map((one) => one.sizeDecimals));
  const quote = QUOTES.find((name) => symbol.endsWith(name) && symbol !== name) ?? symbol.slice(-4);
  return {
    symbol,
    base: symbol.slice(0, -quote.length),
    quote,
    // A price step coarser than a hundredth is an accident of a short look; finer ones stand in the data.
    priceDecimals: Math.max(2, ...own.map(({ priceDecimals }) => priceDecimals)),
    // Trades show what may be ordered now; a recording without any says no more than its book.
    sizeDecimals: Math.max(...own.map((one) => one.lotDecimals)) || bookSizeDecimals,
    bookSizeDecimals,
    minNotional: "5.00000000",
  };
}
