/** Binance's JSON, field by field as the venue documents it, built as text: it is sent many times a second. */
import {
  bookSizeText,
  type Listing,
  priceText as price,
  sizeText as size,
  toWire,
  turnoverOf,
} from "@/server/adapters/simulated/instruments";
import type { Interval } from "./intervals";
import type { VenueDepth, VenueKline, VenueTrade } from "./venue-model";

type Levels = VenueDepth["bids"];

/** Coin-margined messages name the pair beside the symbol. */
const pairText = ({ contract }: Listing): string => (contract?.kind === "inverse" ? `"ps":"${contract.pair}",` : "");

export const levelsText = (listing: Listing, levels: Levels): string =>
  `[${levels.map(([ticks, lots]) => `["${price(listing, ticks)}","${bookSizeText(listing, lots)}"]`).join(",")}]`;

export type WireUpdate = Readonly<{
  atMillis: number;
  first: number;
  last: number;
  /** `last` of the update before; only futures tell it. */
  previous: number;
  bids: Levels;
  asks: Levels;
}>;

export function depthUpdateText(listing: Listing, update: WireUpdate): string {
  const { atMillis, first, last, previous, bids, asks } = update;
  const levels = `"b":${levelsText(listing, bids)},"a":${levelsText(listing, asks)}}`;
  if (listing.contract === null) {
    return `{"e":"depthUpdate","E":${atMillis},"s":"${listing.symbol}","U":${first},"u":${last},${levels}`;
  }
  const names = `"s":"${listing.symbol}",${pairText(listing)}`;
  return `{"e":"depthUpdate","E":${atMillis},"T":${atMillis},${names}"U":${first},"u":${last},"pu":${previous},${levels}`;
}

/** @param atMillis of the answer; spot's carries no time */
export function snapshotText(listing: Listing, { lastUpdateId, bids, asks }: VenueDepth, atMillis: number): string {
  const levels = `"bids":${levelsText(listing, bids)},"asks":${levelsText(listing, asks)}}`;
  const { contract, symbol } = listing;
  if (contract === null) return `{"lastUpdateId":${lastUpdateId},${levels}`;
  const names = contract.kind === "inverse" ? `"symbol":"${symbol}","pair":"${contract.pair}",` : "";
  return `{"lastUpdateId":${lastUpdateId},"E":${atMillis},"T":${atMillis},${names}${levels}`;
}

export function tradeText(listing: Listing, trade: VenueTrade): string {
  const { id, ticks, lots, atMillis, isBuyerMaker } = trade;
  const what = `"t":${id},"p":"${price(listing, ticks)}","q":"${size(listing, lots)}"`;
  return listing.contract === null
    ? `{"e":"trade","E":${atMillis},"s":"${listing.symbol}",${what},"T":${atMillis},"m":${isBuyerMaker},"M":true}`
    : `{"e":"trade","E":${atMillis},"T":${atMillis},"s":"${listing.symbol}",${what},"X":"MARKET","m":${isBuyerMaker}}`;
}

/** Trades of one aggregate: one taker order at one price. */
export function aggTradeText(listing: Listing, trades: readonly VenueTrade[]): string {
  const [first] = trades;
  const last = trades.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("an aggregate trade has at least one trade");
  const lots = trades.reduce((sum, trade) => sum + trade.lots, 0);
  return `{"e":"aggTrade","E":${last.atMillis},"s":"${listing.symbol}","a":${first.aggregateId},"p":"${price(listing, first.ticks)}","q":"${size(listing, lots)}","f":${first.id},"l":${last.id},"T":${last.atMillis},"m":${first.isBuyerMaker}${listing.contract === null ? ',"M":true' : ""}}`;
}

