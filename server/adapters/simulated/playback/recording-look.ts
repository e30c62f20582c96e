/** A look into one file of a recording before it is played. */
import { statSync } from "node:fs";
import type { Product } from "@/server/domain/instrument";
import { parseRecorded, type RecordedMessage, type WireLevels } from "./recorded-message";
import { RecordingError, recordedLines } from "./recording-lines";

export type Snapshot = Extract<RecordedMessage, { kind: "snapshot" }>;

export type RecordingLook = Readonly<{
  file: string;
  product: Product;
  symbols: readonly string[];
  startMicros: number;
  /** Null of a file that is too large to be read through beforehand. */
  endMicros: number | null;
  snapshot: Snapshot | null;
  /** Decimals that prices, sizes and the sizes of trades really use. */
  priceDecimals: number;
  sizeDecimals: number;
  lotDecimals: number;
  /** The most by which a message's exchange time was ahead of the recorder's clock; 0 when it never was. */
  leadMicros: number;
  hasAggTrades: boolean;
}>;

/** Lines looked into; the snapshot stands within the first few. */
const LOOK_LINES = 3_000;
/** Larger files (compressed) are not read to their end beforehand. */
const SCAN_BYTES_MAX = 64 * 1024 * 1024;

type Seen = {
  isFutures: boolean;
  symbols: Set<string>;
  snapshot: Snapshot | null;
  priceDecimals: number;
  sizeDecimals: number;
  lotDecimals: number;
  leadMicros: number;
  hasAggTrades: boolean;
};

/** @throws RecordingError when it cannot be played */
export async function lookInto(file: string): Promise<RecordingLook> {
  const seen: Seen = {
    isFutures: false,
    symbols: new Set(),
    snapshot: null,
    priceDecimals: 0,
    sizeDecimals: 0,
    lotDecimals: 0,
    leadMicros: 0,
    hasAggTrades: false,
  };
  const isScanned = statSync(file).size <= SCAN_BYTES_MAX;
  let [startMicros, endMicros, count] = [0, 0, 0];
  for await (const { atMicros, text } of recordedLines(file, () => {})) {
    startMicros ||= atMicros;
    endMicros = atMicros;
    count += 1;
    if (count <= LOOK_LINES) notice(seen, { atMicros, message: parseRecorded(text) });
    else if (!isScanned) break;
  }
  if (seen.symbols.size === 0)
    throw new RecordingError(file, `no market message in its first ${Math.min(count, LOOK_LINES)} lines`);
  const { isFutures, symbols, ...rest } = seen;
  const names = [...symbols];
  const product = isFutures ? futuresProduct(names) : "spot";
  return { ...rest, file, product, symbols: names, startMicros, endMicros: isScanned ? endMicros : null };
}

/** Coin-margined symbols say their delivery: BTCUSD_PERP, BTCUSD_240927. */
const futuresProduct = (symbols: readonly string[]): Product =>
  symbols.some((symbol) => symbol.includes("_")) ? "inverse" : "linear";

function notice(seen: Seen, line: Readonly<{ atMicros: number; message: RecordedMessage }>): void {
  const { atMicros, message } = line;
  if (message.kind === "unreadable") return;
  if (message.kind === "snapshot") {
    seen.snapshot ??= message;
    noticeLevels(seen, [...message.bids, ...message.asks]);
    return;
  }
  seen.symbols.add(message.symbol);
  if (message.kind === "other") {
    seen.hasAggTrades ||= message.stream === "aggTrade";
    seen.isFutures ||= message.stream.startsWith("markPrice");
    return;
  }
  seen.leadMicros = Math.max(seen.leadMicros, message.eventMillis * 1_000 - atMicros);
  if (message.kind === "trade") {
    seen.isFutures ||= message.tradeKind !== null;
    noticeLevels(seen, [[message.price, message.size]]);
    seen.lotDecimals = Math.max(seen.lotDecimals, decimalsOf(message.size));
  } else {
    seen.isFutures ||= message.previous !== null;
    noticeLevels(seen, [...message.bids, ...message.asks]);
  }
}

function noticeLevels(seen: Seen, levels: WireLevels): void {
  for (const [price, size] of levels) {
    seen.priceDecimals = Math.max(seen.priceDecimals, decimalsOf(price));
    seen.sizeDecimals = Math.max(seen.sizeDecimals, decimalsOf(size));
  }
}

const decimalsOf = (text: string): number => (text.split(".")[1] ?? "").replace(/0+$/, "").length;
