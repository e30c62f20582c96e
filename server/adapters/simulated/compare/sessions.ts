import { existsSync } from "node:fs";
import path from "node:path";
import { levelsText } from "@/server/adapters/simulated/binance/wire";
import { ManualClock } from "@/server/adapters/simulated/clock";
import { createSimulatedVenue } from "@/server/adapters/simulated/generator/simulated-venue";
import { recordedLines } from "@/server/adapters/simulated/playback/recording-lines";
import { type Measures, measure } from "./measure";
import { Observer } from "./observer";

/** Recordings are used where they lie and never copied. */
export const RECORDINGS = path.resolve("../shared/data/l2/binance/spot");
export const haveRecordings = existsSync(RECORDINGS);

const STREAM = /^\{"stream":"[a-z0-9]+@([A-Za-z0-9_@]+)","data":/;
const TICK = 0.01;

/** Files of one session, one after the other. */
export async function measureRecorded(names: readonly string[]): Promise<Measures> {
  const observer = new Observer();
  for (const name of names) {
    for await (const { atMicros, text } of recordedLines(path.join(RECORDINGS, name), () => {})) {
      const match = STREAM.exec(text);
      if (match === null) observer.begin(text);
      else observer.see(match[1] ?? "", text.slice(match[0].length, -1), atMicros / 1e6);
    }
  }
  return measure(observer, TICK);
}

export type Window = Readonly<{ symbol: string; seed: number; startMillis: number; seconds: number }>;

/** A stretch of the simulated market, lived through as fast as it goes. */
export function measureSimulated({ symbol, seed, startMillis, seconds }: Window): Measures {
  const clock = new ManualClock(startMillis * 1_000);
  const venue = createSimulatedVenue({ seed, clock });
  const observer = new Observer();
  const listing = venue.listings.find((one) => one.symbol === symbol);
  if (listing === undefined) throw new RangeError(`the simulated market does not list ${symbol}`);
  const { lastUpdateId, bids, asks } = venue.depth(symbol, 5_000);
  const book = `{"lastUpdateId":${lastUpdateId},"bids":${levelsText(listing, bids)},"asks":${levelsText(listing, asks)}}`;
  observer.begin(book);
  const prefix = `${symbol.toLowerCase()}@`;
  const { market } = venue;
  venue.start((stream, data) => {
    if (stream.startsWith(prefix)) observer.see(stream.slice(prefix.length), data, market(symbol).nowMicros / 1e6);
  });
  clock.advance(seconds * 1e6);
  venue.stop();
  return measure(observer, TICK);
}

/** Windows stand apart by this, so that calm and busy times are among them. */
const APART_MILLIS = 7.3 * 3_600_000;
const FIRST_MILLIS = Date.UTC(2026, 10, 2);
const SEED = 1;

/** The same windows of the same market each time. */
export const simulatedWindows = (
  symbol: string,
  { count, seconds }: Readonly<{ count: number; seconds: number }>,
): Window[] =>
  Array.from({ length: count }, (_, i) => ({
    symbol,
    seed: SEED,
    startMillis: FIRST_MILLIS + i * APART_MILLIS,
    seconds,
  }));
