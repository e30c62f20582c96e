/** Decides what of a place is played: which files belong together, which instruments, which steps. */
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { Listing } from "@/server/adapters/simulated/instruments";
import type { Product } from "@/server/domain/instrument";
import { listingFor } from "./recorded-listing";
import { RecordingError } from "./recording-lines";
import { lookInto, type RecordingLook } from "./recording-look";

export type Recording = Readonly<{
  /** For people: the file's or the folder's name. */
  name: string;
  product: Product;
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
  const files = longestSession(ofOneProduct(looks, notes), (note) => notes.push(note));
  const [first] = files;
  if (first === undefined) throw new RecordingError(place, notes[0] ?? "holds no recording (*.gz)");
  const ends = files.map(({ endMicros }) => endMicros);
  return {
    name: path.basename(place),
    product: first.product,
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

/** Symbols of spot and futures are the same texts: one market is played, the one with the most files. */
function ofOneProduct(looks: readonly RecordingLook[], notes: string[]): readonly RecordingLook[] {
  const count = (product: Product) => looks.filter((look) => look.product === product).length;
  const kept = looks.reduce<Product>((best, { product }) => (count(product) > count(best) ? product : best), "spot");
  for (const { file, product } of looks) {
    if (product !== kept) notes.push(`Left out: ${file} is of another market (${product}); play it by its own name`);
  }
  return looks.filter(({ product }) => product === kept);
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
