/**
 * A connection to one of Binance's markets (spot, USD-M, COIN-M), or to a market server that speaks its protocol,
 * through ccxt's class of that market.
 *
 * Reconnects by itself until it is closed: with growing, jittered pauses, and through a breaker that stops
 * asking a venue which does not answer. Each loss and return is told, so that nobody trades on across it.
 */
import { AppError, isAppError } from "@/server/domain/errors";
import type { Product } from "@/server/domain/instrument";
import { MICROS_PER_MILLI, type Micros, toMillis } from "@/server/domain/micros";
import { ServiceBreaker } from "@/server/domain/service-breaker";
import type { Clock } from "@/server/ports/clock";
import type { FeedEvents, VenueConnection } from "@/server/ports/market-feed";
import { toCandles } from "./binance-candles";
import { type BinanceMarket, toInstrument } from "./binance-markets";
import { loadBinance } from "./load-binance";
import { marketUrls } from "./market-urls";
import { StreamLoop } from "./stream-loop";
import { createTappedBinance, type TappedBinance } from "./tapped-binance";

export type BinanceConnectionOptions = Readonly<{
  venueId: string;
  product: Product;
  /** Address of a market server of ours; null for Binance itself. */
  marketUrl: string | null;
  /** Market time: what messages are stamped with. */
  clock: Clock;
  wallClock: Clock;
  /** Asked on each new connection whether it is still the same market; throws when not. Default: it is. */
  verify?: () => Promise<void>;
  /** Around its requests and around its streams: a venue may answer the one and not the other. Default: of its own. */
  breakers?: Readonly<{ rest: ServiceBreaker; stream: ServiceBreaker }>;
}>;

const DEPTH_LEVELS = 1_000;
const CANDLES = 1_000;
/** A dead line is noticed within three of these. */
const PING_MILLIS = 10_000;

type DepthAnswer = Readonly<{ receivedAt: Micros; text: string }>;

export async function createBinanceConnection(options: BinanceConnectionOptions): Promise<VenueConnection> {
  const { venueId, product, marketUrl, clock, wallClock, verify = () => Promise.resolve() } = options;
  const { rest, stream } = options.breakers ?? {
    rest: new ServiceBreaker({ name: `${venueId} ${product} REST`, withholds: true }),
    stream: new ServiceBreaker({ name: `${venueId} ${product} stream`, withholds: true }),
  };
  const depths = new Map<string, DepthAnswer>();
  let loop: StreamLoop | null = null;
  const exchange: TappedBinance = createTappedBinance(await loadBinance(product), exchangeConfig(product, marketUrl), {
    onText: (text) => loop?.text({ receivedAt: clock.nowMicros(), text }),
    onSubscribed: () => loop?.subscribed(),
    onRest: (url, text) => {
      const symbol = /\/depth\?.*symbol=([^&]+)/.exec(url)?.[1];
      if (symbol !== undefined) depths.set(symbol, { receivedAt: clock.nowMicros(), text });
    },
  });

  const market = requestsOf(exchange, product);
  const ask = <T>(what: string, request: () => Promise<T>): Promise<T> =>
    guarded(rest, wallClock, { what: `${venueId}: ${what}`, request });
  const loadMarkets = () => ask("list of markets", () => exchange.loadMarkets());

  return {
    async listInstruments(symbols) {
      const markets = (await loadMarkets()) as Readonly<Record<string, BinanceMarket | undefined>>;
      return symbols.flatMap((symbol) => {
        const market = markets[symbol];
        return market ? [toInstrument(venueId, market)] : [];
      });
    },
    async open(symbols, events: FeedEvents) {
      await loadMarkets();
      // ccxt refuses an address without TLS until it has an agent for it.
      if (marketUrl !== null) await exchange.loadHttpProxyAgent();
      loop = new StreamLoop({ exchange, product, breaker: stream, wallClock, symbols, events, verify });
      await loop.start();
    },
    async fetchDepth(symbol) {
      const id = String(exchange.market(symbol).id);
      await ask(`book of ${symbol}`, () => market.depth({ symbol: id, limit: DEPTH_LEVELS }));
      const answer = depths.get(id);
      if (!answer) throw new AppError("unavailable", `${venueId}: the book of ${symbol} came without a text`);
      depths.delete(id);
      return answer;
    },
    async fetchCandles(spec, since) {
      const request = {
        symbol: spec.venueSymbol,
        interval: "1m",
        startTime: Math.ceil(toMillis(since)),
        limit: CANDLES,
      };
      return toCandles(await ask(`candles of ${spec.symbol}`, () => market.klines(request)), spec);
    },
    async fetchClockOffset() {
      const before = clock.nowMicros();
      const answer: unknown = await ask("time", () => market.time());
      const serverTime = Number((answer as { serverTime?: unknown }).serverTime);
      if (!Number.isFinite(serverTime)) throw new AppError("invalid", `${venueId}: the answer holds no time`);
      return Math.round(serverTime * MICROS_PER_MILLI - (before + clock.nowMicros()) / 2);
    },
    async close() {
      await loop?.stop();
      await exchange.close(true);
    },
  };
}

/** The raw requests of one market: each has its own addresses. */
function requestsOf(exchange: TappedBinance, product: Product) {
  if (product === "linear") {
    return {
      depth: (request: object) => exchange.fapiPublicGetDepth(request),
      klines: (request: object) => exchange.fapiPublicGetKlines(request),
      time: () => exchange.fapiPublicGetTime(),
    };
  }
  if (product === "inverse") {
    return {
      depth: (request: object) => exchange.dapiPublicGetDepth(request),
      klines: (request: object) => exchange.dapiPublicGetKlines(request),
      time: () => exchange.dapiPublicGetTime(),
    };
  }
  return {
    depth: (request: object) => exchange.publicGetDepth(request),
    klines: (request: object) => exchange.publicGetKlines(request),
    time: () => exchange.publicGetTime(),
  };
}

function exchangeConfig(product: Product, marketUrl: string | null): object {
  return {
    ...(marketUrl === null ? {} : { urls: marketUrls(marketUrl) }),
    // A server of ours has no limits to keep.
    enableRateLimit: marketUrl === null,
    streaming: { keepAlive: PING_MILLIS },
    options: {
      ...(product === "spot" ? { defaultType: "spot", fetchMarkets: { types: ["spot"] } } : {}),
      // Reconnecting waits in our loop; ccxt's own back-off would come on top of it.
      ws: { backoff: { base: 0 } },
    },
  };
}

type Request<T> = Readonly<{ what: string; request: () => Promise<T> }>;

/** Errors of the request itself, which say nothing about the venue's health. */
const CALLER_ERRORS = ["BadSymbol", "BadRequest", "ArgumentsRequired", "NotSupported"];

async function guarded<T>(breaker: ServiceBreaker, clock: Clock, { what, request }: Request<T>): Promise<T> {
  if (!breaker.mayTry(clock.nowMicros())) {
    const seconds = Math.ceil(breaker.waitMicros(clock.nowMicros()) / 1e6);
    throw new AppError("unavailable", `${what}: not asked, the venue did not answer; again in ${seconds} s`);
  }
  try {
    const answer = await request();
    breaker.succeeded();
    return answer;
  } catch (cause) {
    const isOurs = isAppError(cause) || (cause instanceof Error && CALLER_ERRORS.includes(cause.name));
    const why = cause instanceof Error ? cause.message : "no answer";
    if (isOurs) breaker.succeeded();
    else breaker.failed(clock.nowMicros(), why);
    throw new AppError("unavailable", `${what}: ${why}`, { cause });
  }
}
