/**
 * What USD-M and COIN-M answer beyond the endpoints that they share with spot.
 * Source: Binance USD-M and COIN-M REST, "Exchange information", "Mark price", "Get funding rate history".
 */
import { type Listing, priceText, sizeText } from "@/server/adapters/simulated/instruments";
import { rateText, wholePrice } from "./premium-wire";
import { type Endpoint, limitOf, listingOf, numberOf, type Request, symbolsOf } from "./rest-query";
import type { VenueModel } from "./venue-model";

const WEIGHT_LIMIT = 2_400;
/** No delivery: a perpetual's listing says the year 2100. */
const NEVER = 4_133_404_800_000;
/** Of the notional that a liquidation closes. */
const LIQUIDATION_FEE = "0.012500";
const FUNDING_HOURS = 8;
const FUNDING_CAP = "0.00300000";

export const futuresEndpoints: Readonly<Record<string, Endpoint>> = {
  exchangeInfo: { weight: 1, answer: exchangeInfo },
  premiumIndex: { weight: 1, answer: premiumIndex },
  fundingRate: { weight: 1, answer: fundingRate },
  fundingInfo: { weight: 1, answer: fundingInfo },
};

function exchangeInfo({ model }: Request) {
  return {
    timezone: "UTC",
    serverTime: model.nowMillis(),
    rateLimits: [{ rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: WEIGHT_LIMIT }],
    exchangeFilters: [],
    symbols: model.listings.flatMap((listing) => symbolInfo(listing) ?? []),
  };
}

function symbolInfo(listing: Listing) {
  const { symbol, base, quote, priceDecimals, sizeDecimals, minNotional, contract } = listing;
  if (contract === null) return null;
  const [tick, lot] = [priceText(listing, 1), sizeText(listing, 1)];
  const isInverse = contract.kind === "inverse";
  return {
    symbol,
    pair: contract.pair,
    contractType: "PERPETUAL",
    deliveryDate: NEVER,
    onboardDate: 1_569_398_400_000,
    ...(isInverse ? { contractStatus: "TRADING", contractSize: contract.faceValue } : { status: "TRADING" }),
    baseAsset: base,
    quoteAsset: quote,
    marginAsset: contract.settle,
    pricePrecision: priceDecimals,
    quantityPrecision: sizeDecimals,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: "COIN",
    underlyingSubType: ["PoW"],
    triggerProtect: "0.0500",
    liquidationFee: LIQUIDATION_FEE,
    marketTakeBound: "0.05",
    filters: [
      { filterType: "PRICE_FILTER", minPrice: tick, maxPrice: "1000000", tickSize: tick },
      { filterType: "LOT_SIZE", minQty: lot, maxQty: isInverse ? "1000000" : "1000", stepSize: lot },
      { filterType: "MARKET_LOT_SIZE", minQty: lot, maxQty: isInverse ? "60000" : "120", stepSize: lot },
      ...(isInverse ? [] : [{ filterType: "MIN_NOTIONAL", notional: String(Number(minNotional)) }]),
    ],
    orderTypes: ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"],
    timeInForce: ["GTC", "IOC", "FOK", "GTX", "GTD"],
  };
}

/** One object for a symbol of USD-M, a list otherwise. */
function premiumIndex({ model, query }: Request) {
  const rows = symbolsOf(model, query).flatMap((listing) => premiumRow(model, listing) ?? []);
  return query.has("symbol") && model.product === "linear" ? (rows[0] ?? {}) : rows;
}

function premiumRow(model: VenueModel, { symbol, contract }: Listing) {
  const premium = model.perpetual?.premium(symbol) ?? null;
  if (premium === null || contract === null) return null;
  const { markPrice, indexPrice, rateE8, nextFundingMillis, atMillis } = premium;
  return {
    symbol,
    ...(contract.kind === "inverse" ? { pair: contract.pair } : {}),
    markPrice: wholePrice(markPrice),
    indexPrice: wholePrice(indexPrice),
    estimatedSettlePrice: wholePrice(indexPrice),
    lastFundingRate: rateText(rateE8),
    interestRate: "0.00010000",
    nextFundingTime: nextFundingMillis,
    time: atMillis,
  };
}

function fundingRate({ model, query }: Request) {
  const range = {
    startMillis: numberOf(query, "startTime"),
    endMillis: numberOf(query, "endTime"),
    limit: limitOf(query, { usual: 100, most: 1_000 }),
  };
  const listings = query.has("symbol") ? [listingOf(model, query)] : model.listings;
  return listings.flatMap(({ symbol }) =>
    (model.perpetual?.fundings(symbol, range) ?? []).map(({ atMillis, rateE8, markPrice }) => ({
      symbol,
      fundingTime: atMillis,
      fundingRate: rateText(rateE8),
      markPrice: wholePrice(markPrice),
    })),
  );
}

function fundingInfo({ model }: Request) {
  return model.listings.map(({ symbol }) => ({
    symbol,
    adjustedFundingRateCap: FUNDING_CAP,
    adjustedFundingRateFloor: `-${FUNDING_CAP}`,
    fundingIntervalHours: FUNDING_HOURS,
    disclaimer: false,
  }));
}
