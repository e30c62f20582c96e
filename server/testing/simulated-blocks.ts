/** The simulated market as blocks of market rows, in its own time: no socket, no waiting, the same for the same seed and start. */
import { answerRest } from "@/server/adapters/simulated/binance/rest";
import { ManualClock } from "@/server/adapters/simulated/clock";
import { createSimulatedVenue } from "@/server/adapters/simulated/generator/simulated-venue";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import { type InstrumentSpec, instrument } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { FeedNormaliser } from "@/server/services/collector/feed-normaliser";

const STEP_MICROS = 100_000;
/** From the venue to us on loopback. */
const FEED_MICROS = 1_000;
const stepText = (decimals: number): string => (decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`);

export type SimulatedBlocks = Readonly<{
  instruments: readonly InstrumentSpec[];
  /** One block per 100 ms, a snapshot of each book first. */
  blocks: (seconds: number) => AsyncGenerator<MarketBlock>;
}>;

/** @param startMicros of market time */
export function openSimulatedBlocks(seed: number, startMicros: number): SimulatedBlocks {
  const clock = new ManualClock(startMicros);
  const venue = createSimulatedVenue({ seed, clock });
  const instruments = venue.listings.map(({ symbol, base, quote, priceDecimals, sizeDecimals, minNotional }) =>
    instrument({
      venueId: "simulated",
      symbol: `${base}/${quote}`,
      venueSymbol: symbol,
      base,
      quote,
      version: 1,
      tickSize: stepText(priceDecimals),
      lotSize: stepText(sizeDecimals),
      minNotional,
      makerFeePpm: 1_000,
      takerFeePpm: 1_000,
    }),
  );
  const normaliser = new FeedNormaliser({ specs: instruments, mapper: createBinanceMapper(instruments) });
  const receivedAt = () => micros(clock.nowMicros() + FEED_MICROS);
  return {
    instruments,
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
