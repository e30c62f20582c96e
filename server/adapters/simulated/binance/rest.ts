/** Binance's public REST endpoints over a venue model, spot, USD-M and COIN-M: the paths say which. */
import {
  bookSizeText,
  type Listing,
  priceText,
  sizeText,
  WIRE_DECIMALS,
} from "@/server/adapters/simulated/instruments";
import type { Product } from "@/server/domain/instrument";
import { intervalOf } from "./intervals";
import { joinKlines } from "./kline-bars";
import { futuresEndpoints } from "./rest-futures";
import {
  type Endpoint,
  limitOf,
  listingOf,
  numberOf,
  RawJson,
  type Request,
  symbolsOf,
  VenueError,
} from "./rest-query";
import type { KlineQuery, VenueModel } from "./venue-model";
import { aggregates, exchangeInfoSymbol, klineRow, snapshotText, tradeRow } from "./wire";

/** An answer: JSON text and its status. */
export type RestAnswer = Readonly<{ status: number; body: string; weight: number }>;

function missing(what: string): never {
  throw new RangeError(`there is no ${what}`);
}

const DAY = 86_400_000;
const MINUTES_OF_DAY = 1_440;
const AVERAGE_MINUTES = 5;
const minute = intervalOf("1m") ?? missing("1m");

/** Where each product's paths begin. */
export const REST_PREFIXES: Readonly<Record<Product, string>> = {
  spot: "/api/v3/",
  linear: "/fapi/v1/",
  inverse: "/dapi/v1/",
};

const common: Readonly<Record<string, Endpoint>> = {
  ping: { weight: 1, answer: () => ({}) },
  time: { weight: 1, answer: ({ model }) => ({ serverTime: model.nowMillis() }) },
  depth: { weight: 5, answer: depth },
  trades: { weight: 25, answer: trades },
  historicalTrades: { weight: 25, answer: trades },
  aggTrades: { weight: 4, answer: aggTrades },
  klines: { weight: 2, answer: klines },
  "ticker/24hr": { weight: 40, answer: (request) => forSymbols(request, dayTicker) },
  "ticker/price": { weight: 4, answer: (request) => forSymbols(request, lastPrice) },
  "ticker/bookTicker": { weight: 4, answer: (request) => forSymbols(request, bookTicker) },
};

const spot: Readonly<Record<string, Endpoint>> = {
  ...common,
  exchangeInfo: { weight: 20, answer: exchangeInfo },
  uiKlines: { weight: 2, answer: klines },
  avgPrice: { weight: 2, answer: ({ model, query }) => averagePrice(model, listingOf(model, query)) },
};

const futures: Readonly<Record<string, Endpoint>> = { ...common, ...futuresEndpoints };

function endpointOf({ product }: VenueModel, path: string): Endpoint | undefined {
  const prefix = REST_PREFIXES[product];
  if (!path.startsWith(prefix)) return undefined;
  return (product === "spot" ? spot : futures)[path.slice(prefix.length)];
}

/** Answers a GET; an unknown path is a 404, a bad parameter the venue's `{code, msg}`. */
export function answerRest(model: VenueModel, path: string, query: URLSearchParams): RestAnswer {
  const endpoint = endpointOf(model, path);
  if (endpoint === undefined)
    return { status: 404, body: JSON.stringify({ code: -1000, msg: `${path} is not served here` }), weight: 1 };
  try {
    const answer = endpoint.answer({ model, query });
    return {
      status: 200,
      body: answer instanceof RawJson ? answer.text : JSON.stringify(answer),
      weight: endpoint.weight,
    };
  } catch (error) {
    if (!(error instanceof VenueError)) throw error;
    return { status: 400, body: JSON.stringify({ code: error.code, msg: error.message }), weight: endpoint.weight };
  }
}

function exchangeInfo({ model, query }: Request) {
  const wanted = query.has("symbol") || query.has("symbols") ? symbolsOf(model, query) : model.listings;
  return {
    timezone: "UTC",
    serverTime: model.nowMillis(),
    rateLimits: [{ rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6_000 }],
    exchangeFilters: [],
    symbols: wanted.map(exchangeInfoSymbol),
  };
}

function depth({ model, query }: Request) {
  const listing = listingOf(model, query);
  const most = model.product === "spot" ? 5_000 : 1_000;
  const book = model.depth(listing.symbol, limitOf(query, { usual: 100, most }));
  return new RawJson(snapshotText(listing, book, model.nowMillis()));
}

function trades({ model, query }: Request) {
  const listing = listingOf(model, query);
  return model
    .trades(listing.symbol, limitOf(query, { usual: 500, most: 1_000 }))
    .map((trade) => tradeRow(listing, trade));
}

