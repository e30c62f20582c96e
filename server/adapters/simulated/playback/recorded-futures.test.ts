import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { specOfListing } from "@/server/adapters/simulated/listing-spec";
import { openRecording } from "./open-recording";
import { parseRecorded } from "./recorded-message";
import { RecordedSymbol } from "./recorded-symbol";

const folder = mkdtempSync(path.join(tmpdir(), "futures "));
const at = 1_700_000_000_000_000;
const line = (offset: number, body: object) => `${at + offset} ${JSON.stringify(body)}\n`;
const T = at / 1_000;

const diff = (symbol: string, [pu, U, u]: readonly number[], bids: readonly (readonly [string, string])[]) => ({
  stream: `${symbol.toLowerCase()}@depth@0ms`,
  data: { e: "depthUpdate", E: T, T, s: symbol, U, u, pu, b: bids, a: [] },
});
const trade = (symbol: string, X: string, [p, q]: readonly [string, string]) => ({
  stream: `${symbol.toLowerCase()}@trade`,
  data: { e: "trade", E: T, T, s: symbol, t: 11, p, q, X, m: false },
});
const snapshot = { lastUpdateId: 105, E: T, T, bids: [["100.10", "2.5"]], asks: [["100.20", "1.0"]] };

function write(name: string, bodies: readonly object[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, gzipSync(bodies.map((body, i) => line(i * 10, body)).join("")));
  return file;
}

test("a linear perpetual's steps and terms come out of its messages", async () => {
  const place = write("usdm.gz", [
    diff("BTCUSDT", [90, 101, 104], [["100.10", "2.525"]]),
    snapshot,
    trade("BTCUSDT", "MARKET", ["100.20", "0.005"]),
  ]);
  const { product, listings } = await openRecording(place);
  expect(product).toBe("linear");
  const specs = listings.map((listing) => specOfListing(listing, "recorded-usdm"));
  expect(specs).toMatchObject([
    { symbol: "BTC/USDT:USDT", venueSymbol: "BTCUSDT", tickSize: "0.1", lotSize: "0.001", takerFeePpm: 500 },
  ]);
  expect(specs[0]?.contract).toMatchObject({ kind: "linear", settle: "USDT", inverseAtoms: 0n });
});

test("a coin-margined one counts in contracts, and its name says what it settles in", async () => {
  const place = write("coinm.gz", [
    diff("BTCUSD_PERP", [90, 101, 104], [["61800.1", "412"]]),
    trade("BTCUSD_PERP", "MARKET", ["61800.2", "4"]),
  ]);
  const { product, listings } = await openRecording(place);
  expect(product).toBe("inverse");
  const [spec] = listings.map((listing) => specOfListing(listing, "recorded-coinm"));
  expect(spec).toMatchObject({ symbol: "BTC/USD:BTC", base: "BTC", quote: "USD", tickSize: "0.1", lotSize: "1" });
  // 100 USD at a tick of 0.1: 10^11 atoms over the price in ticks.
  expect(spec?.contract).toMatchObject({ kind: "inverse", settle: "BTC", inverseAtoms: 100_000_000_000n });
});

test("of a folder that mixes spot and futures one market is played, and the rest is named", async () => {
  const mixed = mkdtempSync(path.join(tmpdir(), "mixed "));
  const spot = { stream: "btcusdt@depth", data: { E: T, s: "BTCUSDT", U: 1, u: 2, b: [["100.01", "1"]], a: [] } };
  const futures = diff("BTCUSDT", [90, 101, 104], [["100.1", "1"]]);
  for (const [name, body] of [
    ["a.gz", spot],
    ["b.gz", futures],
    ["c.gz", futures],
  ] as const) {
    writeFileSync(path.join(mixed, name), gzipSync(line(0, body)));
  }
  const { product, files, notes } = await openRecording(mixed);
  expect([product, files.length]).toEqual(["linear", 2]);
  expect(notes.join()).toMatch(/Left out: .*a\.gz is of another market \(spot\)/);
});

async function play(bodies: readonly object[]) {
  const { listings } = await openRecording(write("play.gz", bodies));
  const symbol = new RecordedSymbol(listings[0]!, false);
  const sent: string[] = [];
  for (const body of bodies) {
    const message = parseRecorded(JSON.stringify(body));
    if (message.kind !== "unreadable") symbol.play(message, (stream) => sent.push(stream));
  }
  return { symbol, sent };
}

test("updates are chained by the id of the one before; a lost one starts the book anew", async () => {
  const whole = await play([
    diff("BTCUSDT", [90, 101, 104], [["100.10", "9"]]),
    snapshot,
    // Spans the snapshot's id, then skips ids as futures do.
    diff("BTCUSDT", [104, 105, 108], [["100.10", "3"]]),
    diff("BTCUSDT", [108, 120, 130], [["100.00", "4"]]),
  ]);
  expect(whole.symbol.breaks).toBe(0);
  expect(whole.symbol.book.depth(5)).toMatchObject({
    lastUpdateId: 130,
    bids: [
      [1001, 30],
      [1000, 40],
    ],
  });
  const broken = await play([snapshot, diff("BTCUSDT", [110, 120, 130], [["100.00", "4"]])]);
  expect(broken.symbol.breaks).toBe(1);
  expect(broken.symbol.book.depth(5).bids).toEqual([[1000, 40]]);
});

test("the venue's own trades are sent as recorded and are none of the bars", async () => {
  const { symbol, sent } = await play([
    snapshot,
    trade("BTCUSDT", "MARKET", ["100.20", "0.5"]),
    trade("BTCUSDT", "INSURANCE_FUND", ["150.00", "0.1"]),
    { stream: "btcusdt@markPrice@1s", data: { e: "markPriceUpdate", E: T, s: "BTCUSDT", p: "100.15", r: "0", T } },
  ]);
  expect(sent.filter((stream) => stream.endsWith("@trade"))).toHaveLength(2);
  expect(symbol.trades(10).map(({ ticks }) => ticks)).toEqual([1002]);
  expect(symbol.mark).toContain('"p":"100.15"');
});
