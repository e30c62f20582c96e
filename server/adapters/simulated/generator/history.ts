import type { VenueKline } from "@/server/adapters/simulated/binance/venue-model";
import type { PricePath } from "@/server/adapters/simulated/path/price-path";
import { uniformOf } from "@/server/adapters/simulated/random/noise";
import type { Character } from "./character";

const MINUTE = 60_000;
const MINUTES_OF_DAY = 1440;
/** Minutes remembered; a chart asks for the same ones again and again. */
const CACHE_MINUTES = 60_000;

/** Minute bars of a past in which nobody watched: prices from the path, volume from its volatility and the hour. */
export class History {
  readonly #path: PricePath;
  readonly #character: Character;
  readonly #seed: number;
  readonly #known = new Map<number, VenueKline>();

  constructor(parts: Readonly<{ path: PricePath; character: Character; seed: number }>) {
    this.#path = parts.path;
    this.#character = parts.character;
    this.#seed = parts.seed;
  }

  minute(openMillis: number): VenueKline {
    const index = Math.floor(openMillis / MINUTE);
    const known = this.#known.get(index);
    if (known !== undefined) return known;
    if (this.#known.size >= CACHE_MINUTES) this.#known.clear();
    const bar = this.#make(index);
    this.#known.set(index, bar);
    return bar;
  }

  #make(index: number): VenueKline {
    const { listing, takerRate, takerQuote } = this.#character;
    const point = this.#path.minute(index);
    const scale = 10 ** listing.priceDecimals;
    const steps = (price: number) => Math.max(1, Math.round(price * scale));
    const [open, close] = [steps(point.open), steps(point.close)];
    const draw = (stream: number) => uniformOf(this.#seed, [stream, index, scale, takerQuote]);
    // London and New York are up between 07 and 21 UTC; then the market is about twice as busy as at 03.
    const hour = 1 + 0.4 * Math.sin(((index % MINUTES_OF_DAY) / MINUTES_OF_DAY - 0.375) * 2 * Math.PI);
    const activity = Math.min(3.5, Math.max(0.45, point.volatility)) * hour;
    const trades = Math.max(1, Math.round(60 * takerRate * 14 * activity * (0.6 + 0.8 * draw(1))));
    const quoteUnits = trades * takerQuote * 1.6 * (0.5 + draw(2)) * activity;
    const lots = Math.max(1, Math.round((quoteUnits / point.close) * 10 ** listing.sizeDecimals));
    const buyShare = Math.min(0.9, Math.max(0.1, 0.5 + 120 * (point.close / point.open - 1) + 0.1 * (draw(3) - 0.5)));
    const takerBuyLots = Math.round(lots * buyShare);
    return {
      openMillis: index * MINUTE,
      open,
      high: Math.max(open, close, steps(point.high)),
      low: Math.min(open, close, steps(point.low)),
      close,
      lots,
      quoteUnits,
      trades,
      takerBuyLots,
      takerBuyQuoteUnits: quoteUnits * (takerBuyLots / lots),
    };
  }
}
