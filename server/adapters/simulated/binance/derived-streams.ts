/** Streams that are made from the model's state on a timer, only while somebody listens: klines, tickers, partial books. */
import { barStart, intervalMillis } from "./intervals";
import { dayTicker } from "./rest";
import type { Publish, VenueModel } from "./venue-model";
import { klineEventText, snapshotText } from "./wire";

const KLINE = /^([a-z0-9]+)@kline_(\w+)$/;
const PARTIAL = /^([a-z0-9]+)@depth(5|10|20)(@100ms|@1000ms)?$/;
const TICKER = /^([a-z0-9]+)@(ticker|miniTicker)$/;

export const isDerived = (stream: string): boolean => KLINE.test(stream) || PARTIAL.test(stream) || TICKER.test(stream);

/** Publishes the present state of one derived stream. */
export function publishDerived(model: VenueModel, stream: string, publish: Publish): void {
  const text = klineText(model, stream) ?? partialText(model, stream) ?? tickerText(model, stream);
  if (text !== null) publish(stream, text);
}

const listingOf = (model: VenueModel, name: string | undefined) =>
  model.listings.find(({ symbol }) => symbol.toLowerCase() === name) ?? null;

function klineText(model: VenueModel, stream: string): string | null {
  const [, name, interval = ""] = KLINE.exec(stream) ?? [];
  const listing = listingOf(model, name);
  const millis = intervalMillis(interval);
  if (listing === null || millis === null) return null;
  const now = model.nowMillis();
  const start = barStart(now, millis);
  const [kline] = model.klines({
    symbol: listing.symbol,
    intervalMillis: millis,
    startMillis: start,
    endMillis: null,
    limit: 1,
  });
  return kline === undefined
    ? null
    : klineEventText(listing, { kline, interval, intervalMillis: millis, nowMillis: now });
}

function partialText(model: VenueModel, stream: string): string | null {
  const [, name, levels] = PARTIAL.exec(stream) ?? [];
  const listing = listingOf(model, name);
  return listing === null ? null : snapshotText(listing, model.depth(listing.symbol, Number(levels)));
}

function tickerText(model: VenueModel, stream: string): string | null {
  const [, name, kind] = TICKER.exec(stream) ?? [];
  const listing = listingOf(model, name);
  if (listing === null) return null;
  const day = dayTicker(model, listing);
  const [c, o, h, l, v, q] = [day.lastPrice, day.openPrice, day.highPrice, day.lowPrice, day.volume, day.quoteVolume];
  const mini = { E: day.closeTime, s: day.symbol, c, o, h, l, v, q };
  if (kind === "miniTicker") return JSON.stringify({ e: "24hrMiniTicker", ...mini });
  const rest = {
    p: day.priceChange,
    P: day.priceChangePercent,
    w: day.weightedAvgPrice,
    x: day.prevClosePrice,
    Q: day.lastQty,
  };
  const book = { b: day.bidPrice, B: day.bidQty, a: day.askPrice, A: day.askQty };
  return JSON.stringify({
    e: "24hrTicker",
    ...mini,
    ...rest,
    ...book,
    O: day.openTime,
    C: day.closeTime,
    F: day.firstId,
    L: day.lastId,
    n: day.count,
  });
}
