/**
 * A venue's markets as one connection: each symbol by the market that has it, each market's streams coming and going
 * by themselves.
 */
import { AppError } from "@/server/domain/errors";
import { type InstrumentSpec, type Product, productOf } from "@/server/domain/instrument";
import type { Clock } from "@/server/ports/clock";
import type { FeedEvents, VenueConnection } from "@/server/ports/market-feed";

export type Market = Readonly<{ product: Product; connection: VenueConnection }>;

export type JoinedOptions = Readonly<{
  /** The first is the one that the venue cannot be collected without. */
  markets: readonly [Market, ...Market[]];
  wallClock: Clock;
}>;

/** A further market that fails to list what it has so often in a row is done without, e.g. where it is not offered. */
const LISTING_ATTEMPTS = 3;
const REOPEN_MILLIS = 5_000;

export function joinConnections({ markets, wallClock }: JoinedOptions): VenueConnection {
  const [first] = markets;
  const owners = new Map<string, Market>();
  const attempts = new Map<Market, number>();
  let isClosed = false;

  const list = async (market: Market, symbols: readonly string[]): Promise<readonly InstrumentSpec[]> => {
    try {
      const found = await market.connection.listInstruments(symbols);
      for (const { symbol } of found) owners.set(symbol, market);
      return found;
    } catch (error) {
      const count = (attempts.get(market) ?? 0) + 1;
      attempts.set(market, count);
      if (market === first || count < LISTING_ATTEMPTS) throw error;
      return [];
    }
  };
  const ownerOf = (symbol: string): Market => {
    const owner = owners.get(symbol);
    if (!owner) throw new AppError("not_found", `none of the venue's markets has ${symbol}`);
    return owner;
  };
  const pause = () =>
    new Promise<void>((resolve) => {
      const cancel = wallClock.every(REOPEN_MILLIS, () => {
        cancel();
        resolve();
      });
    });
  /** Until it stands, or everything is closed. */
  const open = async ({ connection, product }: Market, symbols: readonly string[], events: FeedEvents) => {
    while (!isClosed) {
      try {
        return await connection.open(symbols, events);
      } catch (error) {
        events.onState("closed", error instanceof Error ? error.message : String(error), product);
        await pause();
      }
    }
  };

  return {
    listInstruments: async (symbols) => (await Promise.all(markets.map((market) => list(market, symbols)))).flat(),
    async open(symbols, events) {
      const openings = markets.flatMap((market) => {
        const own = symbols.filter((symbol) => owners.get(symbol) === market);
        return own.length === 0 ? [] : [open(market, own, events)];
      });
      // The others follow: one market must not wait for another.
      await Promise.race(openings);
    },
    fetchDepth: (symbol) => ownerOf(symbol).connection.fetchDepth(symbol),
    fetchCandles: (spec, since) => {
      const market = markets.find(({ product }) => product === productOf(spec)) ?? first;
      return market.connection.fetchCandles(spec, since);
    },
    fetchClockOffset: () => first.connection.fetchClockOffset(),
    async close() {
      isClosed = true;
      await Promise.all(markets.map(({ connection }) => connection.close()));
    },
  };
}