function aggTrades({ model, query }: Request) {
  const listing = listingOf(model, query);
  const limit = limitOf(query, { usual: 500, most: 1_000 });
  const fromId = numberOf(query, "fromId") ?? 0;
  const [start, end] = [numberOf(query, "startTime") ?? 0, numberOf(query, "endTime") ?? Number.MAX_SAFE_INTEGER];
  const kept = model
    .trades(listing.symbol, 1_000)
    .filter((t) => t.aggregateId >= fromId && t.atMillis >= start && t.atMillis <= end);
  const runs = aggregates(kept);
  return (query.has("fromId") || query.has("startTime") ? runs.slice(0, limit) : runs.slice(-limit)).map((run) => {
    const [first] = run;
    const last = run.at(-1) ?? first;
    return {
      a: first?.aggregateId,
      p: priceText(listing, first?.ticks ?? 0),
      q: sizeText(
        listing,
        run.reduce((sum, trade) => sum + trade.lots, 0),
      ),
      f: first?.id,
      l: last?.id,
      T: last?.atMillis,
      m: first?.isBuyerMaker,
      M: true,
    };
  });
}

function klines({ model, query }: Request) {
  const listing = listingOf(model, query);
  const wanted = klineQuery(model, query);
  return model.klines(wanted).map((bar) => klineRow(listing, bar, wanted.interval));
}

function klineQuery(model: VenueModel, query: URLSearchParams): KlineQuery {
  const interval = intervalOf(query.get("interval") ?? "");
  if (interval === null) throw new VenueError(-1120, "Invalid interval.");
  return {
    symbol: listingOf(model, query).symbol,
    interval,
    startMillis: numberOf(query, "startTime"),
    endMillis: numberOf(query, "endTime"),
    limit: limitOf(query, { usual: 500, most: 1_000 }),
  };
}

/** Gets ready, a little at a time, for an answer that would hold up everybody else. */
export async function prepareRest(model: VenueModel, path: string, query: URLSearchParams): Promise<void> {
  if (endpointOf(model, path)?.answer !== klines) return;
  try {
    await model.prepareKlines(klineQuery(model, query));
  } catch (error) {
    // The answer itself says what is wrong with the request.
    if (!(error instanceof VenueError)) throw error;
  }
}

/** The last 24 hours out of whole minutes, as the venue's rolling window. */
export function dayTicker(model: VenueModel, listing: Listing) {
  const now = model.nowMillis();
  const minutes = model.klines({
    symbol: listing.symbol,
    interval: minute,
    startMillis: now - DAY,
    endMillis: null,
    limit: MINUTES_OF_DAY,
  });
  const bar = joinKlines(minutes, now - DAY);
  const price = (ticks: number) => priceText(listing, ticks);
  const last = model.trades(listing.symbol, 1).at(-1);
  const close = last?.ticks ?? bar?.close ?? 0;
  const open = bar?.open ?? close;
  return {
    ...bookTicker(model, listing),
    priceChange: ((close - open) / 10 ** listing.priceDecimals).toFixed(8),
    priceChangePercent: open === 0 ? "0.000" : ((100 * (close - open)) / open).toFixed(3),
    weightedAvgPrice:
      bar === null || bar.lots === 0
        ? price(close)
        : (bar.quoteUnits / (bar.lots / 10 ** listing.sizeDecimals)).toFixed(8),
    prevClosePrice: price(open),
    lastPrice: price(close),
    lastQty: sizeText(listing, last?.lots ?? 0),
    openPrice: price(open),
    highPrice: price(bar?.high ?? close),
    lowPrice: price(bar?.low ?? close),
    volume: sizeText(listing, bar?.lots ?? 0),
    quoteVolume: (bar?.quoteUnits ?? 0).toFixed(8),
    openTime: now - DAY,
    closeTime: now,
    firstId: -1,
    lastId: last?.id ?? -1,
    count: bar?.trades ?? 0,
  };
}

/** Turnover over volume of five minutes; the last price when nothing was traded. */
function averagePrice(model: VenueModel, listing: Listing) {
  const query = {
    symbol: listing.symbol,
    interval: minute,
    startMillis: null,
    endMillis: null,
    limit: AVERAGE_MINUTES,
  };
  const bar = joinKlines(model.klines(query), 0);
  const last = lastPrice(model, listing).price;
  const price =
    bar === null || bar.lots === 0
      ? last
      : (bar.quoteUnits / (bar.lots / 10 ** listing.sizeDecimals)).toFixed(WIRE_DECIMALS);
  return {
    mins: AVERAGE_MINUTES,
    price,
    closeTime: model.trades(listing.symbol, 1).at(-1)?.atMillis ?? model.nowMillis(),
  };
}

function lastPrice(model: VenueModel, listing: Listing) {
  const last = model.trades(listing.symbol, 1).at(-1);
  return { symbol: listing.symbol, price: priceText(listing, last?.ticks ?? 0) };
}

function bookTicker(model: VenueModel, listing: Listing) {
  const { bids, asks } = model.depth(listing.symbol, 1);
  return {
    symbol: listing.symbol,
    bidPrice: priceText(listing, bids[0]?.[0] ?? 0),
    bidQty: bookSizeText(listing, bids[0]?.[1] ?? 0),
    askPrice: priceText(listing, asks[0]?.[0] ?? 0),
    askQty: bookSizeText(listing, asks[0]?.[1] ?? 0),
  };
}

function forSymbols({ model, query }: Request, answer: (model: VenueModel, listing: Listing) => unknown) {
  if (query.has("symbol")) return answer(model, listingOf(model, query));
  return symbolsOf(model, query).map((listing) => answer(model, listing));
}
