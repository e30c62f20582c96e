/** Looks into a recording before it is played: which files, symbols and steps, and the snapshot each book begins with. */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { Listing } from "@/server/adapters/simulated/instruments";
import { parseRecorded, type RecordedMessage, type WireLevels } from "./recorded-message";
import { RecordingError, recordedLines } from "./recording-lines";

/** Lines looked at; the snapshot stands within the first few. */
const LOOK_LINES = 3_000;

export type RecordedFile = Readonly<{
  file: string;
  symbol: string;
  startMicros: number;
  snapshot: Extract<RecordedMessage, { kind: "snapshot" }> | null;
}>;

export type Recording = Readonly<{
  /** For people: the file's or the folder's name. */
  name: string;
  files: readonly RecordedFile[];
  listings: readonly Listing[];
  startMicros: number;
  notes: readonly string[];
}>;

/**
 * @param place a recording, or a folder of them
 * @throws RecordingError when nothing in it can be played
 */
export async function openRecording(place: string): Promise<Recording> {
  const names = statSync(place).isDirectory()
    ? readdirSync(place)
        .filter((name) => name.endsWith(".gz"))
        .sort()
        .map((name) => path.join(place, name))
    : [place];
  const notes: string[] = [];
  const looks: Look[] = [];
  for (const file of names) {
    try {
      looks.push(await look(file));
    } catch (error) {
      if (!(error instanceof RecordingError) || names.length === 1) throw error;
      notes.push(`Left out: ${error.message}`);
    }
  }
  const [first] = looks.map(({ startMicros }) => startMicros).sort((a, b) => a - b);
  if (first === undefined) throw new RecordingError(place, notes[0] ?? "holds no recording (*.gz)");
  const files = looks.map(({ file, symbol, startMicros, snapshot }) => ({ file, symbol, startMicros, snapshot }));
  const symbols = [...new Set(looks.map(({ symbol }) => symbol))];
  const listings = symbols.map((symbol) =>
    listingFor(
      symbol,
      looks.filter((one) => one.symbol === symbol),
    ),
  );
  return { name: path.basename(place), files, listings, startMicros: first, notes };
}

type Look = RecordedFile & Readonly<{ priceDecimals: number; sizeDecimals: number }>;

async function look(file: string): Promise<Look> {
  let symbol = "";
  let startMicros = 0;
  let snapshot: RecordedFile["snapshot"] = null;
  const decimals = { price: 0, size: 0 };
  let count = 0;
  for await (const { atMicros, text } of recordedLines(file, () => {})) {
    startMicros ||= atMicros;
    const message = parseRecorded(text);
    if (message.kind === "snapshot") snapshot ??= message;
    else if (message.kind !== "unreadable") symbol ||= message.symbol;
    if (message.kind === "depth" && message.isFutures) {
      throw new RecordingError(
        file,
        "holds a futures book, whose updates are chained by `pu`; the player serves spot recordings",
      );
    }
    note(decimals, message);
    count += 1;
    if (count >= LOOK_LINES) break;
  }
  if (symbol === "") throw new RecordingError(file, `no market message in its first ${count} lines`);
  return { file, symbol, startMicros, snapshot, priceDecimals: decimals.price, sizeDecimals: decimals.size };
}

function note(decimals: { price: number; size: number }, message: RecordedMessage): void {
  const see = (price: string, size: string) => {
    decimals.price = Math.max(decimals.price, decimalsOf(price));
    decimals.size = Math.max(decimals.size, decimalsOf(size));
  };
  if (message.kind === "trade") see(message.price, message.size);
  if (message.kind !== "snapshot" && message.kind !== "depth") return;
  const all: WireLevels = [...message.bids, ...message.asks];
  for (const [price, size] of all) see(price, size);
}

const decimalsOf = (text: string): number => (text.split(".")[1] ?? "").replace(/0+$/, "").length;

/** Binance's quote assets, longest first where one ends another. */
const QUOTES = ["FDUSD", "USDT", "USDC", "TUSD", "BUSD", "BTC", "ETH", "BNB", "EUR", "TRY", "USD"];

function listingFor(symbol: string, looks: readonly Look[]): Listing {
  const quote = QUOTES.find((name) => symbol.endsWith(name) && symbol !== name) ?? symbol.slice(-4);
  return {
    symbol,
    base: symbol.slice(0, -quote.length),
    quote,
    // Finer steps than two decimals stand in the data or they do not exist.
    priceDecimals: Math.max(2, ...looks.map(({ priceDecimals }) => priceDecimals)),
    sizeDecimals: Math.max(...looks.map(({ sizeDecimals }) => sizeDecimals)),
    minNotional: "5.00000000",
  };
}
