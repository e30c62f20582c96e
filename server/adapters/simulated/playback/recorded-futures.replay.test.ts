/**
 * Recorded USD-M and COIN-M sessions, served and followed as a client does: what arrives is what was recorded, to the
 * last level, trade and mark. (That the recording's book is the venue's: server/testing/collector/recorded-books.)
 */
import path from "node:path";
import { expect, test } from "vitest";
import { answerRest, REST_PREFIXES } from "@/server/adapters/simulated/binance/rest";
import { specOfListing } from "@/server/adapters/simulated/listing-spec";
import { leapingClock } from "@/server/adapters/simulated/testing/leaping-clock";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { KIND, SIDE } from "@/server/domain/market-block";
import { type Micros, micros } from "@/server/domain/micros";
import { FeedNormaliser } from "@/server/services/collector/feed-normaliser";
import { haveRecordings, RECORDINGS, readRecording } from "@/server/testing/recordings/raw-binance";
import { createRecordedVenue } from "./recorded-venue";

/** A reader of one instrument's messages that keeps prints and marks. */
function createReader(spec: InstrumentSpec) {
  const normaliser = new FeedNormaliser({ specs: [spec], mapper: createBinanceMapper([spec]) });
  const prints: number[][] = [];
  return {
    normaliser,
    prints,
    accept: (receivedAt: Micros, text: string) => {
      normaliser.accept(receivedAt, text);
      const block = normaliser.take();
      for (let i = 0; i < block.length; i++) {
        const kind = block.kind[i] ?? 0;
        if (kind !== KIND.trade && kind !== KIND.mark && kind !== KIND.funding) continue;
        prints.push([
          kind,
          block.exchangeAt[i] ?? 0,
          block.priceTicks[i] ?? 0,
          block.sizeLots[i] ?? 0,
          block.seq[i] ?? 0,
        ]);
      }
    },
  };
}

function levelsOf({ normaliser }: ReturnType<typeof createReader>) {
  const { book } = normaliser.feed(0);
  const side = (which: number) =>
    Array.from({ length: 200 }, (_, rank) => [book.levelPrice(which, rank), book.levelSize(which, rank)]);
  return { bids: side(SIDE.bid), asks: side(SIDE.ask) };
}

test.skipIf(!haveRecordings).each([
  ["usdm/btcusdt_20230404.dat.gz", { symbol: "BTC/USDT:USDT", marks: 99 }],
  ["coinm/btcusd_perp_20240808.gz", { symbol: "BTC/USD:BTC", marks: 0 }],
])("%s is served as it was recorded", async (file, { symbol, marks }) => {
  const venue = await createRecordedVenue({ place: path.join(RECORDINGS, file), speed: 1, clock: leapingClock() });
  const [listing] = venue.listings;
  if (listing === undefined) throw new Error("the recording lists an instrument");
  const spec = specOfListing(listing, "recorded");
  expect(spec.symbol).toBe(symbol);

  const served = createReader(spec);
  const query = new URLSearchParams({ symbol: spec.venueSymbol, limit: "1000" });
  const snapshot = answerRest(venue, `${REST_PREFIXES[venue.product]}depth`, query).body;
  let isAsked = false;
  await new Promise<void>((resolve) => {
    venue.start((stream, data) => {
      if (/@(depth@100ms|trade|markPrice@1s)$/.test(stream)) served.accept(micros(venue.nowMillis() * 1_000), data);
      if (isAsked) return;
      // The answer comes after the first messages, as it does from the venue.
      isAsked = true;
      served.normaliser.acceptSnapshot(0, micros(venue.nowMillis() * 1_000), snapshot);
    });
    const look = setInterval(() => {
      if (!venue.source().ended) return;
      clearInterval(look);
      resolve();
    }, 20);
  });

  const recorded = createReader(spec);
  for (const { receivedAt, text } of readRecording(file)) recorded.accept(receivedAt, text);
  expect(served.normaliser.feed(0)).toMatchObject({ isLive: true, gaps: 0, missingTrades: 0 });
  expect(served.normaliser.counts.unreadable).toBe(0);
  expect(levelsOf(served)).toEqual(levelsOf(recorded));
  expect(served.prints).toEqual(recorded.prints);
  expect(served.prints.filter(([kind]) => kind === KIND.mark)).toHaveLength(marks);
  expect(venue.perpetual?.premium(spec.venueSymbol) === null).toBe(marks === 0);
});
