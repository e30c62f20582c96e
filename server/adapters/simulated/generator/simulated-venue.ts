/** The simulated market as a venue: three instruments that live in step with a clock. */
import { barsOf } from "@/server/adapters/simulated/binance/kline-bars";
import type { VenueModel } from "@/server/adapters/simulated/binance/venue-model";
import type { MarketClock } from "@/server/adapters/simulated/clock";
import { CHARACTERS } from "./character";
import { prepareDays } from "./prepare-days";
import { LISTED_MILLIS, runMarkets, WARM_UP_MICROS } from "./run-markets";
import { SymbolMarket } from "./symbol-market";

export type SimulatedVenue = VenueModel &
  Readonly<{
    /** For grading queue models and for tests: the truth behind the feed. */
    market: (symbol: string) => SymbolMarket;
    flashCrash: (symbol: string, course: Readonly<{ depth: number; seconds: number }>) => void;
  }>;

export function createSimulatedVenue(options: Readonly<{ seed: number; clock: MarketClock }>): SimulatedVenue {
  const { seed, clock } = options;
  const startedAt = clock.nowMicros();
  const markets = new Map(
    CHARACTERS.map((character, index) => {
      const market = new SymbolMarket({ character, index, seed, startMicros: startedAt - WARM_UP_MICROS });
      market.advance(startedAt, () => {});
      market.open(startedAt);
      return [character.listing.symbol, market] as const;
    }),
  );
  const market = (symbol: string): SymbolMarket => {
    const found = markets.get(symbol);
    if (found === undefined) throw new RangeError(`the simulated market does not list ${symbol}`);
    return found;
  };
  const nowMillis = () => Math.floor(clock.nowMicros() / 1_000);
  const span = () => ({ earliestMillis: LISTED_MILLIS, nowMillis: nowMillis() });
  let stop = () => {};
  return {
    product: "spot",
    listings: CHARACTERS.map(({ listing }) => listing),
    nowMillis,
    source: () => ({
      source: "simulated",
      label: "SIMULATED",
      session: `seed-${seed}`,
      speed: 1,
      marketTimeMs: nowMillis(),
      startedAtMs: Math.floor(startedAt / 1_000),
      endsAtMs: null,
      ended: false,
      symbols: [...markets.keys()],
      notes: [],
    }),
    depth: (symbol, limit) => market(symbol).depth(limit),
    trades: (symbol, limit) => market(symbol).trades(limit),
    klines: (query) => barsOf({ ...query, ...span() }, market(query.symbol).bars),
    prepareKlines: (query) => prepareDays({ ...query, ...span() }, market(query.symbol).bars),
    start: (publish) => {
      stop = runMarkets({ markets: [...markets.values()], clock, publish });
    },
    stop: () => stop(),
    market,
    flashCrash: (symbol, course) => market(symbol).crash.begin(clock.nowMicros(), course),
  };
}