export function bookTickerText(listing: Listing, depth: VenueDepth, atMillis: number): string | null {
  const [bid] = depth.bids;
  const [ask] = depth.asks;
  if (bid === undefined || ask === undefined) return null;
  const touch = `"b":"${price(listing, bid[0])}","B":"${bookSizeText(listing, bid[1])}","a":"${price(listing, ask[0])}","A":"${bookSizeText(listing, ask[1])}"`;
  return listing.contract === null
    ? `{"u":${depth.lastUpdateId},"s":"${listing.symbol}",${touch}}`
    : `{"e":"bookTicker","u":${depth.lastUpdateId},"s":"${listing.symbol}",${pairText(listing)}${touch},"T":${atMillis},"E":${atMillis}}`;
}

/** The twelve columns of GET klines. */
export function klineRow(listing: Listing, kline: VenueKline, interval: Interval): unknown[] {
  return [
    kline.openMillis,
    price(listing, kline.open),
    price(listing, kline.high),
    price(listing, kline.low),
    price(listing, kline.close),
    size(listing, kline.lots),
    interval.shift(kline.openMillis, 1) - 1,
    kline.quoteUnits.toFixed(8),
    kline.trades,
    size(listing, kline.takerBuyLots),
    kline.takerBuyQuoteUnits.toFixed(8),
    "0",
  ];
}

export function klineEventText(
  listing: Listing,
  event: Readonly<{ kline: VenueKline; interval: Interval; nowMillis: number; isFinal: boolean }>,
): string {
  const { kline, interval, nowMillis, isFinal } = event;
  const [t, o, h, l, c, v, T, q, n, V, Q] = klineRow(listing, kline, interval);
  const k = {
    t,
    T,
    s: listing.symbol,
    i: interval.name,
    f: -1,
    L: -1,
    o,
    c,
    h,
    l,
    v,
    n,
    x: isFinal,
    q,
    V,
    Q,
    B: "0",
  };
  return JSON.stringify({ e: "kline", E: nowMillis, s: listing.symbol, k });
}

/** The wire form of trades in GET trades and historicalTrades. */
export const tradeRow = (listing: Listing, trade: VenueTrade) => ({
  id: trade.id,
  price: price(listing, trade.ticks),
  qty: size(listing, trade.lots),
  [listing.contract?.kind === "inverse" ? "baseQty" : "quoteQty"]: turnoverOf(listing, trade.ticks, trade.lots).toFixed(
    8,
  ),
  time: trade.atMillis,
  isBuyerMaker: trade.isBuyerMaker,
  ...(listing.contract === null ? { isBestMatch: true } : {}),
});

/** Runs of trades that make one aggregate each. */
export function aggregates(trades: readonly VenueTrade[]): readonly (readonly VenueTrade[])[] {
  const runs: VenueTrade[][] = [];
  for (const trade of trades) {
    const run = runs.at(-1);
    if (run?.[0]?.aggregateId === trade.aggregateId) run.push(trade);
    else runs.push([trade]);
  }
  return runs;
}

export function exchangeInfoSymbol(listing: Listing) {
  const { symbol, base, quote, priceDecimals, sizeDecimals, minNotional } = listing;
  const tick = toWire(1, priceDecimals);
  const lot = toWire(1, sizeDecimals);
  return {
    symbol,
    status: "TRADING",
    baseAsset: base,
    baseAssetPrecision: 8,
    quoteAsset: quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"],
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      { filterType: "PRICE_FILTER", minPrice: tick, maxPrice: "1000000.00000000", tickSize: tick },
      { filterType: "LOT_SIZE", minQty: lot, maxQty: "9000.00000000", stepSize: lot },
      {
        filterType: "NOTIONAL",
        minNotional,
        applyMinToMarket: true,
        maxNotional: "9000000.00000000",
        applyMaxToMarket: false,
        avgPriceMins: 5,
      },
    ],
    permissions: [],
    permissionSets: [["SPOT"]],
    defaultSelfTradePreventionMode: "EXPIRE_MAKER",
    allowedSelfTradePreventionModes: ["EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
  };
}
