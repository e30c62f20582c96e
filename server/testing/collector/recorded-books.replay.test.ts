/**
 * The book that the mapper and the sequencer rebuild, against the venue's own best bid and offer.
 *
 * A sample is one applied depth update: the rebuilt top after update id u must be, in price and size, the
 * last recorded bookTicker whose id is at most u. Comparing ids rather than arrival times is the honest
 * way: the two streams are not in step, and by time even a perfect book differs while one is under way.
 * Updates before the first ticker have nothing to be compared with.
 */
import { expect, test } from "vitest";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { KIND, SIDE } from "@/server/domain/market-block";
import { createStepParser, floorSteps } from "@/server/domain/step-parser";
import { FeedNormaliser } from "@/server/services/collector/feed-normaliser";
import { haveRecordings, readRecording, recordedSpec } from "@/server/testing/recordings/raw-binance";

/** bid ticks, bid lots, ask ticks, ask lots */
type Top = readonly [number, number, number, number];
type Ticker = Readonly<{ id: number; top: Top }>;

function toTicker(text: string, spec: InstrumentSpec): Ticker | null {
  const message = JSON.parse(text) as { data?: Record<string, string | number> } & Record<string, string | number>;
  const fields = message.data ?? message;
  if (fields["B"] === undefined || fields["u"] === undefined || fields["e"] === "depthUpdate") return null;
  const ticks = createStepParser(spec.tickSize);
  const lots = (name: string) => floorSteps(String(fields[name]), spec.lotSize);
  return {
    id: Number(fields["u"]),
    top: [ticks(String(fields["b"])), lots("B"), ticks(String(fields["a"])), lots("A")],
  };
}

function topOf(normaliser: FeedNormaliser): Top {
  const { book } = normaliser.feed(0);
  const side = (which: number) => [book.levelPrice(which, 0), book.levelSize(which, 0)] as const;
  return [...side(SIDE.bid), ...side(SIDE.ask)];
}

function compare(file: string, spec: InstrumentSpec, startFrom: "snapshot" | "updates") {
  const lines = readRecording(file);
  const tickers = lines.flatMap(({ text }) => toTicker(text, spec) ?? []).sort((a, b) => a.id - b.id);
  const normaliser = new FeedNormaliser({ specs: [spec], mapper: createBinanceMapper([spec]), startFrom });
  const counts = { samples: 0, same: 0 };
  let next = 0;
  for (const { receivedAt, text } of lines) {
    normaliser.accept(receivedAt, text);
    const block = normaliser.take();
    if (block.kind[block.length - 1] !== KIND.bookLevel) continue;
    const id = block.seq[block.length - 1] ?? 0;
    while (next < tickers.length && (tickers[next]?.id ?? 0) <= id) next++;
    const expected = tickers[next - 1]?.top;
    if (!expected) continue;
    const seen = topOf(normaliser);
    counts.samples++;
    if (seen.every((value, i) => value === expected[i])) counts.same++;
  }
  return { ...counts, feed: normaliser.feed(0), unreadable: normaliser.counts.unreadable };
}

const BTC = recordedSpec("BTCUSDT", "0.01", "0.00001");
const ETH = recordedSpec("ETHUSDT", "0.01", "0.0001");
const BTC_USDM = recordedSpec("BTCUSDT", "0.10", "0.001");
const ETH_USDM = recordedSpec("ETHUSDT", "0.01", "0.001");
const BTC_COINM = recordedSpec("BTCUSD_PERP", "0.1", "1");

/** Every sample where the session starts with a snapshot; without one the first seconds' book is partial. */
const WHOLE = { startFrom: "snapshot", shareMin: 1 } as const;
const PARTIAL = { startFrom: "updates", shareMin: 0.998 } as const;

test.skipIf(!haveRecordings).each([
  ["spot/btcusdt_20240808.gz", BTC, WHOLE],
  ["spot/btcusdt_20240809.gz", BTC, PARTIAL],
  ["spot/btcusdt_20230405.dat.gz", BTC, PARTIAL],
  ["spot/ethusdt_20240808.gz", ETH, WHOLE],
  ["spot/ethusdt_20240809.gz", ETH, PARTIAL],
  ["usdm/btcusdt_20230404.dat.gz", BTC_USDM, WHOLE],
  ["usdm/btcusdt_20230405.dat.gz", BTC_USDM, PARTIAL],
  ["usdm/btcusdt_20240808.gz", BTC_USDM, WHOLE],
  ["usdm/ethusdt_20240808.gz", ETH_USDM, WHOLE],
  ["coinm/btcusd_perp_20240808.gz", BTC_COINM, WHOLE],
  ["coinm/btcusd_perp_20240809.gz", BTC_COINM, PARTIAL],
] as const)("%s: the rebuilt top is the recorded one", (file, spec, { startFrom, shareMin }) => {
  const { samples, same, feed, unreadable } = compare(file, spec, startFrom);
  expect(samples).toBeGreaterThan(3_000);
  expect(same / samples).toBeGreaterThanOrEqual(shareMin);
  expect({ gaps: feed.gaps, unreadable, missingTrades: feed.missingTrades }).toEqual({
    gaps: 0,
    unreadable: 0,
    missingTrades: 0,
  });
});
