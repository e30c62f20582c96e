/**
 * The simulated market's perpetuals, as a USD-M and a COIN-M venue beside the spot one: they follow its price, and
 * fall when it is made to fall.
 */
import { barsOf } from "@/server/adapters/simulated/binance/kline-bars";
import type { Publish, VenueModel } from "@/server/adapters/simulated/binance/venue-model";
import type { MarketClock } from "@/server/adapters/simulated/clock";
import { productOfListing } from "@/server/adapters/simulated/instruments";
import { PERPETUALS } from "./perpetual-characters";
import { PerpetualMarket } from "./perpetual-market";
import { prepareDays } from "./prepare-days";
import { LISTED_MILLIS, runMarkets, WARM_UP_MICROS } from "./run-markets";
import type { SimulatedVenue } from "./simulated-venue";
import type { SymbolMarket } from "./symbol-market";

export type PerpetualVenue = VenueModel & Readonly<{ perpetualMarket: (symbol: string) => PerpetualMarket }>;

export type SimulatedPerpetualsOptions = Readonly<{
  seed: number;
  clock: MarketClock;
  /** Of the same seed and clock. */
  spot: SimulatedVenue;
}>;

export function createSimulatedPerpetuals(
  options: SimulatedPerpetualsOptions,
): Readonly<{ linear: PerpetualVenue; inverse: PerpetualVenue }> {
  return { linear: createVenue("linear", options), inverse: createVenue("inverse", options) };
}

function createVenue(product: "linear" | "inverse", { seed, clock, spot }: SimulatedPerpetualsOptions): PerpetualVenue {
  const startedAt = clock.nowMicros();
  const startMicros = startedAt - WARM_UP_MICROS;
  const perpetuals = PERPETUALS.filter(({ character }) => productOfListing(character.listing) === product).map(
    (perpetual) => {
      const one = new PerpetualMarket({ perpetual, seed, startMicros, spot: spot.market(perpetual.underlying) });
      one.market.advance(startedAt, () => {});
      one.market.open(startedAt);
      one.tell(startedAt, () => {});
      return one;
    },
  );
  const find = (symbol: string): PerpetualMarket => {
    const found = perpetuals.find(({ market }) => market.listing.symbol === symbol);
    if (found === undefined) throw new RangeError(`the simulated market lists no perpetual ${symbol}`);
    return found;
  };
  const marketOf = (symbol: string): SymbolMarket => find(symbol).market;
  const nowMillis = () => Math.floor(clock.nowMicros() / 1_000);
  const span = () => ({ earliestMillis: LISTED_MILLIS, nowMillis: nowMillis() });
  let stop = () => {};
  return {
    product,
    listings: perpetuals.map(({ market }) => market.listing),
    nowMillis,
    source: spot.source,
    depth: (symbol, limit) => marketOf(symbol).depth(limit),
    trades: (symbol, limit) => marketOf(symbol).trades(limit),
    klines: (query) => barsOf({ ...query, ...span() }, marketOf(query.symbol).bars),
    prepareKlines: (query) => prepareDays({ ...query, ...span() }, marketOf(query.symbol).bars),
    perpetual: {
      premium: (symbol) => find(symbol).premium,
      fundings: (symbol, range) => find(symbol).fundings(range),
    },
    start: (publish: Publish) => {
      const markets = perpetuals.map(({ market }) => market);
      const tell = (micros: number) => {
        for (const one of perpetuals) one.tell(micros, publish);
      };
      stop = runMarkets({ markets, clock, publish, onStep: tell });
    },
    stop: () => stop(),
    perpetualMarket: find,
  };
}
