/**
 * What Binance really sends, spot and futures, four instruments on one connection with REST snapshots that arrive
 * late and out of step: recorded sessions of 31 to 120 s with the listing, the snapshots and the stream.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { fromMillis } from "@/server/domain/micros";
import { createStepParser } from "@/server/domain/step-parser";
import { FeedNormaliser } from "@/server/services/collector/feed-normaliser";
import { recordedSpec } from "@/server/testing/recordings/raw-binance";

const FOLDER = path.resolve("../shared/data/protocol/recorded_v3");
const haveProtocol = existsSync(FOLDER);
if (!haveProtocol) process.stderr.write(`no recordings in ${FOLDER}: tests on them are skipped\n`);

type Line = Readonly<{ t: string; ts: number; url?: string; data: string }>;
type Filter = Readonly<Record<string, string>>;
type Listing = Readonly<{ symbols: readonly Readonly<{ symbol: string; filters: readonly Filter[] }>[] }>;

function readSession(name: string): Line[] {
  const text = gunzipSync(readFileSync(path.join(FOLDER, name))).toString("utf8");
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Line).sort((a, b) => (a.ts ?? 0) - (b.ts ?? 0));
}

/** Instruments of the session's snapshots, in the listing's steps. */
function specsOf(lines: readonly Line[]): InstrumentSpec[] {
  const listing = JSON.parse(lines.find(({ url }) => url?.includes("exchangeInfo"))?.data ?? "{}") as Listing;
  const symbols = lines.flatMap(({ url }) => /depth\?symbol=([A-Z]+)/.exec(url ?? "")?.[1] ?? []);
  return symbols.map((symbol) => {
    const { filters = [] } = listing.symbols.find((each) => each.symbol === symbol) ?? {};
    const value = (type: string, field: string) => filters.find(({ filterType }) => filterType === type)?.[field] ?? "";
    return recordedSpec(symbol, value("PRICE_FILTER", "tickSize"), value("LOT_SIZE", "stepSize"));
  });
}

/** bookTickers by instrument: update id, and best prices in ticks. */
function tickersOf(lines: readonly Line[], specs: readonly InstrumentSpec[]): Map<string, [number, number, number][]> {
  const tickers = new Map<string, [number, number, number][]>(specs.map(({ venueSymbol }) => [venueSymbol, []]));
  for (const { t, data } of lines) {
    if (t !== "recv" || !data.includes("@bookTicker")) continue;
    const { u, s, b, a } = (JSON.parse(data) as { data: { u: number; s: string; b: string; a: string } }).data;
    const ticks = createStepParser(specs.find(({ venueSymbol }) => venueSymbol === s)?.tickSize ?? "1");
    tickers.get(s)?.push([u, ticks(b), ticks(a)]);
  }
  return tickers;
}

function run(name: string) {
  const lines = readSession(name);
  const specs = specsOf(lines);
  const tickers = tickersOf(lines, specs);
  const normaliser = new FeedNormaliser({ specs, mapper: createBinanceMapper(specs) });
  const result = { samples: 0, same: 0 };
  for (const { t, ts, url, data } of lines) {
    const receivedAt = fromMillis((ts ?? 0) * 1_000);
    const symbol = /depth\?symbol=([A-Z]+)/.exec(url ?? "")?.[1];
    if (symbol !== undefined) {
      const instrument = specs.findIndex(({ venueSymbol }) => venueSymbol === symbol);
      normaliser.acceptSnapshot(instrument, receivedAt, data);
    } else if (t === "recv") normaliser.accept(receivedAt, data);
    const block = normaliser.take();
    const last = block.length - 1;
    const feed = normaliser.feed(block.instrument[last] ?? 0);
    const expected = tickers
      .get(specs[feed.index]?.venueSymbol ?? "")
      ?.findLast(([id]) => id <= (block.seq[last] ?? 0));
    if (last < 0 || !expected) continue;
    result.samples++;
    if (feed.book.bestBid() === expected[1] && feed.book.bestAsk() === expected[2]) result.same++;
  }
  return { ...result, normaliser };
}

test.skipIf(!haveProtocol).each([
  ["BINANCE.jsonl.gz", 100],
  ["BINANCE_FUTURES.jsonl.gz", 500],
])("%s: each of its books is whole and right", (name, samplesMin) => {
  const { samples, same, normaliser } = run(name);
  expect(samples).toBeGreaterThanOrEqual(samplesMin);
  expect(same).toBe(samples);
  expect(normaliser.feeds.map(({ isLive, gaps }) => [isLive, gaps])).toEqual(normaliser.feeds.map(() => [true, 0]));
  expect(normaliser.counts.unreadable).toBe(0);
});
