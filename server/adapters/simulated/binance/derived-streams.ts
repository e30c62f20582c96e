/** Streams that are made from the model's state on a timer, only while somebody listens: klines, tickers, partial books. */
import type { Listing } from "@/server/adapters/simulated/instruments";
import { type Interval, intervalOf } from "./intervals";
import { dayTicker } from "./rest";
import type { Publish, VenueModel } from "./venue-model";
import { depthUpdateText, klineEventText, snapshotText } from "./wire";

const KLINE = /^([a-z0-9_]+)@kline_(\w+)$/;
const PARTIAL = /^([a-z0-9_]+)@depth(5|10|20)(@100ms|@1000ms)?$/;
const TICKER = /^([a-z0-9_]+)@(ticker|miniTicker)$/;
/** Bars that ended while a recording ran fast, at most so many are told one by one. */
const FINALS_MAX = 500;

/** Real time between two looks; every stream's period is a multiple of it. */
export const DERIVED_STEP_MILLIS = 100;

/** How often the venue sends a stream that is made on a timer; null for one that is not. */
export function periodMillis(stream: string): number | null {
  if (PARTIAL.test(stream)) return stream.endsWith("@100ms") ? 100 : 1_000;
  if (TICKER.test(stream) || stream.endsWith("@kline_1s")) return 1_000;
  return KLINE.test(stream) ? 2_000 : null;
}

export class DerivedStreams {
  readonly #model: VenueModel;
  readonly #publish: Publish;
  /** Start of the bar that was told last, by stream. */
  readonly #told = new Map<string, number>();
  #step = 0;

  constructor(model: VenueModel, publish: Publish) {
    this.#model = model;
    this.#publish = publish;
  }

  /** To be called every `DERIVED_STEP_MILLIS` with the streams somebody listens to. */
  step(wanted: ReadonlySet<string>): void {
    this.#step += 1;
    for (const stream of wanted) {
      const period = periodMillis(stream);
      if (period !== null && this.#step % (period / DERIVED_STEP_MILLIS) === 0) this.#tell(stream);
    }
    for (const stream of this.#told.keys()) if (!wanted.has(stream)) this.#told.delete(stream);
  }

  #tell(stream: string): void {
    const [, name, detail = ""] = KLINE.exec(stream) ?? PARTIAL.exec(stream) ?? TICKER.exec(stream) ?? [];
    const listing = this.#model.listings.find(({ symbol }) => symbol.toLowerCase() === name);
    if (listing === undefined) return;
    const interval = intervalOf(detail);
    if (stream.includes("@kline_")) {
      if (interval !== null) this.#tellKlines(stream, listing, interval);
    } else if (detail === "ticker" || detail === "miniTicker")
      this.#publish(stream, tickerText(this.#model, listing, detail));
    else this.#publish(stream, this.#partial(listing, Number(detail)));
  }

  /** The best levels: spot sends them as a snapshot, futures as an update. */
  #partial(listing: Listing, limit: number): string {
    const atMillis = this.#model.nowMillis();
    const book = this.#model.depth(listing.symbol, limit);
    if (listing.contract === null) return snapshotText(listing, book, atMillis);
    const { lastUpdateId: id, bids, asks } = book;
    return depthUpdateText(listing, { atMillis, first: id, last: id, previous: id, bids, asks });
  }

  /** Each bar that has ended since the last time, said to be final, and the one that runs. */
  #tellKlines(stream: string, listing: Listing, interval: Interval): void {
    const nowMillis = this.#model.nowMillis();
    const running = interval.startOf(nowMillis);
    const from = Math.max(this.#told.get(stream) ?? running, interval.shift(running, -FINALS_MAX));
    const query = { symbol: listing.symbol, interval, startMillis: from, endMillis: null, limit: FINALS_MAX + 1 };
    for (const kline of this.#model.klines(query)) {
      const isFinal = kline.openMillis < running;
      this.#publish(stream, klineEventText(listing, { kline, interval, nowMillis, isFinal }));
    }
    this.#told.set(stream, running);
  }
}

function tickerText(model: VenueModel, listing: Listing, kind: "ticker" | "miniTicker"): string {
  const day = dayTicker(model, listing);
  const [c, o, h, l, v, q] = [day.lastPrice, day.openPrice, day.highPrice, day.lowPrice, day.volume, day.quoteVolume];
  const mini = { E: day.closeTime, s: day.symbol, c, o, h, l, v, q };
  if (kind === "miniTicker") return JSON.stringify({ e: "24hrMiniTicker", ...mini });
  const change = { p: day.priceChange, P: day.priceChangePercent, w: day.weightedAvgPrice, x: day.prevClosePrice };
  const book = { Q: day.lastQty, b: day.bidPrice, B: day.bidQty, a: day.askPrice, A: day.askQty };
  const span = { O: day.openTime, C: day.closeTime, F: day.firstId, L: day.lastId, n: day.count };
  return JSON.stringify({ e: "24hrTicker", ...mini, ...change, ...book, ...span });
}
