/** The simulated market as a venue: three instruments that live in step with a clock. */
import { barsOf } from "@/server/adapters/simulated/binance/kline-bars";
import type { Publish, VenueModel } from "@/server/adapters/simulated/binance/venue-model";
import type { MarketClock } from "@/server/adapters/simulated/clock";
import { CHARACTERS } from "./character";
import { prepareDays } from "./prepare-days";
import { SymbolMarket } from "./symbol-market";

/** Real time between two looks at the clock, and between two depth messages. */
const STEP_MICROS = 10_000;
const DEPTH_MICROS = 100_000;
/** Lived through before the first message, so that there is a book with a past and a list of trades. */
const WARM_UP_MICROS = 15_000_000;
/** A machine that slept does not live through the night: the market goes on from now. */
const CATCH_UP_MICROS_MAX = 5_000_000;
/** First day of history, whoever asks and whenever. */
const LISTED_MILLIS = Date.UTC(2022, 0, 1);

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
      stop = run([...markets.values()], clock, publish);
    },
    stop: () => stop(),
    market,
    flashCrash: (symbol, course) => market(symbol).crash.begin(clock.nowMicros(), course),
  };
}

/** Lives in small steps; each is paid for by the time that passed, so a late timer loses nothing. */
function run(markets: readonly SymbolMarket[], clock: MarketClock, publish: Publish): () => void {
  let livedUntil = clock.nowMicros();
  let nextDepth = livedUntil + DEPTH_MICROS;
  let cancel = () => {};
  const step = () => {
    const now = clock.nowMicros();
    livedUntil = Math.max(livedUntil, now - CATCH_UP_MICROS_MAX);
    nextDepth = Math.max(nextDepth, livedUntil);
    while (livedUntil < now) {
      const until = Math.min(now, livedUntil + STEP_MICROS, nextDepth);
      for (const market of markets) market.advance(until, publish);
      livedUntil = until;
      if (until < nextDepth) continue;
      for (const market of markets) market.publishDepth(until, publish);
      nextDepth += DEPTH_MICROS;
    }
    cancel = clock.after(STEP_MICROS, step);
  };
  cancel = clock.after(STEP_MICROS, step);
  return () => cancel();
}
