/**
 * Raw Binance recordings for tests: gzip text, a line `<local time> <JSON>`. The local time is in ns (2024)
 * or µs (2023). Used in place and never copied; a test skips, saying so, where they are absent.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { type InstrumentSpec, instrument } from "@/server/domain/instrument";
import { type Micros, micros } from "@/server/domain/micros";

export const RECORDINGS = path.resolve("../shared/data/l2/binance");
export const haveRecordings = existsSync(RECORDINGS);
if (!haveRecordings) process.stderr.write(`no recordings in ${RECORDINGS}: tests on them are skipped\n`);

export type RecordedLine = Readonly<{ receivedAt: Micros; text: string }>;

const NANOS_FROM = 1e18;

/** All lines of a recording, e.g. "spot/btcusdt_20240808.gz". */
export function readRecording(name: string): RecordedLine[] {
  const text = gunzipSync(readFileSync(path.join(RECORDINGS, name))).toString("utf8");
  const lines: RecordedLine[] = [];
  for (const line of text.split("\n")) {
    const at = line.indexOf(" ");
    if (at < 0) continue;
    const stamp = Number(line.slice(0, at));
    lines.push({
      receivedAt: micros(Math.round(stamp >= NANOS_FROM ? stamp / 1_000 : stamp)),
      text: line.slice(at + 1),
    });
  }
  return lines;
}

/** Tick and lot sizes as the sessions use them; fees and minimum do not matter to a book. */
export const recordedSpec = (venueSymbol: string, tickSize: string, lotSize: string): InstrumentSpec =>
  instrument({
    venueId: "recorded-test",
    symbol: venueSymbol,
    venueSymbol,
    base: venueSymbol.slice(0, 3),
    quote: "USDT",
    version: 1,
    tickSize,
    lotSize,
    minNotional: "5",
    makerFeePpm: 1_000,
    takerFeePpm: 1_000,
  });
