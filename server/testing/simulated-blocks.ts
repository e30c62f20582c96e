/** The simulated market as blocks of market rows, in its own time: no socket, no waiting, the same for the same seed and start. */
import { answerRest } from "@/server/adapters/simulated/binance/rest";
import { ManualClock } from "@/server/adapters/simulated/clock";
import { createSimulatedVenue, type SimulatedVenue } from "@/server/adapters/simulated/generator/simulated-venue";
import { specOfListing } from "@/server/adapters/simulated/listing-spec";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { FeedNormaliser } from "@/server/services/collector/feed-normaliser";

const STEP_MICROS = 100_000;
/** From the venue to us on loopback. */
const FEED_MICROS = 1_000;

export type SimulatedBlocks = Readonly<{
  instruments: readonly InstrumentSpec[];
  /** One block per 100 ms, a snapshot of each book first. */
  blocks: (seconds: number) => AsyncGenerator<MarketBlock>;
  /** Crashes on request, and the history of before. */
  venue: SimulatedVenue;
}>;

/** @param startMicros of market time */
export function openSimulatedBlocks(seed: number, startMicros: number): SimulatedBlocks {
  const clock = new ManualClock(startMicros);
  const venue = createSimulatedVenue({ seed, clock });
  const instruments = venue.listings.map((listing) => specOfListing(listing, "simulated"));
  const normaliser = new FeedNormaliser({ specs: instruments, mapper: createBinanceMapper(instruments) });
  const receivedAt = () => micros(clock.nowMicros() + FEED_MICROS);
  return {
    instruments,
    venue,
    async *blocks(seconds) {
      for (const [i, { venueSymbol }] of instruments.entries()) {
        const query = new URLSearchParams({ symbol: venueSymbol, limit: "1000" });
        normaliser.acceptSnapshot(i, receivedAt(), answerRest(venue, "/api/v3/depth", query).body);
      }
      venue.start((stream, data) => {
        if (/@(depth@100ms|trade)$/.test(stream)) normaliser.accept(receivedAt(), data);
      });
      for (let passed = 0; passed < seconds * 1_000_000; passed += STEP_MICROS) {
        clock.advance(STEP_MICROS);
        yield normaliser.take();
      }
      venue.stop();
    },
  };
}
